import { describe, expect, it } from "vitest";
import type { BootPlan } from "../machines/bootPlan.ts";
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
  return { ram: { start: RAM, size: 1 << 20 }, segments, entry: RAM, argument: 0 };
}

function runnerOf(agenda: Agenda<MachineRunner>): MachineRunner {
  const [module, plan, host] = [coreModule, planOf(RESETTING), nodeHost()];
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
