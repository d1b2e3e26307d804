/** Exceptions that a translated instruction raises whenever it is executed. */
import { Call } from "../ir/emit";
import { SLOT_DISCARD } from "../layout";
import { NO_ERROR_CODE, raise } from "./exception";
import { Vector } from "./state";

/** Ends the block with exception `vector`; `errorCode`: 0.., or NO_ERROR_CODE. */
export function emitRaise(vector: u32, errorCode: i32): void {
  const packed = vector | ((<u32>(errorCode - NO_ERROR_CODE)) << 8);
  Call.systemLast(raiseAlways.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
}

/** #UD: no such instruction, or not with these operands. */
export function invalidOpcode(): void {
  emitRaise(Vector.UD, NO_ERROR_CODE);
}

/** #GP(0). */
export function generalProtection(): void {
  emitRaise(Vector.GP, 0);
}

function raiseAlways(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  raise(v, packed & 0xff, <i32>(packed >> 8) + NO_ERROR_CODE);
  return 1;
}
