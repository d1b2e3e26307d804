import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "./bundle.mjs";

const LONG_AGO = new Date("2020-01-01");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a source that was last changed at `time`. */
function write(name: string, text: string, time = LONG_AGO): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, time, time);
  return path;
}

/** A bundle of a.ts, which imports b.ts, and a mark in it that goes when it is made anew. */
async function marked(time?: Date): Promise<{ made: () => Promise<string>; target: string }> {
  const source = write("a.ts", 'import { b } from "./b.ts";\nconsole.log(b);\n', time);
  write("b.ts", "export const b: number = 1;\n", time);
  const target = join(folder, "out", "a.mjs");
  await bundle(source, target);
  writeFileSync(target, `${readFileSync(target, "utf8")}// mark\n`);
  const made = async () => {
    await bundle(source, target);
    return readFileSync(target, "utf8");
  };
  return { made, target };
}

describe("bundle", () => {
  it("keeps a bundle whose files are as they were", async () => {
    const { made } = await marked();
    expect(await made()).toContain("// mark");
  });

  it("makes it anew when a file that it imports has changed", async () => {
    const { made } = await marked();
    write("b.ts", "export const b: number = 2;\n", new Date("2020-01-02"));
    const text = await made();
    expect(text).toContain("b = 2");
    expect(text).not.toContain("// mark");
  });

  it("makes it anew when a file has another size and the same time", async () => {
    const { made } = await marked();
    write("b.ts", "export const b: number = 22;\n");
    expect(await made()).toContain("b = 22");
  });

  it("does not trust the stamps of files that have only just changed", async () => {
    const { made } = await marked(new Date());
    write("b.ts", "export const b: number = 3;\n", new Date());
    expect(await made()).toContain("b = 3");
  });

  it("makes a bundle in place of one that it did not make", async () => {
    const { made, target } = await marked();
    writeFileSync(target, "console.log(0);\n");
    expect(await made()).toContain("b = 1");
  });
});
