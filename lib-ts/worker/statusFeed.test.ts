import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VmState } from "../client/api.ts";
import { builtInSpec } from "../testing/guests.ts";
import { BootStages } from "./bootStages.ts";
import { StatusFeed } from "./statusFeed.ts";
import { emptyStatus } from "./vmStatus.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A feed of a machine that retires `perMs` instructions a millisecond. */
function bench(perMs: number) {
  const spec = builtInSpec("timer-tick");
  const machine = { state: "running" as VmState };
  const base = () => emptyStatus(spec, new BootStages(spec), machine.state);
  const sent: number[] = [];
  const take = () => ({ ...base(), instructions: BigInt(Math.floor(Date.now() * perMs)) });
  const feed = new StatusFeed(
    take,
    () => sent.push(Date.now()),
    () => Date.now(),
  );
  return { feed, sent, machine };
}

describe("StatusFeed", () => {
  it("sends ten pictures a second of a busy machine", () => {
    const { feed, sent } = bench(50_000);
    feed.changed();
    vi.advanceTimersByTime(1000);
    expect(sent.length).toBe(11);
    feed.stop();
  });

  it("sends one picture a second of an idle machine", () => {
    const { feed, sent } = bench(0);
    feed.changed();
    vi.advanceTimersByTime(3000);
    expect(sent.length).toBe(4);
    feed.stop();
  });

  it("sends at most 20 a second however often the state changes", () => {
    const { feed, sent } = bench(0);
    for (let ms = 0; ms < 1000; ms += 5) {
      feed.changed();
      vi.advanceTimersByTime(5);
    }
    expect(sent.length).toBeLessThanOrEqual(21);
    feed.stop();
  });

  it("falls silent when the machine is off", () => {
    const { feed, sent, machine } = bench(0);
    machine.state = "off";
    feed.changed();
    vi.advanceTimersByTime(10_000);
    expect(sent.length).toBe(1);
  });
});
