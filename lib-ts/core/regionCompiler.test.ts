import { describe, expect, it } from "vitest";
import type { CompileJob } from "../jit/index.ts";
import { moduleOf, PostedCompiler } from "./regionCompiler.ts";

const JOB = {} as CompileJob;
/** The smallest module: magic number and version. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

describe("PostedCompiler", () => {
  it("gives each question its answer, in whatever order they come", async () => {
    const ids: number[] = [];
    const compiler = new PostedCompiler(({ id }) => ids.push(id));
    const answers = [compiler.compile(JOB), compiler.compile(JOB)];
    compiler.receive({ id: ids[1], answer: { refused: "second" } });
    compiler.receive({ id: ids[0], answer: { refused: "first" } });

    expect(await Promise.all(answers)).toEqual([{ refused: "first" }, { refused: "second" }]);
  });

  it("fails what waits, and what is asked later, when the thread has ended", async () => {
    const compiler = new PostedCompiler(() => {});
    const waiting = compiler.compile(JOB);
    compiler.lose("out of memory");

    await expect(waiting).rejects.toThrow("the thread that compiles has ended: out of memory");
    await expect(compiler.compile(JOB)).rejects.toThrow("out of memory");
  });
});

describe("moduleOf", () => {
  it("says why the engine refuses", () => {
    expect(moduleOf(EMPTY)).toMatchObject({ bytes: EMPTY.length });
    expect(moduleOf(EMPTY.subarray(0, 4))).toMatchObject({ refused: expect.stringContaining("expected") });
  });
});
