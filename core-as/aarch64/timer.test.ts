import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason, RunState } from "../abi.ts";
import { VCPU_IRQ_LINES, VCPU_RUN_STATE, VM_CLOCK_RATE, VM_INSTRUCTIONS } from "../layout.ts";
import { b, type Encoding, HVC, ISB, mrs, msr, NOP, WFI } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { CNTP_CTL_EL0, CNTP_CVAL_EL0, CNTV_CTL_EL0, CNTV_CVAL_EL0, CNTVOFF_EL2, TIMER_LINES } from "./state.ts";

const CNTPCT: Encoding = [3, 3, 14, 0, 1];
const CNTV_TVAL: Encoding = [3, 3, 14, 3, 0];
const CNTV_CTL: Encoding = [3, 3, 14, 3, 1];
const ONE = 1n << 32n;
const ENABLE = 1n;
const IMASK = 2n;
const VIRTUAL = 1;
const PHYSICAL = 2;

let core: TestCore;

beforeEach(() => {
  core = new TestCore();
});

const setRetired = (instructions: bigint) => core.view.setBigUint64(VM_INSTRUCTIONS, instructions, true);
const lines = () => {
  core.exports.updateTimers(core.vcpu());
  return core.u32(TIMER_LINES);
};
const deadline = () => core.exports.timerDeadline(core.vcpu()) as bigint;

describe("clock", () => {
  it("counts from the anchor at its rate", () => {
    core.exports.vmSetClock(1000n, ONE / 4n);
    setRetired(10n);

    expect(core.exports.vmClockTicks()).toBe(1002n);
  });

  it("does not overflow after years of instructions", () => {
    core.exports.vmSetClock(0n, (ONE * 5n) / 2n);
    setRetired(1n << 60n);

    expect(core.exports.vmClockTicks()).toBe((1n << 60n) + (1n << 60n) + (1n << 59n));
  });

  it("goes on from its present value when the host changes the rate", () => {
    setRetired(100n);
    core.exports.vmSetClock(core.exports.vmClockTicks(), ONE * 2n);
    setRetired(110n);

    expect(core.exports.vmClockTicks()).toBe(120n);
  });

  it("is exact in the middle of a program", () => {
    core.load([NOP, mrs(CNTPCT, 0), NOP, NOP, mrs(CNTPCT, 1), HVC]);

    core.run();

    expect(core.x(1) - core.x(0)).toBe(3n);
  });
});

describe("timers", () => {
  it("raise their lines when the compare value is reached, and not before", () => {
    core.setU64(CNTV_CVAL_EL0, 100n);
    core.setU64(CNTV_CTL_EL0, ENABLE);
    setRetired(99n);
    const before = lines();
    setRetired(100n);

    expect([before, lines()]).toEqual([0, VIRTUAL]);
  });

  it("have a virtual count that lags by CNTVOFF", () => {
    core.setU64(CNTVOFF_EL2, 50n);
    core.setU64(CNTV_CVAL_EL0, 100n);
    core.setU64(CNTV_CTL_EL0, ENABLE);
    core.setU64(CNTP_CVAL_EL0, 100n);
    core.setU64(CNTP_CTL_EL0, ENABLE);
    setRetired(149n);
    const before = lines();
    setRetired(150n);

    expect([before, lines()]).toEqual([PHYSICAL, PHYSICAL | VIRTUAL]);
  });

  it.each([0n, ENABLE | IMASK, IMASK])("keep the line down with CTL = %i", (control) => {
    core.setU64(CNTV_CTL_EL0, control);
    setRetired(100n);

    expect(lines()).toBe(0);
    expect(deadline()).toBe(0x7fff_ffff_ffff_ffffn);
  });

  it("lower the line again when the compare value moves on", () => {
    core.setU64(CNTV_CTL_EL0, ENABLE);
    setRetired(10n);
    const up = lines();
    core.setU64(CNTV_CVAL_EL0, 1000n);

    expect([up, lines()]).toEqual([VIRTUAL, 0]);
  });

  it.each([
    [ONE, 1000n, 1000n],
    [ONE / 2n, 1000n, 2000n],
    [ONE * 3n, 1000n, 334n],
  ])("are due after so many instructions: rate %i, %i ticks, %i instructions", (rate, ticks, instructions) => {
    core.exports.vmSetClock(0n, rate);
    core.setU64(CNTP_CVAL_EL0, ticks);
    core.setU64(CNTP_CTL_EL0, ENABLE);

    expect(deadline()).toBe(instructions);
  });

  it("are never due when that is too far to count", () => {
    core.setU64(CNTP_CVAL_EL0, 0xffff_ffff_ffff_ffffn);
    core.setU64(CNTP_CTL_EL0, ENABLE);
    core.view.setBigUint64(VM_CLOCK_RATE, 1n, true);

    expect(deadline()).toBe(0x7fff_ffff_ffff_ffffn);
    expect(core.exports.vcpuNextTimer(core.vcpu())).toBe(-1n);
  });

  it("tell the host when the next one rises", () => {
    core.setU64(CNTP_CVAL_EL0, 700n);
    core.setU64(CNTP_CTL_EL0, ENABLE);
    core.setU64(CNTV_CVAL_EL0, 300n);
    core.setU64(CNTV_CTL_EL0, ENABLE);
    setRetired(20n);

    expect(core.exports.vcpuNextTimer(core.vcpu())).toBe(300n);
  });

  it("end the slice in time, however long the budget is", () => {
    core.setX(0, 500n);
    core.setX(1, 1n);
    core.load([msr(CNTV_TVAL, 0), msr(CNTV_CTL, 1), b(0)]);

    core.run(2000n);

    expect(core.u32(TIMER_LINES)).toBe(VIRTUAL);
  });

  it("show ISTATUS and a TVAL that counts down", () => {
    core.setX(0, 3n);
    core.setX(1, 1n);
    core.load([msr(CNTV_TVAL, 0), msr(CNTV_CTL, 1), mrs(CNTV_CTL, 2), mrs(CNTV_CTL, 3), mrs(CNTV_TVAL, 4), HVC]);

    core.run();

    expect([core.x(2), core.x(3), core.x(4)]).toEqual([1n, 5n, 0xffff_ffffn]);
  });
});

describe("waiting", () => {
  it("parks in WFI and goes on after it when a line rises, masked or not", () => {
    core.load([WFI, HVC]);
    const parked = core.run();
    const again = core.exports.runVcpu(core.vcpu(), 10n);
    core.setU32(VCPU_IRQ_LINES, 1);

    expect([parked, again, core.exports.runVcpu(core.vcpu(), 10n)]).toEqual([
      ExitReason.Wait,
      ExitReason.Wait,
      ExitReason.Hypercall,
    ]);
    expect(core.u32(VCPU_RUN_STATE)).toBe(RunState.Running);
    expect(core.pc).toBe(RAM_START + 8n);
  });

  it("passes WFI when a line is up already", () => {
    core.setU32(VCPU_IRQ_LINES, 1);
    core.load([WFI, ISB, HVC]);

    expect(core.run()).toBe(ExitReason.Hypercall);
  });
});
