/** Alignment that an instruction asks for whatever the memory. */
import { Want } from "../../mem/access";
import { raiseAlignment } from "../exception";

/** Bit of `checkAlignment`'s immediate: the access is a store. */
export const ALIGNED_STORE: u32 = 1 << 8;

/** For `Call.system`: the address in slot a must have none of the bits 7..0 of `imm`. */
export function checkAlignment(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  // BOUNDS: a is a register's slot.
  const address = load<u32>(a);
  if ((address & imm & 0xff) == 0) return 0;
  raiseAlignment(v, address, (imm & ALIGNED_STORE) != 0 ? Want.Write : Want.Read);
  return 1;
}
