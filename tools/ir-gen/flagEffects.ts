/** flagEffects.gen.ts: what each micro-op does to the condition flags, for core-as/ir/deadFlags.ts. */
import type { OpRow } from "./parse.ts";

const RECORDS = 1;
const READS = 2;
const BARRIER = 4;
const ALONE = 8;
const CARRY = 16;

export function flagEffects(rows: readonly OpRow[]): string {
  const numbers = new Map(rows.map(({ name }, index) => [name, index]));
  const plain = rows.map(({ name }) => (withoutFlags(name) === name ? 0 : (numbers.get(withoutFlags(name)) ?? 0)));
  return [
    "/** Records all flags whatever came before. */",
    `export const FLAGS_RECORDED: u32 = ${RECORDS};`,
    `export const FLAGS_READ: u32 = ${READS};`,
    "/** May leave the block, or call what looks at the flags. */",
    `export const FLAGS_SEEN: u32 = ${BARRIER};`,
    "/** Has no result besides. */",
    `export const FLAGS_ALONE: u32 = ${ALONE};`,
    "/** Works for the record behind it, whose b is its result. */",
    `export const FLAGS_CARRY: u32 = ${CARRY};`,
    "",
    `const EFFECTS: usize = memory.data<u8>([${rows.map(effectOf).join(", ")}]);`,
    `const PLAIN: usize = memory.data<u16>([${plain.join(", ")}]);`,
    "",
    "/** FLAGS_* of a micro-op. */",
    "export function flagEffectsOf(op: u32): u32 {",
    "  // BOUNDS: op is an `Op`, and there is an entry for each.",
    "  return load<u8>(EFFECTS + <usize>op);",
    "}",
    "",
    "/** The op with the same result that records no flags; 0 = there is none. */",
    "export function withoutFlags(op: u32): u32 {",
    "  // BOUNDS: op is an `Op`, and there is an entry for each.",
    "  return load<u16>(PLAIN + (<usize>op << 1));",
    "}",
    "",
  ].join("\n");
}

/** `adds.i32` and `addsi.i32` become `add.i32` and `addi.i32`. */
function withoutFlags(name: string): string {
  return name.replace(/^(add|sub|and|or|xor)s(i?\.)/, "$1$2");
}

function effectOf({ name, kind, columns }: OpRow): number {
  if (kind === "jump") return jumpEffect(columns);
  if (kind !== "pure") return name === "profile" || name === "call" ? 0 : BARRIER;
  const [result, operands, flags] = columns;
  const records = flags !== "" && !flags.startsWith("@");
  const reads = operands.includes("reads-flags") || flags.startsWith("@");
  const carry = !records && name.startsWith("carry.");
  return (records ? RECORDS : 0) | (reads ? READS : 0) | (records && result === "-" ? ALONE : 0) | (carry ? CARRY : 0);
}

/** A compare-and-branch records before it leaves. */
function jumpEffect([operands, , flags]: readonly string[]): number {
  if (!flags) return BARRIER;
  return RECORDS | (operands.includes("reads-flags") ? READS : 0);
}
