/**
 * Template kinds of Advanced SIMD. Registers are five bits; the `n` of their names has the highest of them last in the word.
 *
 *   V Vn          fields Q, register: `d3`, or `q1`, unallocated for an odd number
 *   Dn            `d3`; Q Qn: `q1`, unallocated for an odd number
 *   bits type     size (2 bits): `16`; fields U, size: `s16`. Not of 64 bits; bits64 type64: of all sizes;
 *                 bits8or16, bits16or32: of these only
 *   interleaved   fields Q, size: the size of VUZP and VZIP, in d registers not 32 bits
 *   wide wideType the same of twice the size
 *   shiftBits shiftType shiftRight shiftLeft   the size, type and amount of L:imm6 (DDI 0487 F1.12.4); shiftWide, shiftWideType
 *                 of twice the size
 *   absneg tstceq addsub as sz si integer r   what depends on a bit in a mnemonic: `abs` `neg`; `tst` `ceq`; `add` `sub`; `a` `s`;
 *                 `s` `z`; `s` `i`; nothing, `i`; nothing, `r`
 *   element       fields size, register with index: `d3[1]`; element32: of 32 bits
 *   scalarBits scalarIndex   imm4 of VDUP: `16`; `[3]`
 *   dupBits       fields B, E of VDUP: size of the lanes
 *   extindex      the first byte of VEXT, below the register's length
 *   table         fields first register, number of registers less one: `{d1-d3}`
 *   movmvn orrbic op of immediates: `mov` `mvn`; `orr` `bic`
 *   shiftedByte   fields byte, bytes to shift it: `2560`; ones: the same with ones shifted in, from one byte on
 *   bytemask      each bit a byte: `0xff00`
 *   fraction      number of fraction bits of VCVT, which the encoding has as its complement
 */
import { kindsSimd as kindsSimdA64 } from "../kindsSimd.ts";
import { type FieldValue, type Instruction, joined, type Kind, type Kinds } from "../template.ts";

/** The number of a register whose highest bit comes last. */
const lowBitHigh = (value: number) => ((value & 1) << 4) | (value >> 1);
const plain = (value: number) => value;

const quad = (n: number) => (n % 2 === 0 ? `q${n / 2}` : undefined);
const vector =
  (number: (value: number) => number): Kind =>
  ([q, r]) =>
    q.value === 1 ? quad(number(r.value)) : `d${number(r.value)}`;

/** Lanes of `8 << size` bits, for sizes from `low` to `high`; `up` more for the long side. */
const bits =
  (low: number, high: number, up = 0): Kind =>
  ([{ value }]) =>
    value < low || value > high ? undefined : `${8 << (value + up)}`;

/** The kind `of` with the letter of a field before the others: its value, 0 is signed. */
const typed =
  (of: Kind): Kind =>
  ([u, ...fields], instruction) => {
    const text = of(fields, instruction);
    return text && `${u.value === 1 ? "u" : "s"}${text}`;
  };

/** L:imm6, or imm6, and log2 of the lane's bytes, which its leading one tells. */
function shift(fields: readonly FieldValue[]): { immediate: number; size: number } {
  const immediate = joined(fields).value;
  return { immediate, size: 28 - Math.clz32(immediate) };
}

const shiftBits =
  (up: number): Kind =>
  (fields) =>
    shift(fields).size < 0 ? undefined : `${8 << (shift(fields).size + up)}`;

const wordOf =
  (zero: string, one: string): Kind =>
  ([bit]) =>
    bit.value === 1 ? one : zero;

/** Lanes of 16 bits have their register in three bits, those of 32 bits in four; the rest is the index. */
function element(size: number, { value }: FieldValue): string | undefined {
  if (size === 1) return `d${value & 7}[${value >> 3}]`;
  return size === 2 ? `d${value & 15}[${value >> 4}]` : undefined;
}

/** log2 of the lane's bytes, from VDUP's imm4; below 0 or above 2 where there is none. */
const scalarSize = (imm4: number) => 31 - Math.clz32(imm4 & -imm4);

/** `{d1-d3}`: consecutive registers. */
function range(first: number, count: number): string | undefined {
  if (first + count > 32) return undefined;
  return count === 1 ? `{d${first}}` : `{d${first}-d${first + count - 1}}`;
}

const dupBits: Kind = ([b, e]) => ["32", "16", "8"][b.value * 2 + e.value];
const extindex: Kind = (fields, instruction: Instruction) => kindsSimdA64.extindex(fields, instruction);
const bytemask: Kind = ([byte], instruction) =>
  kindsSimdA64.bytemask(
    [
      { value: byte.value >> 5, width: 3 },
      { value: byte.value & 31, width: 5 },
    ],
    instruction,
  );

export const kindsSimd: Kinds = {
  V: vector(plain),
  Vn: vector(lowBitHigh),
  Dn: ([r]) => `d${lowBitHigh(r.value)}`,
  Q: ([r]) => quad(r.value),
  Qn: ([r]) => quad(lowBitHigh(r.value)),
  bits: bits(0, 2),
  bits64: bits(0, 3),
  bits8or16: bits(0, 1),
  bits16or32: bits(1, 2),
  interleaved: ([q, size], instruction) => bits(0, 1 + q.value)([size], instruction),
  type: typed(bits(0, 2)),
  type64: typed(bits(0, 3)),
  wide: bits(0, 2, 1),
  wideType: typed(bits(0, 2, 1)),
  shiftBits: shiftBits(0),
  shiftType: typed(shiftBits(0)),
  shiftWide: shiftBits(1),
  shiftWideType: typed(shiftBits(1)),
  shiftRight: (fields) => `${(16 << shift(fields).size) - shift(fields).immediate}`,
  shiftLeft: (fields) => `${shift(fields).immediate - (8 << shift(fields).size)}`,
  absneg: wordOf("abs", "neg"),
  tstceq: wordOf("tst", "ceq"),
  addsub: wordOf("add", "sub"),
  as: wordOf("a", "s"),
  sz: wordOf("s", "z"),
  si: wordOf("s", "i"),
  integer: wordOf("", "i"),
  r: wordOf("", "r"),
  element: ([size, m]) => element(size.value, m),
  element32: ([m]) => element(2, m),
  scalarBits: ([i], instruction) => bits(0, 2)([{ value: scalarSize(i.value), width: 2 }], instruction),
  scalarIndex: ([i]) => `[${i.value >> (scalarSize(i.value) + 1)}]`,
  dupBits,
  extindex,
  table: ([n, count]) => range(lowBitHigh(n.value), count.value + 1),
  movmvn: wordOf("mov", "mvn"),
  orrbic: wordOf("orr", "bic"),
  shiftedByte: ([byte, bytes]) => `${byte.value << (8 * bytes.value)}`,
  ones: ([byte, more]) => `${((byte.value + 1) << (8 * (more.value + 1))) - 1}`,
  bytemask,
  fraction: ([i]) => `${32 - i.value}`,
};
