import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpClass, OpRow } from "./parse.ts";
import { readSequences, sequenceMember } from "./sequences.ts";

const row = (name: string, kind: OpClass): OpRow => ({ name, kind, columns: [], where: "" });
const ROWS = [row("mov.i64", "pure"), row("add.i64", "pure"), row("goto", "jump"), row("callx", "call")];

describe("the table of sequences", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sequences-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(text: string) {
    const path = join(folder, "sequences.ir");
    writeFileSync(path, text);
    return readSequences(path, ROWS);
  }

  it("names micro-ops in their order", () => {
    const sequences = read("# why\nmov.i64 add.i64\n\nmov.i64 add.i64 goto # a tail\n");
    expect(sequences.map(sequenceMember)).toEqual(["MovI64ThenAddI64", "MovI64ThenAddI64ThenGoto"]);
  });

  it.each([
    ["mov.i64 sub.i64", "no row"],
    ["mov.i64", "alone"],
    ["goto mov.i64", "a jump that is not the last"],
    ["mov.i64 callx", "a call"],
    ["mov.i64 add.i64\nmov.i64 add.i64", "twice"],
    ["mov.i64 add.i64 goto", "longer by one than no sequence"],
  ])("refuses '%s', and says where and why", (text, reason) => {
    expect(() => read(text)).toThrow(new RegExp(`sequences.ir:\\d: .*${reason}`));
  });
});
