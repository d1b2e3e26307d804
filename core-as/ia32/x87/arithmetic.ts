/** Arithmetic of x87 instructions, as functions of `callx` micro-ops. BOUNDS: d, a and b are addresses of slots. */
import { executeRegister } from "../../fp/x87/dispatch";
import { binaryOperand, compareToFlags, loadOperand } from "../../fp/x87/execute";
import { moveIf } from "../../fp/x87/stack";
import { Entry } from "./entry";

/** An instruction with register operands only. */
export function x87Register(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.begin(v, packed)) return 1;
  executeRegister(v, packed & 0x7ff);
  return 0;
}

/** D8, DA, DC, DE with a memory operand: its value is in slot a, its address in slot b. */
export function x87Memory(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.beginMemory(v, packed, load<u32>(b))) return 1;
  const denormal = loadOperand(v, (packed >> 9) & 3, load<u64>(a));
  binaryOperand(v, Entry.reg(packed), denormal);
  return 0;
}

/** FCMOVcc: the condition is in slot a. */
export function x87MoveIf(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.begin(v, packed)) return 1;
  moveIf(v, Entry.i(packed), load<u32>(a) != 0);
  return 0;
}

/** FCOMI and its kin: the flags go to slot d. */
export function x87CompareToFlags(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  if (!Entry.begin(v, packed)) return 1;
  const quiet = Entry.reg(packed) == 5;
  store<u64>(d, <u64>compareToFlags(v, Entry.i(packed), quiet, (packed & 0x400) != 0));
  return 0;
}
