import { afterEach, describe, expect, it, vi } from "vitest";
import type { CompileJob, PlacedRegion } from "../jit/index.ts";
import { AwaitedRegions } from "./awaitedRegions.ts";
import type { CompileAnswer } from "./regionCompiler.ts";

const JOB = {} as CompileJob;
const BLOCK = 0x1000;
const PLACED = [{ region: { blocks: [{ at: BLOCK }] } }] as unknown as PlacedRegion[];
const ANSWER: CompileAnswer = { refused: "late" };

afterEach(() => {
  vi.useRealTimers();
});

describe("AwaitedRegions", () => {
  it("gives up a thread that is silent for 20 seconds and a last call, and takes no answer from it later", async () => {
    vi.useFakeTimers();
    let answer: (answer: CompileAnswer) => void = () => {};
    const awaited = new AwaitedRegions({ compile: () => new Promise((resolve) => (answer = resolve)) });
    awaited.ask(7, PLACED, JOB);
    vi.advanceTimersByTime(19_000);
    awaited.listen();
    expect(awaited.usable).toBe(true);
    expect(awaited.underway.has(BLOCK)).toBe(true);

    vi.advanceTimersByTime(2_000);
    awaited.listen();
    expect(awaited.usable).toBe(true);

    vi.advanceTimersByTime(3_000);
    awaited.listen();
    expect(awaited.usable).toBe(false);
    expect(awaited.take()).toEqual([{ epoch: 7, placed: PLACED, answer: undefined }]);
    expect(awaited.underway.size).toBe(0);

    answer(ANSWER);
    await Promise.resolve();
    expect(awaited.answered).toBe(false);
  });

  it("hears the answer of a thread that was suspended with it for minutes", async () => {
    vi.useFakeTimers();
    let answer: (answer: CompileAnswer) => void = () => {};
    const awaited = new AwaitedRegions({ compile: () => new Promise((resolve) => (answer = resolve)) });
    awaited.ask(7, PLACED, JOB);
    vi.advanceTimersByTime(600_000);
    awaited.listen();
    answer(ANSWER);
    await Promise.resolve();
    awaited.listen();

    expect(awaited.usable).toBe(true);
    expect(awaited.take()).toEqual([{ epoch: 7, placed: PLACED, answer: ANSWER }]);
  });
});
