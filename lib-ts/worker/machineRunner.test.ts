import { describe, expect, it } from "vitest";
import { flatStart } from "../loader/ia32Start.ts";
import type { BootPlan } from "../machines/bootPlan.ts";
import type { MachinePlan } from "../machines/machinePlan.ts";
import type { PcBootPlan } from "../machines/pcBootPlan.ts";
import { pcMemoryMap, pcRam } from "../machines/pcMemory.ts";
import { coreModule } from "../testing/machine.ts";
import { Agenda } from "./agenda.ts";
import { nodeHost } from "./host.ts";
import { MachineRunner } from "./machineRunner.ts";

const RAM = 0x4000_0000;
/** Counts down from 1000, then asks for a reset by PSCI. */
const RESETTING = [
  0xd2807d02, // mov x2, #1000
  0xd1000442, // sub x2, x2, #1
  0xb5ffffe2, // cbnz x2, .-4
  0x52800120, // mov w0, #9
  0x72b08000, // movk w0, #0x8400, lsl #16
  0xd4000002, // hvc #0
];

function planOf(words: readonly number[]): BootPlan {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const segments = [{ name: "code", address: RAM, bytes, size: bytes.length }];
  return { architecture: "aarch64", ram: { start: RAM, size: 1 << 20 }, segments, entry: RAM, argument: 0 };
}

/** A PC whose program at 1 MiB has no IDT. */
function pcPlanOf(code: readonly number[]): PcBootPlan {
  const gdt = { name: "gdt", address: 0x1000, bytes: new Uint8Array(32), size: 32 };
  const program = { name: "program", address: 0x10_0000, bytes: Uint8Array.from(code), size: code.length };
  const start = flatStart(program.address, {}, gdt);
  return { ram: pcRam(4), map: pcMemoryMap(4), segments: [gdt, program], start };
}

function runnerOf(agenda: Agenda<MachineRunner>, plan: MachinePlan = planOf(RESETTING)): MachineRunner {
  const [module, host] = [coreModule, nodeHost()];
  return new MachineRunner({
    module,
    name: "r",
    plan,
    vcpus: 1,
    clock: "deterministic",
    host,
    send: () => {},
    agenda,
  });
}

const stopAt = (at: number) => ({ at, act: (runner: MachineRunner) => runner.stop() });

describe("MachineRunner over resets of the guest", () => {
  it("keeps to the agenda, whose counts go on", async () => {
    const served: number[] = [];
    const note = (runner: MachineRunner) => served.push(runner.counters.instructions);
    const runner = runnerOf(
      new Agenda([500, 2500, 7500].map((at) => ({ at, act: note })).concat(stopAt(9000) as never)),
    );

    expect(await runner.run()).toEqual({ kind: "stopped" });

    expect(served.map((at, index) => at - [500, 2500, 7500][index]).every((late) => late >= 0 && late < 64)).toBe(true);
  });

  it("passes the same checkpoints every time", async () => {
    const checkpoints = async () => {
      const hashes: string[] = [];
      const act = (runner: MachineRunner) => hashes.push(runner.stateHash());
      await runnerOf(new Agenda([stopAt(9000)], { every: 700, act })).run();
      return hashes;
    };

    expect(await checkpoints()).toHaveLength(12);
    expect(await checkpoints()).toEqual(await checkpoints());
  });

  it("counts exits and instructions of all machines together", async () => {
    const runner = runnerOf(new Agenda([stopAt(9000)]));

    await runner.run();

    expect(runner.counters.instructions).toBeGreaterThanOrEqual(9000);
    expect(runner.counters.exits.hypercall).toBe(4);
  });

  it("stops also when the guest resets in the very slice", async () => {
    const runner = runnerOf(new Agenda([stopAt(2004)]));

    expect(await runner.run()).toEqual({ kind: "stopped" });
    expect(runner.counters.exits.hypercall).toBe(1);
  });
});

describe("MachineRunner of a PC whose processor shuts down", () => {
  const UD2 = [0x0f, 0x0b];
  /** mov ecx, 1000000; loop to itself */
  const MILLION = [0xb9, 0x40, 0x42, 0x0f, 0, 0xe2, 0xfe];

  it("resets it once, and fails when it shuts down at once again", async () => {
    const runner = runnerOf(new Agenda([]), pcPlanOf([0x90, ...UD2]));

    expect(await runner.run()).toMatchObject({
      kind: "failed",
      cause: { name: "GuestShutdown", vector: 6, eip: 0x10_0001 },
    });
    expect(runner.counters.exits.shutdown).toBe(2);
  });

  it("resets it as often as it likes when it has done something before", async () => {
    const runner = runnerOf(new Agenda([stopAt(3_500_000)]), pcPlanOf([...MILLION, ...UD2]));

    expect(await runner.run()).toEqual({ kind: "stopped" });
    expect(runner.counters.exits.shutdown).toBe(3);
  });
});
