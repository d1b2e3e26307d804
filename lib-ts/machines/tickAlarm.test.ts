import { describe, expect, it, vi } from "vitest";
import { TickAlarm } from "./tickAlarm.ts";

function bench() {
  const clock = { ticks: 1000n, frequency: 100 };
  return { clock, alarm: new TickAlarm(clock) };
}

describe("TickAlarm", () => {
  it("rings once, at its tick and not before", () => {
    const { clock, alarm } = bench();
    const ring = vi.fn();
    alarm.set(2, ring);

    clock.ticks = 1199n;
    alarm.serve();
    expect([alarm.due, ring.mock.calls.length]).toEqual([1200n, 0]);

    clock.ticks = 1200n;
    alarm.serve();
    alarm.serve();
    expect([alarm.due, ring.mock.calls.length]).toEqual([undefined, 1]);
  });

  it("rounds parts of a tick up, so that it never rings early", () => {
    const { alarm } = bench();
    alarm.set(0.001, () => {});

    expect(alarm.due).toBe(1001n);
  });

  it("keeps the last request only", () => {
    const { clock, alarm } = bench();
    const [first, second] = [vi.fn(), vi.fn()];
    alarm.set(1, first);
    alarm.set(3, second);

    clock.ticks = 1300n;
    alarm.serve();

    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });

  it("can be set anew while it rings", () => {
    const { clock, alarm } = bench();
    alarm.set(1, () => alarm.set(1, () => {}));

    clock.ticks = 1100n;
    alarm.serve();

    expect(alarm.due).toBe(1200n);
  });

  it("does not ring after cancel", () => {
    const { clock, alarm } = bench();
    const ring = vi.fn();
    alarm.set(1, ring);
    alarm.cancel();

    clock.ticks = 5000n;
    alarm.serve();

    expect([alarm.due, ring.mock.calls.length]).toEqual([undefined, 0]);
  });
});
