/**
 * Floating-point comparisons, minimum and maximum of the scalar micro-ops. Numbers take Wasm's instructions, NaNs
 * core-as/fp.
 */
import { compare, maximum, maximumNumber, minimum, minimumNumber, Order } from "../../fp/compare";
import { Format } from "../../fp/format";
import { Status } from "../../fp/status";
import { conditionHolds } from "./flags";

/** NZCV of the four outcomes. DDI 0487 FPCompare. */
const LESS: u64 = 0x80000000;
const EQUAL: u64 = 0x60000000;
const GREATER: u64 = 0x20000000;
const UNORDERED: u64 = 0x30000000;

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

/** NZCV of FCMP, or of FCMPE when `signalling`. */
export function fpCompare64(v: usize, a: f64, b: f64, signalling: i32): u64 {
  if (Status.keepsDenormals(v)) {
    if (a == b) return EQUAL;
    if (a < b) return LESS;
    if (a > b) return GREATER;
  }
  return flagsOfOrder(compare(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b), signalling != 0));
}

export function fpCompare32(v: usize, a: f32, b: f32, signalling: i32): u64 {
  if (Status.keepsDenormals(v)) {
    if (a == b) return EQUAL;
    if (a < b) return LESS;
    if (a > b) return GREATER;
  }
  return flagsOfOrder(compare(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b), signalling != 0));
}

/** NZCV of FCCMP: `condition` in bits 3..0, signalling in bit 4; `otherwise` holds NZCV for when it fails. */
export function fpConditionalCompare64(v: usize, a: f64, b: f64, condition: i32, otherwise: i32): u64 {
  return conditionHolds(v, condition & 15) != 0 ? fpCompare64(v, a, b, condition >> 4) : <u64>(<u32>otherwise);
}

export function fpConditionalCompare32(v: usize, a: f32, b: f32, condition: i32, otherwise: i32): u64 {
  return conditionHolds(v, condition & 15) != 0 ? fpCompare32(v, a, b, condition >> 4) : <u64>(<u32>otherwise);
}

@final
abstract class Numbers {
  /** Whether both are numbers that are used as they are: Wasm's min and max then do what Arm's do. */
  @inline static both64(v: usize, a: f64, b: f64): bool {
    return Status.keepsDenormals(v) && a == a && b == b;
  }
  @inline static both32(v: usize, a: f32, b: f32): bool {
    return Status.keepsDenormals(v) && a == a && b == b;
  }
}

export function fpMax64(v: usize, a: f64, b: f64): f64 {
  if (Numbers.both64(v, a, b)) return max<f64>(a, b);
  return reinterpret<f64>(maximum(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpMax32(v: usize, a: f32, b: f32): f32 {
  if (Numbers.both32(v, a, b)) return max<f32>(a, b);
  return reinterpret<f32>(<u32>maximum(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpMin64(v: usize, a: f64, b: f64): f64 {
  if (Numbers.both64(v, a, b)) return min<f64>(a, b);
  return reinterpret<f64>(minimum(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpMin32(v: usize, a: f32, b: f32): f32 {
  if (Numbers.both32(v, a, b)) return min<f32>(a, b);
  return reinterpret<f32>(<u32>minimum(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpMaxNumber64(v: usize, a: f64, b: f64): f64 {
  if (Numbers.both64(v, a, b)) return max<f64>(a, b);
  return reinterpret<f64>(maximumNumber(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpMaxNumber32(v: usize, a: f32, b: f32): f32 {
  if (Numbers.both32(v, a, b)) return max<f32>(a, b);
  return reinterpret<f32>(<u32>maximumNumber(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}

export function fpMinNumber64(v: usize, a: f64, b: f64): f64 {
  if (Numbers.both64(v, a, b)) return min<f64>(a, b);
  return reinterpret<f64>(minimumNumber(v, Format.Double, reinterpret<u64>(a), reinterpret<u64>(b)));
}

export function fpMinNumber32(v: usize, a: f32, b: f32): f32 {
  if (Numbers.both32(v, a, b)) return min<f32>(a, b);
  return reinterpret<f32>(<u32>minimumNumber(v, Format.Single, reinterpret<u32>(a), reinterpret<u32>(b)));
}
