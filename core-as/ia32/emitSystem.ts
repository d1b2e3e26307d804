/** Emits calls of system functions, which learn the length of their instruction. */
import { Call } from "../ir/emit";
import { SLOT_DISCARD } from "../layout";
import { generalProtection, invalidOpcode } from "./emitException";
import { Insn } from "./instruction";
import { MORE_SHIFT } from "./instructionEnd";
import { Context } from "./state";

function packed(more: u32): u32 {
  return Insn.length | (more << MORE_SHIFT);
}

/** A function that may fault or leave the block, which goes on otherwise; it changes no register but `d`. */
export function emitSystem(fn: u32, d: u32, a: u32, b: u32, more: u32): void {
  Call.system(fn, d, a, b, packed(more));
}

/** The same for a function that changes registers which are not named. */
export function emitSystemWide(fn: u32, d: u32, a: u32, b: u32, more: u32): void {
  Call.systemWide(fn, d, a, b, packed(more));
}

/** The same, and the block ends: events, translation and context are looked at anew. */
export function emitSystemLast(fn: u32, a: u32, b: u32, more: u32): void {
  Call.systemLast(fn, SLOT_DISCARD, a, b, packed(more));
}

/** Without operands. */
export function emitSystemAlone(fn: u32, more: u32 = 0): void {
  emitSystemLast(fn, SLOT_DISCARD, SLOT_DISCARD, more);
}

/** For instructions of level 0: emits #GP where the context says that the level is 3. @returns whether to go on */
export function privileged(): bool {
  if (!Insn.has(Context.User)) return true;
  generalProtection();
  return false;
}

/** For instructions of protected mode only: emits #UD in the others. @returns whether to go on */
export function protectedOnly(): bool {
  if (Insn.has(Context.Protected)) return true;
  invalidOpcode();
  return false;
}
