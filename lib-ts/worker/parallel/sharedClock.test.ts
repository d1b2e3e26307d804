import { describe, expect, it } from "vitest";
import { VcpuBoard } from "./board.ts";
import { SharedClock } from "./sharedClock.ts";

const SECOND = 1000;

/** Clocks of two threads at 1000 ticks a second, started at tick 0 at time 5,000 ms; `time.now` is the host's. */
function clocks() {
  const time = { now: 5 * SECOND };
  const board = new VcpuBoard(2);
  const [one, other] = [0, 1].map(() => new SharedClock(board, 1000, () => time.now));
  one.startAt(0n);
  return { time, one, other };
}

describe("SharedClock", () => {
  it("follows the host's time on every thread", () => {
    const { time, one, other } = clocks();
    time.now += 250;
    expect([one.ticks(), other.ticks()]).toEqual([250n, 250n]);
  });

  it("drops time in which the host was away, once for all threads", () => {
    const { time, one, other } = clocks();
    time.now += 3600 * SECOND;
    expect([one.ticks(), other.ticks()]).toEqual([0n, 0n]);
    time.now += 10;
    expect([other.ticks(), one.ticks()]).toEqual([10n, 10n]);
  });

  it("keeps time that the guest wanted to sleep, and drops what the host slept longer", () => {
    const { time, one } = clocks();
    expect(one.sleepUntil(8_000n)).toBe(8 * SECOND);
    time.now += 8 * SECOND;
    expect(one.ticks()).toBe(8_000n);

    expect(one.sleepUntil(10_000n)).toBe(2 * SECOND);
    time.now += 3602 * SECOND;
    expect(one.ticks()).toBe(10_000n);
  });

  it("keeps time in which the guest waited for input alone", () => {
    const { time, one } = clocks();
    expect(one.sleepUntil(undefined)).toBe(Number.POSITIVE_INFINITY);
    time.now += 3600 * SECOND;
    expect(one.ticks()).toBe(3_600_000n);
  });

  it("keeps time that another thread was served", () => {
    const { time, one, other } = clocks();
    for (let i = 0; i < 10; i++) {
      time.now += 500;
      other.ticks();
    }
    expect(one.ticks()).toBe(5_000n);
  });

  it("goes on from where it was after a pause", () => {
    const { time, one, other } = clocks();
    time.now += 100;
    const ticks = one.ticks();
    time.now += 500;
    one.startAt(ticks);
    expect(other.ticks()).toBe(100n);
  });
});
