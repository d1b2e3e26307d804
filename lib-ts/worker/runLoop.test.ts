import { describe, expect, it } from "vitest";
import type { ClockPolicy } from "./clockPolicy.ts";
import type { Host } from "./host.ts";
import { RunLoop, type Runnable, type SliceEnd } from "./runLoop.ts";

/** A machine that plays a script of slice ends, at 100 instructions a microsecond of pretended time. */
function bench(script: (SliceEnd | Error)[], idleMs = 0) {
  const host = { time: 0, slept: [] as number[] };
  const budgets: number[] = [];
  let instructions = 0;
  const machine: Runnable & { outputFull: boolean } = {
    runSlice: (budget) => {
      budgets.push(budget);
      instructions += budget;
      host.time += budget / 100_000;
      const end = script.shift() ?? "off";
      if (end instanceof Error) throw end;
      return end;
    },
    interrupt: () => {},
    get instructions() {
      return instructions;
    },
    nextEvent: () => undefined,
    outputFull: false,
  };
  const clock: ClockPolicy = { beforeSlice: () => {}, idle: () => idleMs, resume: () => {} };
  const hostPart: Host = {
    now: () => host.time,
    giveWay: () => Promise.resolve(),
    timer: (ms, wake) => {
      host.slept.push(ms);
      queueMicrotask(wake);
      return () => {};
    },
  };
  return { loop: new RunLoop(machine, clock, hostPart, 4), machine, budgets, host };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("RunLoop", () => {
  it("ends when the guest switches off", async () => {
    expect(await bench(["ran", "off"]).loop.run()).toEqual({ kind: "off" });
  });

  it("ends when the guest asks for a reset", async () => {
    expect(await bench(["reset"]).loop.run()).toEqual({ kind: "reset" });
  });

  it("reports a guest that cannot go on", async () => {
    const cause = new Error("no");
    expect(await bench([cause]).loop.run()).toEqual({ kind: "failed", cause });
  });

  it("sizes slices by the measured speed to the time they may take", async () => {
    const { loop, budgets } = bench(["ran", "ran", "off"]);
    await loop.run();
    expect(budgets).toEqual([50_000, 400_000, 400_000]);
  });

  it("sleeps as long as the clock says when the guest is idle", async () => {
    const { loop, host } = bench(["idle", "off"], 12);
    await loop.run();
    expect(host.slept).toEqual([12]);
  });

  it("wakes an idle guest for input", async () => {
    const { loop } = bench(["idle", "off"], Number.POSITIVE_INFINITY);
    const end = loop.run();
    await settled();
    loop.nudge();
    expect(await end).toEqual({ kind: "off" });
  });

  it("runs nothing while paused, and goes on after", async () => {
    const { loop, budgets } = bench(["off"]);
    loop.pause();
    const end = loop.run();
    await settled();
    expect(budgets).toEqual([]);
    loop.resume();
    expect(await end).toEqual({ kind: "off" });
  });

  it("runs nothing while output waits to be taken", async () => {
    const { loop, machine, budgets } = bench(["off"]);
    machine.outputFull = true;
    const end = loop.run();
    await settled();
    expect(budgets).toEqual([]);
    machine.outputFull = false;
    loop.nudge();
    expect(await end).toEqual({ kind: "off" });
  });

  it("stops also while it sleeps", async () => {
    const { loop } = bench(["idle"], Number.POSITIVE_INFINITY);
    const end = loop.run();
    await settled();
    loop.stop();
    expect(await end).toEqual({ kind: "stopped" });
  });
});
