import { describe, expect, it } from "vitest";
import { DeterministicClock, RealClock } from "./clockPolicy.ts";

/** 1 tick a microsecond. */
function testClock() {
  const clock = {
    frequency: 1_000_000,
    ticks: 0n,
    rate: 0,
    setTicksPerInstruction: (rate: number) => {
      clock.rate = rate;
    },
    advanceTo: (ticks: bigint) => {
      if (ticks > clock.ticks) clock.ticks = ticks;
    },
  };
  return clock;
}

function realBench() {
  const clock = testClock();
  const host = { now: 5000 };
  const policy = new RealClock(clock, () => host.now);
  policy.beforeSlice(0);
  return { clock, host, policy };
}

describe("the deterministic clock", () => {
  it("gives every instruction ten nanoseconds", () => {
    const clock = testClock();
    new DeterministicClock(clock);
    expect(clock.rate).toBeCloseTo(0.01);
  });

  it("skips idle time to the next timer", () => {
    const clock = testClock();
    expect(new DeterministicClock(clock).idle(777n)).toBe(0);
    expect(clock.ticks).toBe(777n);
  });

  it("waits for input when no timer is armed", () => {
    expect(new DeterministicClock(testClock()).idle(undefined)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the real clock", () => {
  it("is brought up to the host's time before a slice", () => {
    const { clock, host, policy } = realBench();
    host.now += 5;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(5000n);
    expect(clock.rate).toBeCloseTo(0.01);
  });

  it("runs slower, never backwards, while it is ahead", () => {
    const { clock, host, policy } = realBench();
    clock.ticks = 9000n;
    host.now += 5;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(9000n);
    expect(clock.rate).toBeCloseTo(0.0025);
  });

  it("sleeps until the next timer", () => {
    const { policy } = realBench();
    expect(policy.idle(20_000n)).toBeCloseTo(20);
  });

  it("goes on at once when the timer is due", () => {
    const { clock, host, policy } = realBench();
    host.now += 30;
    expect(policy.idle(20_000n)).toBe(0);
    expect(clock.ticks).toBe(20_000n);
  });

  it("keeps time over a long sleep that the guest asked for", () => {
    const { clock, host, policy } = realBench();
    policy.idle(30_000_000n);
    host.now += 30_000;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(30_000_000n);
  });

  it("keeps time while the guest waits for input without a timer", () => {
    const { clock, host, policy } = realBench();
    policy.idle(undefined);
    host.now += 60_000;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(60_000_000n);
  });

  it("drops the time in which the host was away", () => {
    const { clock, host, policy } = realBench();
    host.now += 3_600_000;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(0n);
    host.now += 4;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(4000n);
  });

  it("does not count a pause", () => {
    const { clock, host, policy } = realBench();
    host.now += 500;
    policy.resume();
    host.now += 1;
    policy.beforeSlice(100e6);
    expect(clock.ticks).toBe(1000n);
  });
});
