/**
 * MOV to and from debug registers. SDM volume 3, 17.2.
 *
 * BOUNDS: `v` is a vCPU's base, register numbers are below 8, and every offset is a field of its structure.
 */
import { Dr6, Dr7, raiseDebug } from "./debug";
import { NO_ERROR_CODE, raise } from "./exception";
import { selectSegmentCaches } from "./segmentRegisters";
import { CR4, Cr4, DR0, DR6, DR7, Vector } from "./state";

/** Bits of DR6 and DR7 that can be written. */
const DR6_BITS: u32 = 0xe00f;
const DR7_BITS: u32 = 0xffff23ff;

/** Whether register n may be touched; raises #UD for DR4 and DR5 under CR4.DE, and #DB under DR7.GD. */
export function debugAllowed(v: usize, n: u32): bool {
  if ((n == 4 || n == 5) && (load<u32>(v, CR4) & Cr4.DE) != 0) {
    raise(v, Vector.UD, NO_ERROR_CODE);
    return false;
  }
  if ((load<u32>(v, DR7) & Dr7.GD) == 0) return true;
  store<u64>(v, load<u64>(v, DR6) | Dr6.BD, DR6);
  raiseDebug(v);
  return false;
}

/** Offset of register n: DR4 and DR5 are other names of DR6 and DR7. */
function field(n: u32): u32 {
  if (n < 4) return DR0 + (n << 3);
  return (n & 1) == 0 ? DR6 : DR7;
}

export function readDebug(v: usize, n: u32): u32 {
  return load<u32>(v + field(n));
}

export function writeDebug(v: usize, n: u32, value: u32): void {
  let bits = value;
  if (n >= 4) bits = (n & 1) == 0 ? (value & DR6_BITS) | Dr6.Fixed : (value & DR7_BITS) | Dr7.Fixed;
  store<u64>(v + field(n), <u64>bits);
  selectSegmentCaches(v);
}
