import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as library from "./index.ts";
import { SYMBOLS } from "./symbols.ts";

const cases = Object.entries(SYMBOLS).flatMap(([module, rows]) => rows.map((row) => ({ module, ...row })));
const values = cases.filter(({ kind }) => kind === "value");
const types = cases.filter(({ kind }) => kind === "type");
const exported: Record<string, unknown> = library;

function source(module: string): string {
  return readFileSync(new URL(`./${module}.ts`, import.meta.url), "utf8");
}

describe("the modules of libsel4vm's headers", () => {
  it.each(values)("$module exports $name for $symbol", async ({ module, name }) => {
    const own = await import(/* @vite-ignore */ `./${module}.ts`);

    expect(own[name]).toBeDefined();
    expect(exported[name]).toBe(own[name]);
  });

  it.each(types)("$module exports the type $name for $symbol", ({ module, name }) => {
    const declared = new RegExp(`export (type|interface) ${name}\\b|export type \\{[^}]*\\b${name}\\b|type ${name}\\b`);

    expect(source(module)).toMatch(declared);
  });

  it("documents each function with the C symbol it stands for", () => {
    const text = Object.keys(SYMBOLS).map(source).join("\n");
    const all = `${text}\n${source("vm")}\n${source("runLoop")}\n${source("frames")}`;
    const silent = cases.filter(({ symbol, name }) => /^[a-z]/.test(name) && !all.includes(`\`${symbol}\``));

    expect(silent).toEqual([]);
  });
});
