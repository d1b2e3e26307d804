/** SSE's functions as regions write them out: rows as in inlines.ts. A denormal operand is recorded, so that these want none. */
import {
  allNormal,
  FINITE_32,
  FINITE_64,
  isZero,
  NORMAL_32,
  NORMAL_64,
  nonfinite,
  SMALLEST_32,
  SMALLEST_64,
} from "./inlines.ts";

/** Neither is denormal: less one, the doubled pattern of zero is the greatest. */
const regular = (bits: number, name: string) =>
  bits === 64
    ? `${name} i64.reinterpret_f64 1L i64.shl 1L i64.sub 0x001fffffffffffffL i64.ge_u`
    : `${name} i32.reinterpret_f32 1 i32.shl 1 i32.sub 0x00ffffff i32.ge_u`;
const bothRegular = (bits: number) => `${regular(bits, "a")} ${regular(bits, "b")} i32.and`;

function scalarRows(bits: 64 | 32, finite: string, normal: string): string[] {
  const type = `f${bits}`;
  const comparable = `a a ${type}.eq b b ${type}.eq i32.and ${bothRegular(bits)} i32.and`;
  const mask = (comparison: string) => `0L a b ${type}.${comparison} i64.extend_i32_u i64.sub`;
  return [
    `sseAdd${bits} v a b | a b ${type}.add r= | r ${finite} ${bothRegular(bits)} i32.and | r`,
    `sseSub${bits} v a b | a b ${type}.sub r= | r ${finite} ${bothRegular(bits)} i32.and | r`,
    `sseMul${bits} v a b | a b ${type}.mul r= | r ${normal} ${bothRegular(bits)} i32.and | r`,
    `sseDiv${bits} v a b | a b ${type}.div r= | r ${normal} ${bothRegular(bits)} i32.and | r`,
    `sseSqrt${bits} v a | | a ${type}:0 ${type}.ge ${regular(bits, "a")} i32.and | a ${type}.sqrt`,
    `sseMin${bits} v a b | | ${comparable} | a b a b ${type}.lt select.${type}`,
    `sseMax${bits} v a b | | ${comparable} | a b a b ${type}.gt select.${type}`,
    `sseEqual${bits} v a b | | ${comparable} | ${mask("eq")}`,
    `sseLess${bits} v a b | | ${comparable} | ${mask("lt")}`,
    `sseLessOrEqual${bits} v a b | | ${comparable} | ${mask("le")}`,
    `sseUnordered${bits} v a b | | ${comparable} | 0L`,
    `sseCompare${bits} v a b signalling | | ${comparable} |
      0x40L 0x01L 0L a b ${type}.lt select.i64 a b ${type}.eq select.i64`,
  ];
}

/** Lanes that are denormal. */
const denormal = (shape: string, smallest: string, name: string) =>
  `${name} ${shape}.abs ${shape}:${smallest} ${shape}.lt ${name} ${shape}:0 ${shape}.ne v128.and`;

function vectorRows(shape: string, name: string, smallest: string): string[] {
  const operands = `${denormal(shape, smallest, "a")} ${denormal(shape, smallest, "b")} v128.or`;
  const none = "v128.any_true i32.eqz";
  const finite = `${nonfinite(shape)} ${operands} v128.or ${none}`;
  const eitherZero = `${isZero(shape, "a")} ${isZero(shape, "b")} v128.or`;
  const normal = (zero: string) => `${allNormal(shape, smallest, zero)} ${operands} ${none} i32.and`;
  const comparable = `a a ${shape}.ne b b ${shape}.ne v128.or ${operands} v128.or ${none}`;
  return [
    `sseAdd${name} v a b | a b ${shape}.add r= | ${finite} | r`,
    `sseSub${name} v a b | a b ${shape}.sub r= | ${finite} | r`,
    `sseMul${name} v a b | a b ${shape}.mul r= | ${normal(eitherZero)} | r`,
    `sseDiv${name} v a b | a b ${shape}.div r= | ${normal(isZero(shape, "a"))} | r`,
    `sseSqrt${name} v a | |
      a ${shape}:0 ${shape}.ge v128.not ${denormal(shape, smallest, "a")} v128.or ${none} | a ${shape}.sqrt`,
    `sseMin${name} v a b | | ${comparable} | b a ${shape}.pmin`,
    `sseMax${name} v a b | | ${comparable} | b a ${shape}.pmax`,
    `sseEqual${name} v a b | | ${comparable} | a b ${shape}.eq`,
    `sseLess${name} v a b | | ${comparable} | a b ${shape}.lt`,
    `sseLessOrEqual${name} v a b | | ${comparable} | a b ${shape}.le`,
    `sseUnordered${name} v a b | | ${comparable} | f64x2:0`,
  ];
}

/** To integers: below 2^31, of doubles 2^31 - 1, so that no rounding leaves the range. */
const CONVERSIONS = `
sseToInteger64 v a truncate | | a f64.abs f64:0x41dfffffffc00000 f64.lt |
  a a f64.nearest truncate select.f64 i32.trunc_sat_f64_s
sseToInteger32 v a truncate | | a f32.abs f32:0x4f000000 f32.lt |
  a a f32.nearest truncate select.f32 i32.trunc_sat_f32_s
sseToIntegers32x4 v a truncate | | a f32x4.abs f32x4:0x4f000000 f32x4.lt i32x4.all_true |
  a a f32x4.nearest truncate select.v128 i32x4.trunc_sat_f32x4_s
sseToIntegers64x2 v a truncate | | a f64x2.abs f64x2:0x41dfffffffc00000 f64x2.lt i64x2.all_true |
  a a f64x2.nearest truncate select.v128 i32x4.trunc_sat_f64x2_s_zero
sseFromIntegers32x4 v a | | 1 | a f32x4.convert_i32x4_s
sseWiden v a | | a a f32.eq ${regular(32, "a")} i32.and | a f64.promote_f32
sseWiden32x2 v a | a a shuffle64:0,0 x= |
  x x f32x4.ne ${denormal("f32x4", SMALLEST_32, "x")} v128.or v128.any_true i32.eqz | a f64x2.promote_low_f32x4
sseNarrow64x2 v a | a f32x4.demote_f64x2_zero x= x x shuffle64:0,0 r= | ${allNormal("f32x4", SMALLEST_32, "f64x2:0")} | x`;

/** All rows, each one text. */
export const SSE_ROWS: readonly string[] = [
  ...scalarRows(64, FINITE_64, NORMAL_64),
  ...scalarRows(32, FINITE_32, NORMAL_32),
  ...vectorRows("f64x2", "64x2", SMALLEST_64),
  ...vectorRows("f32x4", "32x4", SMALLEST_32),
  ...CONVERSIONS.split(/\n(?=\w)/),
].filter((row) => row.trim() !== "");
