import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { type MachinePlan, planMachine } from "../../machines/machinePlan.ts";
import { ADD_X5_1, B_BACK, B_SELF, hvc, LDR_W0_X1, NOP } from "../../testing/a64.ts";
import { sharedCoreModule } from "../../testing/core.ts";
import { builtInImage } from "../../testing/guests.ts";
import { TEST_TIER } from "../../testing/tier.ts";
import { startTestThread } from "../../testing/vcpuThread.ts";
import { Agenda } from "../agenda.ts";
import { nodeHost } from "../host.ts";
import { MachineRunner, type RunnerOptions } from "../machineRunner.ts";
import { checkParallel } from "./checkParallel.ts";
import type { StartVcpuThread } from "./messages.ts";

const RAM = 0x4000_0000;

/** mov w0, #low; movk w0, #0x8400, lsl #16; hvc #0: a function of PSCI. */
const psci = (low: number) => [0x52800000 | (low << 5), 0x72b08000, hvc()];
const SYSTEM_OFF = psci(8);
const SYSTEM_RESET = psci(9);

/** adr x`register`, #bytes: a multiple of 4 ahead. */
const adr = (register: number, bytes: number) => 0x10000000 | (bytes << 3) | register;
/** Where the two vCPUs of `PAIR` meet, away from their code. */
const MEETING = 0x8000;
/** Waits until the word at x4 is w5, then makes it the next number; w5 is the one after that. */
const TAKE_TURN = [
  0xb9400086, // ldr w6, [x4]
  0x6b0500df, // cmp w6, w5
  0x54ffffc1, // b.ne .-8
  0x110004a5, // add w5, w5, #1
  0xb9000085, // str w5, [x4]
  0x110004a5, // add w5, w5, #1
];
const FIRST = [
  0x52800060, // mov w0, #3
  0x72b88000, // movk w0, #0xc400, lsl #16: CPU_ON
  0xd2800021, // mov x1, #1
  adr(2, 60), // SECOND
  hvc(),
  adr(4, MEETING - 20),
  0x52800005, // mov w5, #0
  ...TAKE_TURN,
  0x711f40bf, // cmp w5, #2000
  0x54ffff21, // b.ne TAKE_TURN
  ...SYSTEM_OFF,
];
const SECOND = [
  adr(4, MEETING - 4 * FIRST.length),
  0x52800025, // mov w5, #1
  ...TAKE_TURN,
  0x17fffffa, // b TAKE_TURN
];
/** Two vCPUs that take 1999 turns with each other. */
const PAIR = [...FIRST, ...SECOND];

/** A guest that runs `words` from the start of its megabyte of RAM. */
function planOf(words: readonly number[]): MachinePlan {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const segments = [{ name: "code", address: RAM, bytes, size: bytes.length }];
  return { architecture: "aarch64", ram: { start: RAM, size: 1 << 20 }, segments, entry: RAM, argument: 0 };
}

function runnerOf(plan: MachinePlan, more: Partial<RunnerOptions> = {}) {
  const parts: Uint8Array[] = [];
  const runner: MachineRunner = new MachineRunner({
    module: sharedCoreModule(),
    name: "parallel",
    plan,
    vcpus: 1,
    clock: "real",
    tier: TEST_TIER,
    host: nodeHost(),
    startVcpuThread: startTestThread,
    send: (bytes) => {
      parts.push(bytes);
      runner.shown(bytes.length);
    },
    ...more,
  });
  return { runner, text: () => Buffer.concat(parts).toString() };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("ParallelLoop", () => {
  it("ends when the guest switches off", async () => {
    const { runner } = runnerOf(planOf([ADD_X5_1, ...SYSTEM_OFF]));

    expect(await runner.run()).toEqual({ kind: "off" });
    expect(runner.current.vm.vcpus[0].vcpu.x(5)).toBe(1n);
  });

  it("starts anew, on new threads, as often as the guest asks for a reset", async () => {
    const agenda = new Agenda([{ at: 12, act: (runner: MachineRunner) => runner.stop() }]);
    const { runner } = runnerOf(planOf(SYSTEM_RESET), { agenda });

    expect(await runner.run()).toEqual({ kind: "stopped" });
    expect(runner.counters.exits.hypercall).toBeGreaterThanOrEqual(4);
  });

  it("serves devices at home, and no console byte is lost", async () => {
    const images = { kernel: { name: "hello", bytes: builtInImage("hello-hypercall") } };
    const plan = await planMachine("aarch64", images, { memoryMiB: 16, vcpus: 1 });
    const { runner, text } = runnerOf(plan);

    expect(await runner.run()).toEqual({ kind: "off" });
    expect(text()).toContain("It answers: 42.");
  });

  it("stands still while paused, goes on after, and stops", async () => {
    const { runner } = runnerOf(planOf([ADD_X5_1, B_BACK]));
    const end = runner.run();
    await until(() => runner.counters.instructions > 1_000_000);

    runner.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [instructions, hash] = [runner.counters.instructions, runner.stateHash()];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([runner.counters.instructions, runner.stateHash()]).toEqual([instructions, hash]);

    runner.resume();
    await until(() => runner.counters.instructions > instructions);
    runner.stop();
    expect(await end).toEqual({ kind: "stopped" });
  });

  it("stands still while home works, as often as it does, and goes on by itself", async () => {
    const { runner } = runnerOf(planOf([ADD_X5_1, B_BACK]));
    const { core } = runner.current.vm;
    const end = runner.run();
    const counter = () => core.vcpus[0].x(5);
    let last = -1n;

    for (let turn = 0; turn < 20; turn++) {
      await until(() => core.whileStopped(counter) > last);
      const [first, second] = core.whileStopped(() => {
        const seen = counter();
        const start = performance.now();
        while (performance.now() - start < 2);
        return [seen, counter()];
      });
      expect(second).toBe(first);
      last = first;
    }

    runner.stop();
    expect(await end).toEqual({ kind: "stopped" });
  });

  it("fails with the guest's own error for an access that nothing serves", async () => {
    const { runner } = runnerOf(planOf([0xd2a20001 /* mov x1, #0x10000000 */, LDR_W0_X1]));

    expect(await runner.run()).toMatchObject({ kind: "failed", cause: { name: "VmRunFailed", vcpuId: 0 } });
  });

  it("runs vCPUs at once: one waits for what the other stores", async () => {
    const { runner } = runnerOf(planOf(PAIR), { vcpus: 2 });

    expect(await runner.run()).toEqual({ kind: "off" });
    expect(runner.current.vm.vcpus.map(({ vcpuOnline }) => vcpuOnline)).toEqual([true, true]);
  });

  it("runs the same in every tier", async () => {
    const answers = ["interp", "auto", "all"].map(async (tier) => {
      const { runner } = runnerOf(planOf(PAIR), { vcpus: 2, tier: tier as "all", thresholds: { hot: 50, batch: 1 } });
      return [await runner.run(), runner.current.vm.core.stats.regions?.refused];
    });

    expect(await Promise.all(answers)).toEqual(answers.map(() => [{ kind: "off" }, undefined]));
  });

  it("ends the machine with a named error when a thread is lost", async () => {
    const startVcpuThread: StartVcpuThread = (receive) => {
      const port = startTestThread(receive);
      setTimeout(() => port.end(), 500);
      return port;
    };
    const { runner } = runnerOf(planOf([B_SELF]), { startVcpuThread });

    expect(await runner.run()).toMatchObject({ kind: "failed", cause: { name: "VcpuThreadLost", vcpuId: 0 } });
    // The machine can still be looked at.
    expect(runner.stateHash()).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("parallel vCPUs are refused", () => {
  it("under the deterministic clock", () => {
    expect(() => runnerOf(planOf([NOP]), { clock: "deterministic" })).toThrow(
      expect.objectContaining({ name: "ParallelUnavailable", message: expect.stringContaining("real clock") }),
    );
  });

  it("to a PC", async () => {
    const kernel = readFileSync(new URL("../../../public/guests/hello-vmcall/hello-vmcall.elf", import.meta.url));
    const images = { kernel: { name: "hello-vmcall", bytes: kernel } };
    const plan = await planMachine("ia32", images, { memoryMiB: 16, vcpus: 1 });

    expect(() => runnerOf(plan)).toThrow(
      expect.objectContaining({ name: "ParallelUnavailable", message: expect.stringContaining("Arm") }),
    );
  });

  it("where threads cannot share memory", () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);

    expect(() => checkParallel("aarch64", "real")).toThrow(/Cross-Origin-Opener-Policy: same-origin/);

    vi.unstubAllGlobals();
  });
});
