/** Accesses to system registers on a condition. For `Call.system` of ir/emit.ts. */
import { granted, Trap } from "../../aarch64/sysreg/access";
import { Ec32 } from "../../aarch64/user32";
import { raiseSystemAccess, raiseUndefinedInstruction } from "../exception";

/** In the immediate of checkSystemAccess, above the fields of the syndrome: two registers, coprocessor 15, a `Trap`. */
export const ACCESS_PAIR: u32 = 1 << 20;
export const ACCESS_CP15: u32 = 1 << 21;
export const ACCESS_TRAP_SHIFT: u32 = 22;
/** Bit 0 of the fields: a read. */
const FIELDS: u32 = 0xfffff;

export function checkSystemAccess(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  const trap = packed >> ACCESS_TRAP_SHIFT;
  if (granted(v, trap, (packed & 1) != 0)) return 0;
  if (trap == Trap.CP15BEN) raiseUndefinedInstruction(v);
  else raiseSystemAccess(v, classOf(packed), packed & FIELDS);
  return 1;
}

function classOf(packed: u32): u32 {
  const pair = (packed & ACCESS_PAIR) != 0;
  if ((packed & ACCESS_CP15) != 0) return pair ? Ec32.Cp15Pair : Ec32.Cp15;
  return pair ? Ec32.Cp14Pair : Ec32.Cp14;
}
