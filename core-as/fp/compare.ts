/** FPCompare and its kin, FPMax, FPMin. */
import { Fp } from "./format";
import { Fpsr, noteDenormals, operand, processNaNs, Status } from "./status";

/** How two values stand to each other. */
export enum Order {
  Less = 0,
  Equal = 1,
  Greater = 2,
  Unordered = 3,
}

/** Compares; quiet NaNs raise Invalid Operation only when `signalling`. */
export function compare(v: usize, format: u32, first: u64, second: u64, signalling: bool): u32 {
  const a = operand(v, format, first);
  const b = operand(v, format, second);
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) {
    if (signalling || Fp.isSignaling(format, a) || Fp.isSignaling(format, b)) Status.raise(v, Fpsr.InvalidOperation);
    return Order.Unordered;
  }
  noteDenormals(v, format, a, b);
  return orderOf(format, a, b);
}

/** The order of two numbers; zeros are equal whatever their signs. */
export function orderOf(format: u32, a: u64, b: u64): u32 {
  const x = Fp.magnitude(format, a);
  const y = Fp.magnitude(format, b);
  if (a == b || (x | y) == 0) return Order.Equal;
  const negativeA = Fp.sign(format, a) != 0;
  if (negativeA != (Fp.sign(format, b) != 0)) return negativeA ? Order.Less : Order.Greater;
  return x < y != negativeA ? Order.Less : Order.Greater;
}

/** FPMax: the greater number; of two zeros, the positive one. */
export function maximum(v: usize, format: u32, first: u64, second: u64): u64 {
  return extreme(v, format, operand(v, format, first), operand(v, format, second), Order.Greater);
}

/** FPMin: the smaller number; of two zeros, the negative one. */
export function minimum(v: usize, format: u32, first: u64, second: u64): u64 {
  return extreme(v, format, operand(v, format, first), operand(v, format, second), Order.Less);
}

function extreme(v: usize, format: u32, a: u64, b: u64, wanted: u32): u64 {
  if (Fp.isNaN(format, a) || Fp.isNaN(format, b)) return processNaNs(v, format, a, b);
  const order = orderOf(format, a, b);
  // Equal numbers have the same pattern, but for zeros, whose sign bits are combined.
  if (order == Order.Equal) return wanted == Order.Greater ? a & b : a | b;
  return order == wanted ? a : b;
}

/** FPMaxNum: as FPMax, but a number is preferred to a quiet NaN. */
export function maximumNumber(v: usize, format: u32, first: u64, second: u64): u64 {
  const lowest = Fp.signed(format, 1, Fp.infinity(format));
  return extreme(
    v,
    format,
    numberOr(v, format, first, second, lowest),
    numberOr(v, format, second, first, lowest),
    Order.Greater,
  );
}

/** FPMinNum: as FPMin, but a number is preferred to a quiet NaN. */
export function minimumNumber(v: usize, format: u32, first: u64, second: u64): u64 {
  const highest = Fp.infinity(format);
  return extreme(
    v,
    format,
    numberOr(v, format, first, second, highest),
    numberOr(v, format, second, first, highest),
    Order.Less,
  );
}

/** `value`, or `neutral` when it is a quiet NaN and `other` is none. */
function numberOr(v: usize, format: u32, value: u64, other: u64, neutral: u64): u64 {
  const quiet = Fp.isNaN(format, value) && !Fp.isSignaling(format, value);
  const otherQuiet = Fp.isNaN(format, other) && !Fp.isSignaling(format, other);
  return quiet && !otherQuiet ? neutral : operand(v, format, value);
}
