/** At what pace a guest gets what waits for its serial port. */
import { describe, expect, it } from "vitest";
import type { BootPlan } from "../machines/bootPlan.ts";
import { WFI } from "../testing/a64.ts";
import { coreModule } from "../testing/machine.ts";
import { Agenda } from "./agenda.ts";
import { nodeHost } from "./host.ts";
import { MachineRunner } from "./machineRunner.ts";

const RAM = 0x4000_0000;
const TYPED = 1000;
const BURST = 256;

/** Turns the UART on, with FIFOs and receive interrupts. */
const OPEN_UART = [
  0xd2a12001, // mov x1, #0x09000000
  0x52800200, // mov w0, #FEN
  0xb9002c20, // str w0, [x1, #UARTLCR_H]
  0x52806020, // mov w0, #UARTEN | TXE | RXE
  0xb9003020, // str w0, [x1, #UARTCR]
  0x52800a00, // mov w0, #RXIM | RTIM
  0xb9003820, // str w0, [x1, #UARTIMSC]
];
/** Reads UARTDR for ever. */
const READ_ALWAYS = [
  0xb9400022, // ldr w2, [x1]
  0x17ffffff, // b .-4
];
/** Lets interrupt 33 wake the CPU, then reads until the FIFO is empty, waits, and reads again. */
const READ_AND_WAIT = [
  0xd2a10003, // mov x3, #0x08000000
  0xd2a10024, // mov x4, #0x08010000
  0x52800020, // mov w0, #1
  0xb9000060, // str w0, [x3]         GICD_CTLR
  0xb9000080, // str w0, [x4]         GICC_CTLR
  0x52800040, // mov w0, #2
  0xb9010460, // str w0, [x3, #0x104] GICD_ISENABLER1
  0x52802000, // mov w0, #0x100
  0xb9082060, // str w0, [x3, #0x820] GICD_ITARGETSR8
  0x52801fe0, // mov w0, #0xff
  0xb9000480, // str w0, [x4, #4]     GICC_PMR
  WFI,
  0xb9400022, // ldr w2, [x1]         UARTDR
  0xb9401822, // ldr w2, [x1, #0x18]  UARTFR
  0x3627ffc2, // tbz w2, #RXFE, .-8
  0x17fffffc, // b .-16
];

function planOf(words: readonly number[]): BootPlan {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const segments = [{ name: "code", address: RAM, bytes, size: bytes.length }];
  return { architecture: "aarch64", ram: { start: RAM, size: 1 << 20 }, segments, entry: RAM, argument: 0 };
}

/** A machine that runs `words`, and `TYPED` characters on their way to it. */
function machineOf(words: readonly number[], agenda: Agenda<MachineRunner>): MachineRunner {
  const plan = planOf([...OPEN_UART, ...words]);
  const [module, host, clock] = [coreModule, nodeHost(), "deterministic"] as const;
  const runner = new MachineRunner({ module, name: "line", plan, vcpus: 1, clock, host, send: () => {}, agenda });
  runner.type(new Uint8Array(TYPED).fill(0x78));
  return runner;
}

/** How many characters the guest had got when it had retired so many instructions. */
async function takenAt(counts: readonly number[]): Promise<number[]> {
  const taken: number[] = [];
  const items = counts.map((at) => ({
    at,
    act: (runner: MachineRunner) => taken.push(TYPED - runner.input.size),
  }));
  const stop = { at: (counts.at(-1) ?? 0) + 1, act: (runner: MachineRunner) => runner.stop() };
  await machineOf(READ_ALWAYS, new Agenda<MachineRunner>([...items, stop])).run();
  return taken;
}

describe("the serial line of a machine", () => {
  it("brings a burst at once, and the next when its time at 1 Mbaud has passed", async () => {
    const counts = [2000, 250_000, 260_000, 510_000, 520_000, 765_000, 775_000];

    expect(await takenAt(counts)).toEqual([BURST, BURST, 2 * BURST, 2 * BURST, 3 * BURST, 3 * BURST, TYPED]);
  });

  it("does not keep a guest waiting that has nothing else to do", async () => {
    const counts: number[] = [];
    const note = (runner: MachineRunner) => {
      if (runner.input.isEmpty) runner.stop();
      else counts.push(runner.counters.instructions);
    };
    await machineOf(READ_AND_WAIT, new Agenda([], { every: 100, act: note })).run();

    expect(counts.at(-1)).toBeGreaterThan(2 * TYPED);
    expect(counts.at(-1)).toBeLessThan(10 * TYPED);
  });
});
