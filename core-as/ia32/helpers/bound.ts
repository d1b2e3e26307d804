/**
 * BOUND, for `Call.system`.
 *
 * BOUNDS: d, a and b are slots.
 */
import { NO_ERROR_CODE, raise } from "../exception";
import { Vector } from "../state";

/** #BR unless a <= d <= b, signed. */
export function checkBounds(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const value = load<i32>(d);
  if (load<i32>(a) <= value && value <= load<i32>(b)) return 0;
  raise(v, Vector.BR, NO_ERROR_CODE);
  return 1;
}
