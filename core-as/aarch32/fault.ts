/**
 * Faults as both table formats report them. DDI 0487 G5.10, G8 (DFSR, IFSR).
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { Fault, NO_FAULT } from "../aarch64/fault";
import { TTBCR } from "./state";

export { Fault, NO_FAULT };

/** Short descriptors only: no access to the domain; a number that no `Fault` has. */
export const DOMAIN_FAULT: i32 = 0x3c;
/** Above a fault: the domain of the descriptor, which DFSR has in bits 7..4. */
export const DOMAIN_SHIFT: u32 = 8;

const EAE: u32 = 1 << 31;
/** DFSR.LPAE, IFSR.LPAE: the status is that of long descriptors. */
const LPAE: u32 = 1 << 9;

/** Whether long descriptors are in use: TTBCR.EAE. */
export function usesLongDescriptors(v: usize): bool {
  return (load<u32>(v, TTBCR) & EAE) != 0;
}

/** DFSR or IFSR without WnR. `fault`: a `Fault` with level, and domain above DOMAIN_SHIFT. */
export function faultStatus(v: usize, fault: i32): u32 {
  const code = <u32>fault & 0x3f;
  if (usesLongDescriptors(v)) return LPAE | code;
  const short = shortStatus(code);
  const status = (short & 15) | ((short & 16) << 6);
  return status | ((<u32>fault >> DOMAIN_SHIFT) << 4);
}

/** The five bits of a short-descriptor status, for a fault at level 1 or 2. */
function shortStatus(code: u32): u32 {
  const second: u32 = (code & 3) == 2 ? 2 : 0;
  if (code == Fault.Alignment) return 0x01;
  if (code == Fault.Debug) return 0x02;
  if (code == Fault.AsynchronousExternal) return 0x16;
  if (code == Fault.UnsupportedExclusive) return 0x15;
  switch (code & 0x3c) {
    case Fault.Translation:
      return 0x05 | second;
    case Fault.AccessFlag:
      return second != 0 ? 0x06 : 0x03;
    case Fault.Permission:
      return 0x0d | second;
    case DOMAIN_FAULT:
      return 0x09 | second;
    case Fault.ExternalOnWalk:
      return 0x0c | second;
    default:
      return 0x08;
  }
}
