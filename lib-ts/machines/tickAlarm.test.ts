import { describe, expect, it, vi } from "vitest";
import { TickAlarm } from "./tickAlarm.ts";

function bench() {
  const clock = { now: 1000n };
  const changed = vi.fn();
  return { clock, changed, alarm: new TickAlarm({ frequency: 100, ticks: () => clock.now }, changed) };
}

describe("TickAlarm", () => {
  it("rings once, at its tick and not before", () => {
    const { clock, alarm } = bench();
    const ring = vi.fn();
    alarm.set(2, ring);

    clock.now = 1199n;
    alarm.serve();
    expect([alarm.due, ring.mock.calls.length]).toEqual([1200n, 0]);

    clock.now = 1200n;
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

    clock.now = 1300n;
    alarm.serve();

    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });

  it("can be set anew while it rings", () => {
    const { clock, alarm } = bench();
    alarm.set(1, () => alarm.set(1, () => {}));

    clock.now = 1100n;
    alarm.serve();

    expect(alarm.due).toBe(1200n);
  });

  it("says when it is set, so that a slice can end in time", () => {
    const { alarm, changed } = bench();
    alarm.set(1, () => {});

    expect(changed).toHaveBeenCalledTimes(1);
  });

  it("rings before its time when it is skipped, and once only", () => {
    const { clock, alarm } = bench();
    const ring = vi.fn();
    alarm.set(2, ring);

    expect([alarm.skip(), alarm.skip()]).toEqual([true, false]);
    clock.now = 1300n;
    alarm.serve();

    expect([alarm.due, ring.mock.calls.length]).toEqual([undefined, 1]);
  });

  it("does not ring after cancel", () => {
    const { clock, alarm } = bench();
    const ring = vi.fn();
    alarm.set(1, ring);
    alarm.cancel();

    clock.now = 5000n;
    alarm.serve();

    expect([alarm.due, ring.mock.calls.length]).toEqual([undefined, 0]);
  });
});
