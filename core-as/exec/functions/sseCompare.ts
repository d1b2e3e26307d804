/**
 * Comparisons, minimum and maximum of SSE's micro-ops. NaNs and denormal operands, which are recorded, take the long way.
 */
import { compare, Order } from "../../fp/compare";
import { Format } from "../../fp/format";
import { lanes32, lanes64, Regular, Sse, sseOperation } from "../../fp/sse";
import { Status } from "../../fp/status";

/** ZF, PF and CF of COMIS and UCOMIS. */
const LESS: u64 = 0x01;
const EQUAL: u64 = 0x40;
const GREATER: u64 = 0;
const UNORDERED: u64 = 0x45;

/** Whether operands are numbers that raise nothing when they are compared. */
@final
abstract class Comparable {
  @inline static both64(v: usize, a: f64, b: f64): bool {
    return Status.keepsDenormals(v) && a == a && b == b && Regular.is64(a) && Regular.is64(b);
  }
  @inline static both32(v: usize, a: f32, b: f32): bool {
    return Status.keepsDenormals(v) && a == a && b == b && Regular.is32(a) && Regular.is32(b);
  }
  @inline static all64(v: usize, a: v128, b: v128): bool {
    const numbers = v128.and(f64x2.eq(a, a), f64x2.eq(b, b));
    return Status.keepsDenormals(v) && i64x2.all_true(numbers) && Regular.all64(a) && Regular.all64(b);
  }
  @inline static all32(v: usize, a: v128, b: v128): bool {
    const numbers = v128.and(f32x4.eq(a, a), f32x4.eq(b, b));
    return Status.keepsDenormals(v) && i32x4.all_true(numbers) && Regular.all32(a) && Regular.all32(b);
  }
}

function flagsOfOrder(order: u32): u64 {
  switch (order) {
    case Order.Less:
      return LESS;
    case Order.Equal:
      return EQUAL;
    case Order.Greater:
      return GREATER;
    default:
      return UNORDERED;
  }
}

/** EFLAGS of UCOMIS, or of COMIS when `signalling`. */
export function sseCompare64(v: usize, a: f64, b: f64, signalling: i32): u64 {
  if (Comparable.both64(v, a, b)) return a == b ? EQUAL : a < b ? LESS : GREATER;
  return flagsOfOrder(compare(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b), signalling != 0));
}

/** EFLAGS of UCOMIS, or of COMIS when `signalling`. */
export function sseCompare32(v: usize, a: f32, b: f32, signalling: i32): u64 {
  if (Comparable.both32(v, a, b)) return a == b ? EQUAL : a < b ? LESS : GREATER;
  return flagsOfOrder(compare(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b), signalling != 0));
}

export function sseMin64(v: usize, a: f64, b: f64): f64 {
  if (Comparable.both64(v, a, b)) return a < b ? a : b;
  return reinterpret<f64>(sseOperation(v, Sse.Minimum, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function sseMax64(v: usize, a: f64, b: f64): f64 {
  if (Comparable.both64(v, a, b)) return a > b ? a : b;
  return reinterpret<f64>(sseOperation(v, Sse.Maximum, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function sseMin32(v: usize, a: f32, b: f32): f32 {
  if (Comparable.both32(v, a, b)) return a < b ? a : b;
  return reinterpret<f32>(<u32>sseOperation(v, Sse.Minimum, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function sseMax32(v: usize, a: f32, b: f32): f32 {
  if (Comparable.both32(v, a, b)) return a > b ? a : b;
  return reinterpret<f32>(<u32>sseOperation(v, Sse.Maximum, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

/** All ones or zero. */
export function sseEqual64(v: usize, a: f64, b: f64): i64 {
  if (Comparable.both64(v, a, b)) return -i64(a == b);
  return sseOperation(v, Sse.Equal, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b));
}

/** All ones or zero. */
export function sseLess64(v: usize, a: f64, b: f64): i64 {
  if (Comparable.both64(v, a, b)) return -i64(a < b);
  return sseOperation(v, Sse.Less, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b));
}

/** All ones or zero. */
export function sseLessOrEqual64(v: usize, a: f64, b: f64): i64 {
  if (Comparable.both64(v, a, b)) return -i64(a <= b);
  return sseOperation(v, Sse.LessOrEqual, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b));
}

/** All ones or zero. */
export function sseUnordered64(v: usize, a: f64, b: f64): i64 {
  if (Comparable.both64(v, a, b)) return 0;
  return sseOperation(v, Sse.Unordered, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b));
}

/** All ones or zero. */
export function sseEqual32(v: usize, a: f32, b: f32): i64 {
  if (Comparable.both32(v, a, b)) return -i64(a == b);
  return sseOperation(v, Sse.Equal, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b));
}

/** All ones or zero. */
export function sseLess32(v: usize, a: f32, b: f32): i64 {
  if (Comparable.both32(v, a, b)) return -i64(a < b);
  return sseOperation(v, Sse.Less, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b));
}

/** All ones or zero. */
export function sseLessOrEqual32(v: usize, a: f32, b: f32): i64 {
  if (Comparable.both32(v, a, b)) return -i64(a <= b);
  return sseOperation(v, Sse.LessOrEqual, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b));
}

/** All ones or zero. */
export function sseUnordered32(v: usize, a: f32, b: f32): i64 {
  if (Comparable.both32(v, a, b)) return 0;
  return sseOperation(v, Sse.Unordered, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b));
}

export function sseMin64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? f64x2.pmin(b, a) : lanes64(v, Sse.Minimum, a, b);
}

export function sseMax64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? f64x2.pmax(b, a) : lanes64(v, Sse.Maximum, a, b);
}

export function sseEqual64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? f64x2.eq(a, b) : lanes64(v, Sse.Equal, a, b);
}

export function sseLess64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? f64x2.lt(a, b) : lanes64(v, Sse.Less, a, b);
}

export function sseLessOrEqual64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? f64x2.le(a, b) : lanes64(v, Sse.LessOrEqual, a, b);
}

export function sseUnordered64x2(v: usize, a: v128, b: v128): v128 {
  return Comparable.all64(v, a, b) ? i64x2.splat(0) : lanes64(v, Sse.Unordered, a, b);
}

export function sseMin32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? f32x4.pmin(b, a) : lanes32(v, Sse.Minimum, a, b);
}

export function sseMax32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? f32x4.pmax(b, a) : lanes32(v, Sse.Maximum, a, b);
}

export function sseEqual32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? f32x4.eq(a, b) : lanes32(v, Sse.Equal, a, b);
}

export function sseLess32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? f32x4.lt(a, b) : lanes32(v, Sse.Less, a, b);
}

export function sseLessOrEqual32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? f32x4.le(a, b) : lanes32(v, Sse.LessOrEqual, a, b);
}

export function sseUnordered32x4(v: usize, a: v128, b: v128): v128 {
  return Comparable.all32(v, a, b) ? i64x2.splat(0) : lanes32(v, Sse.Unordered, a, b);
}
