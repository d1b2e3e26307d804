import { afterEach, describe, expect, it, vi } from "vitest";
import type { CompileJob, PlacedRegion } from "../jit/index.ts";
import { AwaitedRegions } from "./awaitedRegions.ts";
import type { CompileAnswer } from "./regionCompiler.ts";

const JOB = {} as CompileJob;
const BLOCK = 0x1000;
const PLACED = [{ region: { blocks: [{ at: BLOCK }] } }] as unknown as PlacedRegion[];
const ANSWER: CompileAnswer = { refused: "late" };

/** What asks a thread that answers when `answer` is called; time goes by as the test wants. */
function askSilentThread() {
  vi.useFakeTimers();
  let resolve: (answer: CompileAnswer) => void = () => {};
  const awaited = new AwaitedRegions({
    compile: () =>
      new Promise((take) => {
        resolve = take;
      }),
  });
  awaited.ask(7, PLACED, JOB);
  return { awaited, answer: () => resolve(ANSWER) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("AwaitedRegions", () => {
  it("gives up a thread that is silent for 20 seconds and a last call, and takes no answer from it later", async () => {
    const { awaited, answer } = askSilentThread();
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

    answer();
    await Promise.resolve();
    expect(awaited.answered).toBe(false);
  });

  it("hears the answer of a thread that was suspended with it for minutes", async () => {
    const { awaited, answer } = askSilentThread();
    vi.advanceTimersByTime(600_000);
    awaited.listen();
    answer();
    await Promise.resolve();
    awaited.listen();

    expect(awaited.usable).toBe(true);
    expect(awaited.take()).toEqual([{ epoch: 7, placed: PLACED, answer: ANSWER }]);
  });
});
