/** Which registers an instruction transfers that loads or stores several, or parts of several. DDI 0487 F5.1, F6.1. */
import { a32Form } from "../../lib-ts/debug/aarch32/sharedEncodings.ts";

export interface Transfer {
  readonly isLoad: boolean;
  /** R and D registers; the base register is not among them, as it gets its value back. */
  readonly registers: readonly string[];
}

const bits = (word: number, low: number, width: number) => (word >>> low) & (2 ** width - 1);
const matches = (word: number, mask: number, value: number) => (word & mask) >>> 0 === value;
const names = (kind: "R" | "D", numbers: readonly number[]) => numbers.map((number) => `${kind}${number}`);

/** Numbers of the bits that are set in a list of 16 registers. */
const listed = (list: number) => Array.from({ length: 16 }, (_, n) => n).filter((n) => bits(list, n, 1) === 1);

function multiple(isLoad: boolean, list: number, base: number): Transfer {
  return { isLoad, registers: names("R", listed(list)).filter((name) => name !== `R${base}`) };
}

/** `word`: a T32 instruction of 16 bits. */
function narrowTransfer(word: number): Transfer | undefined {
  if (matches(word, 0xf000, 0xc000)) return multiple(bits(word, 11, 1) === 1, word & 0xff, bits(word, 8, 3));
  if (!matches(word, 0xf600, 0xb400)) return undefined;
  const isLoad = bits(word, 11, 1) === 1;
  return multiple(isLoad, (word & 0xff) | (bits(word, 8, 1) << (isLoad ? 15 : 14)), 13);
}

/** Of the general registers, by a T32 instruction of 32 bits. */
function wideTransfer(word: number): Transfer | undefined {
  const isLoad = bits(word, 20, 1) === 1;
  if (matches(word, 0xfe40_0000, 0xe800_0000)) return multiple(isLoad, word & 0xffff, bits(word, 16, 4));
  if (!matches(word, 0xfe40_0000, 0xe840_0000)) return undefined;
  return { isLoad, registers: names("R", [bits(word, 12, 4), bits(word, 8, 4)]) };
}

/** Of the general registers, by an A32 instruction. */
function a32Transfer(word: number): Transfer | undefined {
  const first = bits(word, 12, 4);
  if (matches(word, 0x0e00_0000, 0x0800_0000))
    return multiple(bits(word, 20, 1) === 1, word & 0xffff, bits(word, 16, 4));
  if (!matches(word, 0x0e10_00d0, 0x0000_00d0)) return undefined;
  return { isLoad: bits(word, 5, 1) === 0, registers: names("R", [first, first + 1]) };
}

/** Of the floating-point registers, by the A32 form of an instruction. */
function vectorTransfer(word: number): Transfer | undefined {
  const [high, low] = [bits(word, 22, 1), bits(word, 12, 4)];
  if (matches(word, 0xff10_0000, 0xf400_0000)) {
    const isLoad = bits(word, 21, 1) === 1;
    return { isLoad, registers: names("D", range((high << 4) | low, LONGEST_STRUCTURE)) };
  }
  return matches(word, 0x0e00_0e00, 0x0c00_0a00) ? floatTransfer(word, high, low) : undefined;
}

/** VLDM, VSTM, VLDR, VSTR: `high` and `low` make the first register, of D registers or, the other way round, of S registers. */
function floatTransfer(word: number, high: number, low: number): Transfer {
  const isLoad = bits(word, 20, 1) === 1;
  const isSingleAccess = bits(word, 24, 1) === 1 && bits(word, 21, 1) === 0;
  const words = word & 0xff;
  if (bits(word, 8, 1) === 1) {
    const count = isSingleAccess ? 1 : words >>> 1;
    return { isLoad, registers: names("D", range((high << 4) | low, count)) };
  }
  const first = (low << 1) | high;
  const last = isSingleAccess ? first : first + words - 1;
  return { isLoad, registers: names("D", range(first >>> 1, (last >>> 1) - (first >>> 1) + 1)) };
}

/** Registers from the first to the last of four at a distance of two. */
const LONGEST_STRUCTURE = 7;
const range = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);

/** @returns undefined when the instruction makes a single access. `thumb`: whether `word` is T32's */
export function transferOf(word: number, thumb: boolean): Transfer | undefined {
  if (thumb && word <= 0xffff) return narrowTransfer(word);
  return (thumb ? wideTransfer(word) : a32Transfer(word)) ?? vectorTransfer(thumb ? a32Form(word) : word);
}
