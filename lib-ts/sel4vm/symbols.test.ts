import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as library from "./index.ts";
import { SYMBOLS } from "./symbols.ts";
import { X86_SYMBOLS } from "./symbolsX86.ts";

const ALL = { ...SYMBOLS, ...X86_SYMBOLS };
const cases = Object.entries(ALL).flatMap(([module, rows]) => rows.map((row) => ({ module, ...row })));
const values = cases.filter(({ kind }) => kind === "value");
const types = cases.filter(({ kind }) => kind === "type");
const exported: Record<string, unknown> = library;
const exportedX86: Record<string, unknown> = library.x86;

function source(module: string): string {
  return readFileSync(new URL(`./${module}.ts`, import.meta.url), "utf8");
}

describe("the modules of libsel4vm's headers", () => {
  it.each(values)("$module exports $name for $symbol", async ({ module, name }) => {
    const own = await import(/* @vite-ignore */ `./${module}.ts`);

    expect(own[name]).toBeDefined();
    expect((module.startsWith("x86/") ? exportedX86 : exported)[name]).toBe(own[name]);
  });

  it.each(types)("$module exports the type $name for $symbol", ({ module, name }) => {
    const declared = new RegExp(`export (type|interface) ${name}\\b|export type \\{[^}]*\\b${name}\\b|type ${name}\\b`);

    expect(source(module)).toMatch(declared);
  });

  it("documents each function with the C symbol it stands for", () => {
    const text = Object.keys(ALL).map(source).join("\n");
    const all = `${text}\n${source("vm")}\n${source("runLoop")}\n${source("frames")}\n${source("x86/vmX86")}\n${source("x86/contextWords")}`;
    const silent = cases.filter(({ symbol, name }) => /^[a-z]/.test(name) && !all.includes(`\`${symbol}\``));

    expect(silent).toEqual([]);
  });
});
