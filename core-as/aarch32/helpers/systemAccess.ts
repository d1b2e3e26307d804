/** Accesses to system registers on a condition. For `Call.system` of ir/emit.ts. */
import { granted } from "../../aarch64/sysreg/access";
import { raiseUndefinedInstruction } from "../exception";

/** `packed`: a `Trap`, with 1 in bit 0 for a read. */
export function checkSystemAccess(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (granted(v, packed >> 1, (packed & 1) != 0)) return 0;
  raiseUndefinedInstruction(v);
  return 1;
}
