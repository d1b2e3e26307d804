/**
 * Functions of the core that regions write out: the same semantics as in core-as/exec/functions, in the notation of
 * inlineText.ts.
 *
 * A row: name and parameters | what comes first | when the value is right | the value | the value else; without this column
 * the function is called. The third column may be empty. Functions that begin with `fp` look at FPCR and FPSR: their value holds only while
 * the region's `plainFloat` does, too.
 */

import { X87_INLINES } from "./inlinesX87.ts";

/** Doubled bits of a float: sign away. A normal number's lie between those of the smallest normal and of infinity. */
export const NORMAL_64 = "i64.reinterpret_f64 1L i64.shl 0x0020000000000002L i64.sub 0xffbffffffffffffeL i64.lt_u";
export const NORMAL_32 = "i32.reinterpret_f32 1 i32.shl 0x01000002 i32.sub 0xfdfffffe i32.lt_u";
export const FINITE_64 = "i64.reinterpret_f64 1L i64.shl 0xffe0000000000000L i64.lt_u";
export const FINITE_32 = "i32.reinterpret_f32 1 i32.shl 0xff000000 i32.lt_u";

/** Finite minus itself is +0, which has no bit set; infinity and NaN give a NaN. */
export const nonfinite = (shape: string) => `r r ${shape}.sub`;
const allFinite = (shape: string) => `${nonfinite(shape)} v128.any_true i32.eqz`;
/** No lane is infinite, a NaN or below the normal numbers, but zeros that `zero` allows. */
export const allNormal = (shape: string, smallest: string, zero: string) =>
  `r ${shape}.abs ${shape}:${smallest} ${shape}.le ${zero} v128.andnot ${nonfinite(shape)} v128.or v128.any_true i32.eqz`;
export const isZero = (shape: string, name: string) => `${name} ${shape}:0 ${shape}.eq`;
export const SMALLEST_64 = "0x0010000000000000";
export const SMALLEST_32 = "0x00800000";

function scalarRows(): string {
  const rows: string[] = [];
  for (const [bits, finite, normal] of [
    [64, FINITE_64, NORMAL_64],
    [32, FINITE_32, NORMAL_32],
  ]) {
    const type = `f${bits}`;
    const ordered = `a a ${type}.eq b b ${type}.eq i32.and`;
    rows.push(
      `fpAdd${bits} v a b | a b ${type}.add r= | r ${finite} | r`,
      `fpSub${bits} v a b | a b ${type}.sub r= | r ${finite} | r`,
      `fpMul${bits} v a b | a b ${type}.mul r= | r ${normal} | r`,
      `fpDiv${bits} v a b | a b ${type}.div r= | r ${normal} | r`,
      `fpSqrt${bits} v a | | a ${type}:0 ${type}.ge | a ${type}.sqrt`,
      `fpMax${bits} v a b | | ${ordered} | a b ${type}.max`,
      `fpMin${bits} v a b | | ${ordered} | a b ${type}.min`,
      `fpMaxNumber${bits} v a b | | ${ordered} | a b ${type}.max`,
      `fpMinNumber${bits} v a b | | ${ordered} | a b ${type}.min`,
      `fpCompare${bits} v a b signalling | | ${ordered} |
        0x60000000L 0x80000000L 0x20000000L a b ${type}.lt select.i64 a b ${type}.eq select.i64`,
      // Only as FCVTZS does without fraction bits: rounding toward zero (3), signed (8); 16 is a 64-bit result.
      `fpToInteger${bits} v a how fraction | |
        fraction i32.eqz how 0xef i32.and 11 i32.eq i32.and
        a ${type}.abs ${limits(type)} how 16 i32.and select.${type} ${type}.lt i32.and |
        a i64.trunc_sat_${type}_s -1L 0xffffffffL how 16 i32.and select.i64 i64.and`,
      `fpFromSigned${bits} v a fraction | | fraction i32.eqz | a ${type}.convert_i64_s`,
      `fpFromUnsigned${bits} v a fraction | | fraction i32.eqz | a ${type}.convert_i64_u`,
    );
  }
  return rows.join("\n");
}

/** 2^63 and 2^31. */
function limits(type: string): string {
  return type === "f64" ? "f64:0x43e0000000000000 f64:0x41e0000000000000" : "f32:0x5f000000 f32:0x4f000000";
}

function vectorRows(): string {
  const rows: string[] = [];
  for (const [shape, name, smallest] of [
    ["f64x2", "64x2", SMALLEST_64],
    ["f32x4", "32x4", SMALLEST_32],
  ]) {
    const eitherZero = `${isZero(shape, "a")} ${isZero(shape, "b")} v128.or`;
    rows.push(
      `fpAdd${name} v a b | a b ${shape}.add r= | ${allFinite(shape)} | r`,
      `fpSub${name} v a b | a b ${shape}.sub r= | ${allFinite(shape)} | r`,
      `fpMul${name} v a b | a b ${shape}.mul r= | ${allNormal(shape, smallest, eitherZero)} | r`,
      `fpDiv${name} v a b | a b ${shape}.div r= | ${allNormal(shape, smallest, isZero(shape, "a"))} | r`,
    );
  }
  return rows.join("\n");
}

/**
 * c + a * b. Singles: the product is exact as a double, and rounding the sum twice goes wrong only where the double lies
 * halfway between two singles.
 *
 * Doubles: the product is p + e (Dekker), and p + c is s + t (Knuth), all exactly; v, which is t in the text once e is
 * added, rounds t + e and is below two ulps of s. r = s + v, whose rounding error is w, is the right result unless a
 * middle between two doubles lies between s + v and the true sum. Middles are on the grid of v, so s + v itself has to
 * be one, and w half an ulp: a power of two. Products from 2^-900 on have errors that are doubles; what overflows on
 * the way makes r infinite or a NaN.
 */
const FUSED = `
fpMulAdd32 v c a b |
  a f64.promote_f32 b f64.promote_f32 f64.mul c f64.promote_f32 f64.add s= s f32.demote_f64 r= |
  r ${NORMAL_32} s i64.reinterpret_f64 0x1fffffffL i64.and 0x10000000L i64.ne i32.and s f64:0 f64.eq i32.or | r
fpMulAdd64 v c a b |
  a b f64.mul p=
  a f64:0x41a0000002000000 f64.mul x= x x a f64.sub f64.sub ah= a ah f64.sub al=
  b f64:0x41a0000002000000 f64.mul x= x x b f64.sub f64.sub bh= b bh f64.sub bl=
  ah bh f64.mul p f64.sub ah bl f64.mul f64.add al bh f64.mul f64.add al bl f64.mul f64.add e=
  p c f64.add s= s p f64.sub x=
  p s x f64.sub f64.sub c x f64.sub f64.add e f64.add t=
  s t f64.add r= s r f64.sub t f64.add w= |
  p f64.abs f64:0x07b0000000000000 f64.gt r ${FINITE_64} i32.and
  w i64.reinterpret_f64 12L i64.shl i64.eqz i32.eqz w f64:0 f64.eq i32.or i32.and | r
fpWiden v a | | a a f32.eq | a f64.promote_f32
fpNarrow v a | a f32.demote_f64 r= | r ${NORMAL_32} | r
`;

/** 2^27 + 1: see core-as/exec/functions/floatArithmetic.ts. */
const SPLITTER = "f64x2:0x41a0000002000000";
const HIGH_SINGLES = (name: string) => `${name} ${name} shuffle32:2,3,2,3 f64x2.promote_low_f32x4`;
/** Lanes half-way between two singles, or too small for a normal single without being zero. */
const wrongSingle = (sum: string) =>
  `${sum} f64x2:0x1fffffff v128.and f64x2:0x10000000 i64x2.eq
   ${sum} f64x2.abs f64x2:0x3810000040000000 f64x2.le ${sum} f64x2:0 f64x2.ne v128.and v128.or`;
/** The same on vectors. A product with a zero is right here unless the sum is zero, too: its sign may not be. */
const FUSED_VECTORS = `
fpMulAdd64x2 v c a b |
  a b f64x2.mul p=
  a ${SPLITTER} f64x2.mul x= x x a f64x2.sub f64x2.sub ah= a ah f64x2.sub al=
  b ${SPLITTER} f64x2.mul x= x x b f64x2.sub f64x2.sub bh= b bh f64x2.sub bl=
  ah bh f64x2.mul p f64x2.sub ah bl f64x2.mul f64x2.add al bh f64x2.mul f64x2.add al bl f64x2.mul f64x2.add e=
  p c f64x2.add s= s p f64x2.sub x=
  p s x f64x2.sub f64x2.sub c x f64x2.sub f64x2.add e f64x2.add t=
  s t f64x2.add r= s r f64x2.sub t f64x2.add w= |
  p f64x2.abs f64x2:0x07b0000000000000 f64x2.le
  ${isZero("f64x2", "a")} ${isZero("f64x2", "b")} v128.or s f64x2:0 f64x2.ne v128.and v128.andnot
  w 12 i64x2.shl f64x2:0 i64x2.eq w f64x2:0 f64x2.ne v128.and v128.or
  ${nonfinite("f64x2")} v128.or v128.any_true i32.eqz | r
fpMulAdd32x4 v c a b |
  a f64x2.promote_low_f32x4 b f64x2.promote_low_f32x4 f64x2.mul c f64x2.promote_low_f32x4 f64x2.add low=
  ${HIGH_SINGLES("a")} ${HIGH_SINGLES("b")} f64x2.mul ${HIGH_SINGLES("c")} f64x2.add high=
  low f32x4.demote_f64x2_zero high f32x4.demote_f64x2_zero shuffle64:0,2 r= |
  ${wrongSingle("low")} ${wrongSingle("high")} v128.or ${nonfinite("f32x4")} v128.or v128.any_true i32.eqz | r
`;

const INTEGERS = `
reverseBytes32 a | | | a 8 i32.rotl 0x00ff00ff i32.and a 8 i32.rotr 0xff00ff00 i32.and i32.or
reverseBytes64 a | a 8L i64.shr_u 0x00ff00ff00ff00ffL i64.and a 0x00ff00ff00ff00ffL i64.and 8L i64.shl i64.or a= | |
  a 16L i64.shr_u 0x0000ffff0000ffffL i64.and a 0x0000ffff0000ffffL i64.and 16L i64.shl i64.or 32L i64.rotr
reverseBytes16 a | | | a 8L i64.shr_u 0x00ff00ff00ff00ffL i64.and a 0x00ff00ff00ff00ffL i64.and 8L i64.shl i64.or
reverseBits64 a |
  a 1L i64.shr_u 0x5555555555555555L i64.and a 0x5555555555555555L i64.and 1L i64.shl i64.or a=
  a 2L i64.shr_u 0x3333333333333333L i64.and a 0x3333333333333333L i64.and 2L i64.shl i64.or a=
  a 4L i64.shr_u 0x0f0f0f0f0f0f0f0fL i64.and a 0x0f0f0f0f0f0f0f0fL i64.and 4L i64.shl i64.or a=
  a 8L i64.shr_u 0x00ff00ff00ff00ffL i64.and a 0x00ff00ff00ff00ffL i64.and 8L i64.shl i64.or a= | |
  a 16L i64.shr_u 0x0000ffff0000ffffL i64.and a 0x0000ffff0000ffffL i64.and 16L i64.shl i64.or 32L i64.rotr
countLeadingSigns64 a | | | a a 63L i64.shr_s i64.xor i64.clz 1L i64.sub
countLeadingSigns32 a | | | a a 31 i32.shr_s i32.xor i32.clz 1 i32.sub
divSigned64 a b | | b 1L i64.add 1L i64.gt_u | a b i64.div_s | 0L a i64.sub b i64.and
divUnsigned64 a b | | b 0L i64.ne | a b i64.div_u | 0L
divSigned32 a b | | b 1 i32.add 1 i32.gt_u | a b i32.div_s | 0 a i32.sub b i32.and
divUnsigned32 a b | | b 0 i32.ne | a b i32.div_u | 0
addCarryFlags32 a b c | a b i32.add c i32.add r= | |
  r 0x80000000 i32.and r i32.eqz 30 i32.shl i32.or
  a b i32.and a b i32.or r -1 i32.xor i32.and i32.or 31 i32.shr_u 29 i32.shl i32.or
  a r i32.xor b r i32.xor i32.and 31 i32.shr_u 28 i32.shl i32.or
addCarryFlags64 a b c | a b i64.add c i64.extend_i32_u i64.add r= | |
  r 32L i64.shr_u i32.wrap_i64 0x80000000 i32.and r i64.eqz 30 i32.shl i32.or
  a b i64.and a b i64.or r -1L i64.xor i64.and i64.or 63L i64.shr_u i32.wrap_i64 29 i32.shl i32.or
  a r i64.xor b r i64.xor i64.and 63L i64.shr_u i32.wrap_i64 28 i32.shl i32.or
mulHighUnsigned a b |
  a 0xffffffffL i64.and al= a 32L i64.shr_u ah= b 0xffffffffL i64.and bl= b 32L i64.shr_u bh=
  ah bl i64.mul al bl i64.mul 32L i64.shr_u i64.add m= | |
  ah bh i64.mul m 32L i64.shr_u i64.add m 0xffffffffL i64.and al bh i64.mul i64.add 32L i64.shr_u i64.add
mulHighSigned a b |
  a 0xffffffffL i64.and al= a 32L i64.shr_u ah= b 0xffffffffL i64.and bl= b 32L i64.shr_u bh=
  ah bl i64.mul al bl i64.mul 32L i64.shr_u i64.add m= | |
  ah bh i64.mul m 32L i64.shr_u i64.add m 0xffffffffL i64.and al bh i64.mul i64.add 32L i64.shr_u i64.add
  a 63L i64.shr_s b i64.and i64.sub b 63L i64.shr_s a i64.and i64.sub
`;

const even = (bits: number) => `shuffle${bits}:${[...Array(128 / bits).keys()].map((lane) => lane * 2)}`;
const odd = (bits: number) => `shuffle${bits}:${[...Array(128 / bits).keys()].map((lane) => lane * 2 + 1)}`;
const lanes = [8, 16, 32, 64].flatMap((bits) => [
  `even${bits} a b | | | a b ${even(bits)}`,
  `odd${bits} a b | | | a b ${odd(bits)}`,
  ...(bits === 64 ? [] : [`narrow${bits * 2} a | | | a f64x2:0 ${even(bits)}`]),
]);
/** The sign bit of each 64-bit lane: flipped, unsigned order is signed order. */
const SIGNS = "f64x2:0x8000000000000000";

const VECTORS = `
lowHalf a | | | a f64x2:0 shuffle64:0,2
concatLow a b | | | a b shuffle64:0,2
upperHalf a | | | a i64x2.extract_lane:1
withUpperHalf a upper | | | a upper i64x2.replace_lane:1
multiplyBytes a b | | | a b i16x8.extmul_low_i8x16_u a b i16x8.extmul_high_i8x16_u ${even(8)}
permuteHalves a selectors | | |
  a selectors i64x2.splat selectors 0x0808080808080808L i64.add i64x2.replace_lane:1 i8x16.swizzle
greaterUnsigned64 a b | | | a ${SIGNS} v128.xor b ${SIGNS} v128.xor i64x2.gt_s
greaterEqualUnsigned64 a b | | | a ${SIGNS} v128.xor b ${SIGNS} v128.xor i64x2.ge_s
addPairsSigned a | | | a 32 i64x2.shl 32 i64x2.shr_s a 32 i64x2.shr_s i64x2.add
addPairsUnsigned a | | | a 32 i64x2.shl 32 i64x2.shr_u a 32 i64x2.shr_u i64x2.add
`;

/** All rows: each begins a line with its name, and may go on in indented ones. */
export const INLINE_ROWS: readonly string[] = [
  FUSED,
  FUSED_VECTORS,
  INTEGERS,
  VECTORS,
  lanes.join("\n"),
  scalarRows(),
  vectorRows(),
  X87_INLINES,
]
  .join("\n")
  .split(/\n(?=\w)/)
  .filter((row) => row.trim() !== "");
