/**
 * DIV and IDIV, for `Call.system`: d = quotient, remainder in the upper half; a: the dividend, of twice the size; b: the divisor;
 * `size` in bytes. #DE when the quotient does not fit. SDM volume 2, DIV, IDIV.
 *
 * BOUNDS: d, a and b are slots.
 */
import { NO_ERROR_CODE, raise } from "../exception";
import { Vector } from "../state";

function divideError(v: usize): i32 {
  raise(v, Vector.DE, NO_ERROR_CODE);
  return 1;
}

export function divideUnsigned(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  const bits = (<u64>size) << 3;
  const mask = ((<u64>1) << bits) - 1;
  const dividend = load<u64>(a) & (size == 4 ? <u64>-1 : ((<u64>1) << (bits << 1)) - 1);
  const divisor = load<u64>(b) & mask;
  if (divisor == 0) return divideError(v);
  const quotient = dividend / divisor;
  if (quotient > mask) return divideError(v);
  store<u64>(d, quotient | ((dividend % divisor) << 32));
  return 0;
}

export function divideSigned(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  const bits = (<i64>size) << 3;
  const dividend = (load<i64>(a) << (64 - (bits << 1))) >> (64 - (bits << 1));
  const divisor = (load<i64>(b) << (64 - bits)) >> (64 - bits);
  if (divisor == 0 || (divisor == -1 && dividend == i64.MIN_VALUE)) return divideError(v);
  const quotient = dividend / divisor;
  if ((quotient << (64 - bits)) >> (64 - bits) != quotient) return divideError(v);
  store<u64>(d, <u64>(<u32>quotient) | ((<u64>(dividend % divisor)) << 32));
  return 0;
}
