/**
 * Generates, from the encoding tables: the decoder (core-as), the disassembler's rows (lib-ts/debug) and the coverage
 * page of the docs; and from the table of system registers: their code, their names and their page.
 *
 *   npm run generate
 */
import { writeGenerated, writeText } from "../lib/generated.ts";
import { coveragePage } from "./coverage.ts";
import { decoder, type RowGroup } from "./decoder.ts";
import { disassemblyRows } from "./disassembly.ts";
import { ia32CoveragePage } from "./ia32Coverage.ts";
import { ia32Decoder } from "./ia32Decoder.ts";
import { ia32DisassemblyRows } from "./ia32Disassembly.ts";
import { readIa32Tables } from "./ia32Parse.ts";
import { type PatternRules, readIsaTables } from "./parse.ts";
import {
  readSystemRegisters,
  systemRegisterCode,
  systemRegisterNames,
  systemRegisterTable,
} from "./systemRegisters.ts";

/** What T32 has without rows of its own: core-as/aarch32/sharedEncodings.ts. */
const SHARED_WITH_A32 = [
  "Floating point and Advanced SIMD, with their loads, stores and register transfers, have rows in [A32](a32.md) only: there, the",
  "same bits are the same instruction, but for bits 31 to 24 of Advanced SIMD, which `core-as/aarch32/sharedEncodings.ts` maps.",
  "",
];

const folder = "core-as/isa/aarch64";
const rows = readIsaTables(folder);
const header = (what: string) => `${what} Generated from ${folder} (${rows.length} rows); do not edit.`;

writeGenerated(
  "core-as/aarch64/decode.gen.ts",
  header("The A64 decoder."),
  decoder(rows, {
    suffix: "A64",
    unallocated: { name: "unallocated", from: "./translate/system" },
    groups: [{ has: () => true, bucketLow: 21 }],
  }),
);
writeGenerated(
  "lib-ts/debug/a64Rows.gen.ts",
  header("A64 encodings for the disassembler."),
  disassemblyRows(rows, "A64_ROWS"),
);
writeText("docs/isa/aarch64.md", coveragePage("A64", "core-as/aarch64", rows));

writeAarch32("A32", { widths: [32], splitFields: true }, [
  { when: "word >> 28 == 15", has: ({ pattern }) => pattern.startsWith("1111"), bucketLow: 20 },
  { has: ({ pattern }) => !pattern.startsWith("1111"), bucketLow: 20 },
]);
writeAarch32("T32", { widths: [16, 32], splitFields: true }, [
  { when: "word < 0x10000", has: ({ pattern }) => pattern.length === 16, bucketLow: 8 },
  { has: ({ pattern }) => pattern.length === 32, bucketLow: 20 },
]);

const ia32Folder = "core-as/isa/ia32";
const ia32Rows = readIa32Tables(ia32Folder);
const ia32Header = (what: string) => `${what} Generated from ${ia32Folder} (${ia32Rows.length} rows); do not edit.`;

writeGenerated("core-as/ia32/decode.gen.ts", ia32Header("The IA32 decoder."), ia32Decoder(ia32Rows));
writeGenerated(
  "lib-ts/debug/ia32Rows.gen.ts",
  ia32Header("IA32 encodings for the disassembler."),
  ia32DisassemblyRows(ia32Rows),
);
writeText("docs/isa/ia32.md", ia32CoveragePage(ia32Rows));

const registerTable = "core-as/isa/aarch64.sysregs";
const registers = readSystemRegisters(registerTable);
const registerHeader = (what: string) =>
  `${what} Generated from ${registerTable} (${registers.length} registers); do not edit.`;

writeGenerated(
  "core-as/aarch64/sysreg.gen.ts",
  registerHeader("System registers: access rules, reads and writes."),
  systemRegisterCode(registers, {
    set: "aarch64",
    functions: [["core-as/aarch64/sysreg", "./sysreg"]],
    state: [["core-as/aarch64/state.ts", "./state"]],
    access: "./sysreg/access",
  }),
);
writeGenerated(
  "lib-ts/debug/a64SystemRegisters.gen.ts",
  registerHeader("Names of system registers."),
  systemRegisterNames(registers),
);
writeText("docs/isa/aarch64-system-registers.md", systemRegisterTable(registers));

const coprocessorTable = "core-as/isa/aarch32.sysregs";
const coprocessorRegisters = readSystemRegisters(coprocessorTable, "aarch32");

writeGenerated(
  "core-as/aarch32/sysreg.gen.ts",
  `System registers: access rules, reads and writes. Generated from ${coprocessorTable} (${coprocessorRegisters.length} registers); do not edit.`,
  systemRegisterCode(coprocessorRegisters, {
    set: "aarch32",
    functions: [
      ["core-as/aarch32/sysreg", "./sysreg"],
      ["core-as/aarch64/sysreg", "../aarch64/sysreg"],
    ],
    state: [
      ["core-as/aarch32/state.ts", "./state"],
      ["core-as/aarch64/state.ts", "../aarch64/state"],
    ],
    access: "../aarch64/sysreg/access",
  }),
);
writeText("docs/isa/aarch32-system-registers.md", systemRegisterTable(coprocessorRegisters, "aarch32"));

/** Decoder, disassembler's rows and page of an instruction set of AArch32. */
function writeAarch32(name: "A32" | "T32", rules: PatternRules, groups: readonly RowGroup[]): void {
  const lower = name.toLowerCase();
  const folder = `core-as/isa/aarch32/${lower}`;
  const rows = readIsaTables(folder, rules);
  const header = (what: string) => `${what} Generated from ${folder} (${rows.length} rows); do not edit.`;
  const unallocated = { name: "undefinedInstruction", from: "./translate/undefined" };
  writeGenerated(
    `core-as/aarch32/decode${name}.gen.ts`,
    header(`The ${name} decoder.`),
    decoder(rows, { suffix: name, unallocated, groups }),
  );
  const encodings = header(`${name} encodings for the disassembler.`);
  writeGenerated(`lib-ts/debug/${lower}Rows.gen.ts`, encodings, disassemblyRows(rows, `${name}_ROWS`));
  const note = name === "T32" ? SHARED_WITH_A32 : [];
  writeText(`docs/isa/${lower}.md`, coveragePage(name, "core-as/aarch32", rows, note));
}
