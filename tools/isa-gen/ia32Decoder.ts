/**
 * core-as/ia32/decode.gen.ts: classify an opcode to its row (a switch on the opcode, then ModRM and prefix), what follows the
 * opcode, and the call of the row's handler.
 */
import { type Ia32Row, IMMEDIATES, type Mandatory } from "./ia32Parse.ts";

/** Bits of a row's shape: kind of the first immediate (0: none), kind of the second, LOCK allowed. */
const SECOND_SHIFT = 4;
const LOCK_BIT = 0x100;
const PREFIX: Record<Mandatory, number> = { "": -1, NP: 0, "66": 1, F3: 2, F2: 3 };

export function ia32Decoder(rows: readonly Ia32Row[]): string {
  const chapters = [...new Set(rows.map((row) => row.chapter))];
  return [
    'import { invalidOpcode } from "./emitException";',
    ...chapters.map((chapter) => `import * as ${chapter} from "./translate/${chapter}";`),
    "",
    "/** Kinds of immediates in a row's shape: the first in bits 3..0, the second in 7..4; bit 8: LOCK is allowed. */",
    "export enum Immediate {",
    "  None = 0,",
    ...IMMEDIATES.map((name, index) => `  ${enumName(name)} = ${index + 1},`),
    "}",
    `export const SHAPE_SECOND: u32 = ${SECOND_SHIFT};`,
    `export const SHAPE_LOCK: u32 = ${LOCK_BIT};`,
    "",
    `const SHAPES: usize = memory.data<u16>([${rows.map(shape).join(", ")}]);`,
    `const MODRM: usize = memory.data<u8>([${modrmTable(rows).join(", ")}]);`,
    "",
    "export function shapeOf(row: i32): u32 {",
    "  // BOUNDS: row is one that classify returned.",
    "  return load<u16>(SHAPES + (<usize>row << 1));",
    "}",
    "",
    "/** Whether a ModRM byte follows. `opcode`: the last byte, 0x100 more behind 0F. */",
    "export function hasModrm(opcode: u32): bool {",
    "  // BOUNDS: opcode < 512, the size of the table.",
    "  return load<u8>(MODRM + <usize>opcode) != 0;",
    "}",
    "",
    "/** Number of the table row, or -1: #UD. `prefix`: 0 none, 1 66, 2 F3, 3 F2. */",
    "export function classifyIa32(opcode: u32, modrm: u32, prefix: u32): i32 {",
    "  switch (opcode) {",
    ...cases(rows),
    "    default: return -1;",
    "  }",
    "}",
    "",
    "/** Emits the micro-ops of the instruction in `Insn`, which row `row` encodes. */",
    "export function emitIa32(row: i32): void {",
    "  switch (row) {",
    ...rows.map((row, index) => `    case ${index}: return ${row.chapter}.${row.handler}(${row.numbers.join(", ")});`),
    "    default: return invalidOpcode();",
    "  }",
    "}",
    "",
  ].join("\n");
}

function enumName(name: string): string {
  return name.replace(":", "").replace(/^./, (letter) => letter.toUpperCase());
}

function shape(row: Ia32Row): number {
  const [first = 0, second = 0] = row.immediates.map((name) => IMMEDIATES.indexOf(name) + 1);
  return first | (second << SECOND_SHIFT) | (row.lock ? LOCK_BIT : 0);
}

function rowsOf(rows: readonly Ia32Row[], opcode: number): { row: Ia32Row; index: number }[] {
  return rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => {
      const first = row.map * 256 + row.opcode;
      return opcode >= first && opcode < first + row.span;
    });
}

function modrmTable(rows: readonly Ia32Row[]): number[] {
  return Array.from({ length: 512 }, (_, opcode) => {
    const own = rowsOf(rows, opcode);
    const some = own.some(({ row }) => row.hasModrm);
    const odd = own.find(({ row }) => row.hasModrm !== some);
    if (odd) throw new Error(`${odd.row.where}: another row of this opcode has a ModRM byte, this one none`);
    return some ? 1 : 0;
  });
}

/** Opcodes with the same candidates share a body. */
function cases(rows: readonly Ia32Row[]): string[] {
  const byBody = new Map<string, number[]>();
  for (let opcode = 0; opcode < 512; opcode++) {
    const own = rowsOf(rows, opcode);
    if (own.length === 0) continue;
    const body = own.map(({ row, index }) => `      ${candidate(row, index)}`).join("\n");
    byBody.set(body, [...(byBody.get(body) ?? []), opcode]);
  }
  return [...byBody].map(
    ([body, opcodes]) =>
      `${opcodes.map((opcode) => `    case ${opcode}:`).join("\n")} {\n${body}\n      return -1;\n    }`,
  );
}

function candidate(row: Ia32Row, index: number): string {
  const tests: string[] = [];
  if (row.prefix !== "") tests.push(`prefix == ${PREFIX[row.prefix]}`);
  if (row.second !== undefined) tests.push(`modrm == ${row.second}`);
  if (row.digit !== undefined) tests.push(`((modrm >> 3) & 7) == ${row.digit}`);
  if (row.mod !== "") tests.push(row.mod === "reg" ? "modrm >= 0xc0" : "modrm < 0xc0");
  return tests.length === 0 ? `return ${index};` : `if (${tests.join(" && ")}) return ${index};`;
}
