/**
 * Reads core-as/isa/aarch64.sysregs and aarch32.sysregs and writes what depends on them: the emitters of MRS and MSR, of MRC, MCR,
 * MRRC and MCRR (core-as), the names for the disassembler (lib-ts/debug) and the tables of the docs. The tables' heads explain their
 * columns.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface SystemRegister {
  /**
   * A64: op0, op1, CRn, CRm, op2 as bits 20..5 of MRS and MSR. AArch32: the same with coprocessor 15 or not in the place of op0, and
   * for a 64-bit register bit 15, opc1 in bits 7..4, CRm in 3..0.
   */
  readonly key: number;
  /** AArch32: a register of 64 bits. */
  readonly pair: boolean;
  readonly encoding: string;
  readonly name: string;
  readonly el0: string;
  readonly el1: string;
  /** Name of the EL0 trap condition, or "". */
  readonly trap: string;
  /** `fp`, `sp` or "". */
  readonly special: string;
  readonly read: string;
  readonly write: string;
  readonly reset: string;
  readonly reference: string;
}

/** Which table: the encodings have other parts, and AArch32's registers have 32 bits. */
export type RegisterSet = "aarch64" | "aarch32";

/** @throws Error with file and line when a row is malformed. */
export function readSystemRegisters(path: string, set: RegisterSet = "aarch64"): SystemRegister[] {
  const rows = readFileSync(path, "utf8")
    .split("\n")
    .map((line, index) => ({ text: line.replace(/^#.*$/, "").trim(), where: `${path}:${index + 1}` }))
    .filter(({ text }) => text !== "")
    .flatMap(({ text, where }) => parseRow(text, where, set));
  const seen = new Set<number>();
  return rows.filter(({ key }) => !seen.has(key) && seen.add(key));
}

function parseRow(text: string, where: string, set: RegisterSet): SystemRegister[] {
  const columns = text.split("|").map((column) => column.trim());
  if (columns.length !== 7) throw new Error(`${where}: a row has 7 columns, this one ${columns.length}`);
  const [encoding, name, access, read, write, reset, reference] = columns;
  const [el0Text, el1, special = ""] = access.split(/\s+/);
  const [el0, trap = ""] = el0Text.split(":");
  for (const rights of [el0, el1]) {
    if (!["-", "r", "w", "rw"].includes(rights)) throw new Error(`${where}: '${rights}' is no access`);
  }
  return encodings(encoding, where, set).map((numbers, n) => {
    const counted = (column: string) => column.replaceAll("{n}", `${n}`);
    return {
      key: set === "aarch64" ? keyOf(numbers) : coprocessorKey(numbers, where),
      pair: numbers.length === PAIR_PARTS,
      encoding: numbers.join(" "),
      name: counted(name),
      el0,
      el1,
      trap,
      special,
      read: counted(read),
      write: counted(write),
      reset,
      reference,
    };
  });
}

/** Numbers of an MRRC or MCRR: coprocessor, opc1, CRm. */
const PAIR_PARTS = 3;

/** Every combination of the ranges in `3 0 0 4-7 0-7`. */
function encodings(text: string, where: string, set: RegisterSet): number[][] {
  const ranges = text.split(/\s+/).map((part) => part.split("-").map(Number));
  const pair = set === "aarch32" && ranges.length === PAIR_PARTS;
  if (ranges.length !== 5 && !pair) throw new Error(`${where}: an encoding has 5 numbers`);
  return ranges.reduce<number[][]>(
    (prefixes, [low, high = low]) =>
      prefixes.flatMap((prefix) => Array.from({ length: high - low + 1 }, (_, n) => [...prefix, low + n])),
    [[]],
  );
}

function keyOf([op0, op1, crn, crm, op2]: number[]): number {
  return (op0 << 14) | (op1 << 11) | (crn << 7) | (crm << 3) | op2;
}

function coprocessorKey(numbers: readonly number[], where: string): number {
  const [cp, opc1, ...rest] = numbers;
  if (cp !== 14 && cp !== 15) throw new Error(`${where}: system registers are in coprocessors 14 and 15`);
  if (rest.length === 1) return 0x8000 | ((cp & 1) << 14) | (opc1 << 4) | rest[0];
  return keyOf([cp & 1, opc1, ...rest]);
}

/** Where the code of a table finds what its columns name: what an earlier folder or file exports wins. */
export interface RegisterSources {
  readonly set: RegisterSet;
  /** Folders of functions, and how the generated file imports from them. */
  readonly functions: readonly (readonly [folder: string, from: string])[];
  /** Files of offsets, likewise. */
  readonly state: readonly (readonly [file: string, from: string])[];
  /** Where `Trap` is. */
  readonly access: string;
}

/** sysreg.gen.ts. */
export function systemRegisterCode(rows: readonly SystemRegister[], sources: RegisterSources): string {
  const narrow = sources.set === "aarch32";
  const modules = exportedFunctions(sources.functions);
  const used = new Map<string, Set<string>>();
  const use = (name: string) => {
    const file = modules.get(name);
    if (!file) throw new Error(`no module of ${sources.functions.map(([folder]) => folder)} exports ${name}`);
    used.set(file, (used.get(file) ?? new Set()).add(name));
    return name;
  };
  const reads = rows.map((row, index) => readCase(row, index, narrow));
  const writes = rows.map((row, index) => writeCase(row, index));
  const body = [
    narrow
      ? "/** Row of the register with this key (translate/coprocessor.ts), or -1. */"
      : "/** Row of the register that bits 20..5 of an MRS or MSR name, or -1. */",
    "export function systemRegister(key: u32): i32 {",
    "  switch (key) {",
    ...rows.map(({ key }, index) => `    case 0x${key.toString(16)}: return ${index};`),
    "    default: return -1;",
    "  }",
    "}",
    "",
    `const ACCESS: usize = memory.data<u16>([${rows.map((row) => accessWord(row, narrow)).join(", ")}]);`,
    "",
    "/** Access rules of a row: see `Allow` and `Trap`. */",
    "export function accessOf(row: i32): u32 {",
    "  // BOUNDS: row is a result of systemRegister, below the table's length.",
    "  return load<u16>(ACCESS + (<usize>row << 1));",
    "}",
    "",
    "/** Emits slot t = register. */",
    "export function emitRead(row: i32, t: u32): void {",
    ...cases(reads),
    "",
    "/** Emits register = slot t. */",
    "export function emitWrite(row: i32, t: u32): void {",
    ...cases(writes),
    "",
    "function callRead(v: usize, d: usize, a: usize, b: usize, row: u32): i32 {",
    "  // BOUNDS: d is a slot.",
    narrow
      ? "  store<u64>(d, readValue(v, row) & ((accessOf(row) & Allow.Pair) != 0 ? 0xffffffffffffffff : 0xffffffff));"
      : "  store<u64>(d, readValue(v, row));",
    "  return 0;",
    "}",
    "",
    "function readValue(v: usize, row: u32): u64 {",
    ...cases(
      rows.map((row, index) => functionCase(row.read, index, (name) => `return ${use(name)}(v);`)),
      ["  return 0;"],
    ),
    "",
    "function callWrite(v: usize, d: usize, a: usize, b: usize, row: u32): i32 {",
    "  // BOUNDS: a is a slot.",
    "  const value = load<u64>(a);",
    ...cases(
      rows.map((row, index) => functionCase(row.write, index, (name) => writeCall(use(name), row.write))),
      ["  return 0;"],
    ),
    "",
    "/** Stores the reset values that are not zero. BOUNDS: v is a vCPU's base. */",
    "export function resetSystemRegisters(v: usize): void {",
    ...rows.filter(({ reset }) => reset !== "").map((row) => `  store<u64>(v, ${row.reset}, ${row.read});`),
    "}",
  ];
  const imports = [...used].map(([from, names]) => `import { ${[...names].sort().join(", ")} } from "${from}";`);
  return [...imports, ...fixedImports(rows, sources), "", ...body].join("\n");
}

function fixedImports(rows: readonly SystemRegister[], { set, state, access }: RegisterSources): string[] {
  const names = new Set(
    rows.flatMap(({ read, write }) => [read, write].flatMap((text) => (text.startsWith("*") ? [] : constants(text)))),
  );
  return [
    `import { Call } from "../ir/emit";`,
    `import { Ir } from "../ir/emit.gen";`,
    `import { SLOT_DISCARD } from "../layout";`,
    ...stateImports(names, state),
    `import { ${set === "aarch32" ? "Allow, " : ""}Trap } from "${access}";`,
  ];
}

/** Imports of offsets, each from the first file that exports it. */
function stateImports(names: ReadonlySet<string>, state: RegisterSources["state"]): string[] {
  const left = new Set(names);
  const lines = state.map(([file, from]) => {
    const text = readFileSync(file, "utf8");
    const found = [...left].filter((name) =>
      new RegExp(`export const ${name}\\b|export \\{[^}]*\\b${name}\\b`).test(text),
    );
    for (const name of found) left.delete(name);
    return `import { ${found.sort().join(", ")} } from "${from}";`;
  });
  if (left.size > 0) throw new Error(`no file of ${state.map(([file]) => file)} exports ${[...left]}`);
  return lines;
}

function constants(text: string): string[] {
  return text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? [];
}

/** A switch on `row` with these cases, and the end of the function around it. */
function cases(lines: readonly string[], end: readonly string[] = []): string[] {
  return [
    "  switch (row) {",
    ...lines.filter((line) => line !== ""),
    "    default: unreachable();",
    "  }",
    ...end,
    "}",
  ];
}

/** Bits 0..3: EL0 read, write, EL1 read, write; then as `Allow` says; from 8: the trap. */
function accessWord({ el0, el1, special, trap, pair, read }: SystemRegister, narrow: boolean): string {
  const bit = (text: string, letter: string, value: number) => (text.includes(letter) ? value : 0);
  const rights = bit(el0, "r", 1) | bit(el0, "w", 2) | bit(el1, "r", 4) | bit(el1, "w", 8);
  const narrowBits = (read.endsWith("!") ? 64 : 0) | (pair ? 128 : 0);
  const word = rights | (special === "fp" ? 16 : special === "sp" ? 32 : 0) | (narrow ? narrowBits : 0);
  return trap === "" ? `${word}` : `<u16>(${word} | (Trap.${trap} << 8))`;
}

/** AArch32's reads end their block after they have taken the value apart: translate/coprocessor.ts. */
function readCase({ read, el0, el1, pair }: SystemRegister, index: number, narrow: boolean): string {
  const start = `    case ${index}: return`;
  if (!`${el0}${el1}`.includes("r")) return "";
  if (read.startsWith("*")) return `${start} Ir.${read.slice(1)}(t);`;
  const call = /^\w+\(\)(!?)$/.exec(read);
  if (call) {
    const kind = call[1] === "!" && !narrow ? "systemLast" : "system";
    return `${start} Call.${kind}(callRead.index, t, SLOT_DISCARD, SLOT_DISCARD, row);`;
  }
  if (/^\d/.test(read)) return `${start} Ir.constI64(t, ${read});`;
  return `${start} Ir.${narrow && !pair ? "movI32" : "movI64"}(t, ${read});`;
}

function writeCase({ write, el0, el1 }: SystemRegister, index: number): string {
  if (!`${el0}${el1}`.includes("w")) return "";
  const steps = write === "ignored" ? [] : write.split(",").map((step) => writeStep(step.trim()));
  return [`    case ${index}:`, ...steps, "return;"].join(" ");
}

function writeStep(step: string): string {
  if (step.startsWith("*")) return `Ir.${step.slice(1)}(t);`;
  const call = /^\w+\(\)([!?]?)$/.exec(step);
  if (call)
    return `Call.${call[1] === "!" ? "systemLast" : "system"}(callWrite.index, SLOT_DISCARD, t, SLOT_DISCARD, row);`;
  const [offset, mask] = step.split("&").map((part) => part.trim());
  return mask ? `Ir.andiI64(${offset}, t, ${mask});` : `Ir.movI64(${offset}, t);`;
}

function functionCase(text: string, index: number, call: (name: string) => string): string {
  const name = /(\w+)\(\)/.exec(text)?.[1];
  return name ? `    case ${index}: ${call(name)}` : "";
}

/** `f()?` says itself whether it left the block. */
function writeCall(name: string, write: string): string {
  return write.endsWith("?") ? `return i32(${name}(v, value));` : `${name}(v, value); return 0;`;
}

/** The module that exports each function. */
function exportedFunctions(folders: RegisterSources["functions"]): Map<string, string> {
  const modules = new Map<string, string>();
  for (const [folder, from] of folders) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."))) {
      const text = readFileSync(join(folder, file), "utf8");
      for (const [, name] of text.matchAll(/export function (\w+)\(/g)) {
        if (!modules.has(name)) modules.set(name, `${from}/${file.replace(/\.ts$/, "")}`);
      }
    }
  }
  return modules;
}

/**
 * Names by key, for the disassembler; not of implementation-defined registers, whose names are the implementer's own.
 */
export function systemRegisterNames(rows: readonly SystemRegister[]): string {
  return [
    "/** Name of the system register with op0, op1, CRn, CRm, op2 in bits 15..0, as MRS and MSR hold them in 20..5. */",
    "export const A64_SYSTEM_REGISTERS: ReadonlyMap<number, string> = new Map([",
    ...rows
      .filter(({ name, reference }) => !name.includes(" ") && !/^A\d/.test(reference))
      .map(({ key, name }) => `  [0x${key.toString(16)}, "${name.toLowerCase()}"],`),
    "]);",
  ].join("\n");
}

/** The table of the docs. */
export function systemRegisterTable(rows: readonly SystemRegister[], set: RegisterSet = "aarch64"): string {
  const wide = set === "aarch64";
  const levels = wide ? "EL0 | EL1" : "PL0 | PL1";
  return [
    `# ${wide ? "AArch64" : "AArch32"} system registers`,
    "",
    `Generated from \`core-as/isa/${set}.sysregs\` by \`npm run generate\`: ${rows.length} registers. Any other encoding is`,
    wide
      ? "undefined. An EL0 access with a condition traps to EL1 when the condition does not hold."
      : "undefined, and so is a PL0 access whose condition does not hold. Rows with three numbers are registers of 64 bits.",
    "",
    `| ${wide ? "op0 op1 CRn CRm op2" : "cp opc1 CRn CRm opc2"} | register | ${levels} | reads | writes | reset | reference |`,
    "|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => {
      const el0 = row.trap === "" ? row.el0 : `${row.el0} if ${row.trap}`;
      const code = (text: string) => (text === "" || text === "-" ? text : `\`${text}\``);
      const cells = [row.encoding, row.name, el0, row.el1, code(row.read), code(row.write), row.reset, row.reference];
      return `| ${cells.join(" | ")} |`;
    }),
    "",
  ].join("\n");
}
