import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason, RunState } from "../abi.ts";
import { VCPU_EVENT, VCPU_IRQ_LINES, VCPU_MONITOR_SIZE, VCPU_RUN_STATE, VCPU_SIZE } from "../layout.ts";
import { HVC, NOP, SEV, WFE } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import { CNTKCTL_EL1, PSTATE_DAIF } from "./state.ts";

const EVNTEN = 4n;
const EVNTDIR = 8n;
/** EVNTI: the stream follows bit 5, so rising edges come at 32, 96, 160... */
const BIT_5 = 5n << 4n;
const IRQ = 1;
const UNMASKED = 0n;

let core: TestCore;

beforeEach(() => {
  core = new TestCore(1 << 16, 2);
  core.load([WFE, HVC]);
});

const goOn = () => core.exports.runVcpu(core.vcpu(), 100n);
const nextEvent = () => core.exports.vcpuNextTimer(core.vcpu()) as bigint;

describe("WFE", () => {
  it("takes an event that is there and goes on", () => {
    core.setU32(VCPU_EVENT, 1);

    expect(core.run()).toBe(ExitReason.Hypercall);
    expect(core.u32(VCPU_EVENT)).toBe(0);
  });

  it("parks without one, after itself", () => {
    expect(core.run()).toBe(ExitReason.Wait);

    expect([core.u32(VCPU_RUN_STATE), core.pc]).toEqual([RunState.WaitEvent, RAM_START + 4n]);
    expect(goOn()).toBe(ExitReason.Wait);
  });

  it("wakes when another vCPU executes SEV", () => {
    core.run();
    core.load([SEV, HVC], 0x100);
    const other = core.vcpu(1);
    core.view.setUint32(other + VCPU_RUN_STATE, RunState.Running, true);
    core.setU64(VCPU_SIZE + 0x110, RAM_START + 0x100n);
    core.exports.runVcpu(other, 100n);

    expect(goOn()).toBe(ExitReason.Hypercall);
    expect(core.u32(VCPU_EVENT)).toBe(0);
  });

  it("sleeps through an interrupt that is masked", () => {
    core.run();
    core.setU32(VCPU_IRQ_LINES, IRQ);

    expect(goOn()).toBe(ExitReason.Wait);
  });

  it("wakes to take an interrupt", () => {
    core.run();
    core.setU64(PSTATE_DAIF, UNMASKED);
    core.setU32(VCPU_IRQ_LINES, IRQ);
    goOn();

    expect(core.u32(VCPU_RUN_STATE)).toBe(RunState.Running);
  });

  it("gives its turn away instead while another vCPU's store may be the event", () => {
    core.setU32(VCPU_MONITOR_SIZE, 8);

    expect(core.run()).toBe(ExitReason.Yield);
    expect(core.u32(VCPU_RUN_STATE)).toBe(RunState.Running);
  });
});

describe("the event stream", () => {
  it.each([
    ["rising", EVNTEN | BIT_5, 32n],
    ["falling", EVNTEN | EVNTDIR | BIT_5, 64n],
  ])("wakes WFE at the next %s edge of its counter bit", (_, control, tick) => {
    core.setU64(CNTKCTL_EL1, control);
    core.load([NOP, NOP, WFE, HVC]);
    core.run();

    expect(nextEvent()).toBe(tick);
    core.exports.vmSetClock(tick - 1n, 1n << 32n);
    expect(goOn()).toBe(ExitReason.Wait);
    core.exports.vmSetClock(tick, 1n << 32n);
    expect(goOn()).toBe(ExitReason.Hypercall);
  });

  it("is no event while it is off", () => {
    core.run();

    expect(nextEvent()).toBe(-1n);
  });
});
