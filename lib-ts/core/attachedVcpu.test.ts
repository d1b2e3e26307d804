import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Architecture, ExitReason, RunState } from "../../core-as/abi.ts";
import { VCPU_INSTRUCTIONS } from "../../core-as/layout.ts";
import { InvalidArgument } from "../errors.ts";
import * as A64 from "../testing/a64.ts";
import { coreModule } from "../testing/core.ts";
import { AttachedVcpu } from "./attachedVcpu.ts";
import { CoreInstance } from "./instance.ts";
import { CoreModule } from "./module.ts";

const bytes = readFileSync(new URL("../../build/core.wasm", import.meta.url));
const sharedModule = CoreModule.compileSync(bytes, true);
const RAM = 0x4000_0000;
const SIZE = 1 << 20;

/** A machine whose two vCPUs run `words` from RAM on, each by an instance of its own. */
function parallelMachine(words: readonly number[]) {
  const core = new CoreInstance(sharedModule, 2, SIZE);
  core.mapPages(RAM, SIZE >> 12, "ram");
  words.forEach((word, index) => {
    core.linear.setUint32(core.locate(RAM) + 4 * index, word, true);
  });
  core.startParallel();
  const threads = core.vcpus.map((vcpu) => {
    vcpu.pc = BigInt(RAM);
    vcpu.runState = RunState.Running;
    return new AttachedVcpu(CoreModule.from(sharedModule.module, true), core.memory, vcpu.index);
  });
  return { core, threads };
}

describe("AttachedVcpu", () => {
  it("runs the vCPUs of a machine that another instance has laid out", () => {
    const { core, threads } = parallelMachine([A64.ADD_X5_1, A64.hvc()]);

    const reasons = threads.map((thread) => thread.run(1000));

    expect(reasons).toEqual([ExitReason.Hypercall, ExitReason.Hypercall]);
    expect(core.vcpus.map((vcpu) => vcpu.x(5))).toEqual([1n, 1n]);
    expect(core.instructions).toBe(4);
  });

  it("counts its vCPU's instructions and runs as many as it is told", () => {
    const { core, threads } = parallelMachine([A64.B_SELF]);

    threads[0].run(25_000);

    expect([core.vcpus[0].u64(VCPU_INSTRUCTIONS), core.vcpus[1].u64(VCPU_INSTRUCTIONS)]).toEqual([25_000n, 0n]);
  });

  it("returns at once when it was kicked, once", () => {
    const { core, threads } = parallelMachine([A64.B_SELF]);
    const seen = threads[0].wakeUps;

    core.kick(core.vcpus[0]);
    threads[0].wait(seen, Number.POSITIVE_INFINITY);

    expect(threads[0].run(1000)).toBe(ExitReason.Budget);
    expect(core.instructions).toBe(0);
    threads[0].run(1000);
    expect(core.instructions).toBe(1000);
  });

  it("finishes an instruction whose device access was answered, also when it is kicked meanwhile", () => {
    const { core, threads } = parallelMachine([A64.STR_W0_X1, A64.B_SELF]);
    const [vcpu] = core.vcpus;
    vcpu.setX(1, 0x900_0000n);
    core.mapPages(0x900_0000, 1, "device");
    expect(threads[0].run(1000)).toBe(ExitReason.Memory);

    core.kick(vcpu);
    vcpu.completeAccess(0n);

    expect([vcpu.step().kind, vcpu.pc]).toEqual(["step", BigInt(RAM + 4)]);
  });

  it("wants its timer at once when another vCPU has seen the time that it waits for", () => {
    const wait = [A64.MSR_CNTV_CVAL_X1, A64.MSR_CNTV_CTL_X2, A64.WFI, A64.hvc()];
    const { core, threads } = parallelMachine([...wait, A64.MRS_X5_CNTVCT, A64.hvc()]);
    core.vcpus[0].setX(1, 2000n);
    core.vcpus[0].setX(2, 1n);
    core.vcpus[1].pc += BigInt(4 * wait.length);
    threads[0].setClock(1000n, 1n << 32n);
    expect([threads[0].run(1000), threads[0].nextTimer()]).toEqual([ExitReason.Wait, 2000n]);

    threads[1].setClock(3000n, 1n << 32n);
    expect(threads[1].run(1000)).toBe(ExitReason.Hypercall);

    expect(threads[0].nextTimer()).toBeGreaterThanOrEqual(3000n);
    threads[0].run(1000);
    expect(core.gic.state(0, 27)?.line).toBe(true);
    expect(threads[0].nextTimer()).toBeUndefined();
  });

  it("has a clock of its own that never shows less than another's has shown", () => {
    const { core, threads } = parallelMachine([A64.MRS_X5_CNTVCT, A64.hvc()]);
    threads[0].setClock(5000n, 1n << 32n);
    threads[1].setClock(100n, 1n << 32n);

    for (const thread of threads) thread.run(100);

    const shown = core.vcpus.map((vcpu) => Number(vcpu.x(5)));
    expect(shown[0]).toBeGreaterThanOrEqual(5000);
    expect(shown[1]).toBeGreaterThanOrEqual(shown[0]);
    expect(core.clock.ticks).toBeGreaterThanOrEqual(BigInt(shown[1]));
  });

  it("lets the host work while everything stands still, in nested pairs", () => {
    const { core } = parallelMachine([]);

    expect(core.whileStopped(() => core.whileStopped(() => core.stateHash()))).toBe(core.stateHash());
  });

  it("needs shared memory and an Arm architecture", () => {
    expect(() => new CoreInstance(coreModule, 2, SIZE).startParallel()).toThrow(InvalidArgument);
    const pc = new CoreInstance(sharedModule, 2, SIZE, { architecture: Architecture.IA32 });
    expect(() => pc.startParallel()).toThrow(InvalidArgument);
  });
});
