import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Lifeline, type WorkerEvents } from "./recovery.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function bench() {
  const handlers = new Map<string, (event: unknown) => void>();
  const worker = { addEventListener: (name: string, handler: (event: unknown) => void) => handlers.set(name, handler) };
  const pings: number[] = [];
  const losses: string[] = [];
  const life = new Lifeline(
    worker as unknown as WorkerEvents,
    () => pings.push(Date.now()),
    (error) => losses.push(error.message),
  );
  return { life, pings, losses, raise: (name: string, event: unknown = {}) => handlers.get(name)?.(event) };
}

const never = () => new Promise<never>(() => {});

describe("Lifeline", () => {
  it("passes answers and errors on", async () => {
    const { life } = bench();
    await expect(life.guard(() => Promise.resolve(7))).resolves.toBe(7);
    await expect(life.guard(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("ends every waiting call when the worker crashes", async () => {
    const { life, losses, raise } = bench();
    const calls = [life.guard(never), life.guard(never)];
    raise("error", { message: "out of memory" });
    await expect(calls[0]).rejects.toMatchObject({ name: "WorkerLost" });
    await expect(calls[1]).rejects.toThrow(/out of memory/);
    expect(losses.length).toBe(1);
  });

  it("refuses calls afterwards", async () => {
    const { life, raise } = bench();
    raise("messageerror");
    await expect(life.guard(never)).rejects.toMatchObject({ name: "WorkerLost" });
  });

  it("gives a silent worker up, whether a call waits or not", async () => {
    const { life, pings, losses } = bench();
    const call = life.guard(never);
    const outcome = expect(call).rejects.toThrow(/no answer/);
    await vi.advanceTimersByTimeAsync(25_000);
    await outcome;
    expect([pings.length, losses.length]).toEqual([10, 1]);
  });

  it("keeps a worker that answers pings", async () => {
    const { life, losses } = bench();
    for (let second = 0; second < 60; second++) {
      life.sign();
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(losses).toEqual([]);
  });
});
