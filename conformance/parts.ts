/** The parts of a state record by name, and their text. */
import * as layout from "./oracle/layout.ts";

export interface Part {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

/** What an A64 test starts from and ends with. */
export const A64_PARTS: readonly Part[] = [
  { name: "PC", at: layout.RECORD_PC, size: 8 },
  ...Array.from({ length: 32 }, (_, n) => ({ name: n === 31 ? "SP" : `X${n}`, at: layout.RECORD_X + 8 * n, size: 8 })),
  { name: "NZCV", at: layout.RECORD_NZCV, size: 4 },
  ...Array.from({ length: 32 }, (_, n) => ({ name: `V${n}`, at: layout.RECORD_V + 16 * n, size: 16 })),
  { name: "FPSR", at: layout.RECORD_FPSR, size: 4 },
  { name: "FPCR", at: layout.RECORD_FPCR, size: 4 },
  { name: "TPIDR_EL0", at: layout.RECORD_TPIDR, size: 8 },
];

export const SIGNAL: Part = { name: "signal", at: layout.RECORD_SIGNAL, size: 4 };

/** Little-endian bytes as one hexadecimal number. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString("hex");
}
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex").reverse());
}

export function textOf(record: Uint8Array, { at, size }: Part): string {
  return hexOf(record.subarray(at, at + size));
}

/** Those of `parts`, and the signal, in which two records differ. The signal decides, so it comes first. */
export function differingParts(parts: readonly Part[], left: Uint8Array, right: Uint8Array): Part[] {
  return [SIGNAL, ...parts].filter((part) => textOf(left, part) !== textOf(right, part));
}

/** A64: registers that fields of the words may name; TPIDR_EL0 rarely matters. */
export function isNamedPart({ name }: Part, words: readonly number[], following: number): boolean {
  const register = /^[XV](\d+)$/.exec(name);
  return register ? namedRegisters(words, following).has(Number(register[1])) : name !== "TPIDR_EL0";
}

/** Registers that fields of `words` may name, and the `following` ones, for lists and pairs. */
function namedRegisters(words: readonly number[], following: number): Set<number> {
  const numbers = words.flatMap((word) => [0, 5, 10, 16].map((low) => (word >>> low) & 31));
  const steps = Array.from({ length: following + 1 }, (_, step) => step);
  return new Set(numbers.flatMap((number) => steps.map((step) => (number + step) & 31)));
}
