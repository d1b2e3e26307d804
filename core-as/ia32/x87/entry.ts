/**
 * What every x87 instruction does first: reports an exception that waits, and notes where it is. SDM volume 1, 8.1.8 to 8.1.10
 * and 8.7; volume 3, 6.15, #MF.
 *
 * BOUNDS: `v` is a vCPU's base, and every offset is a field of its structure.
 */
import { leaveBlock, requestEvent } from "../../exec/leave";
import { X87 } from "../../fp/x87/state";
import { SLOT_PC } from "../../layout";
import { NO_ERROR_CODE, raise } from "../exception";
import { CR0, Cr0, Vector } from "../state";
import { assertFerr } from "./ferr";
import { Note } from "./pointers";

@final
export abstract class Entry {
  /** ST(i) of a register form. */
  @inline static i(packed: u32): u32 {
    return packed & 7;
  }
  /** ModR/M's reg. */
  @inline static reg(packed: u32): u32 {
    return (packed >> 3) & 7;
  }

  /** An instruction without memory operand. @returns false when it has left the block: return 1 then */
  @inline static begin(v: usize, packed: u32): bool {
    if (X87.isPending(v) && !reportPending(v)) return false;
    Entry.note(v, packed);
    return true;
  }

  /** One with a memory operand at linear address `address`. */
  @inline static beginMemory(v: usize, packed: u32, address: u32): bool {
    if (X87.isPending(v) && !reportPending(v)) return false;
    Entry.noteMemory(v, packed, address);
    return true;
  }

  @inline static note(v: usize, packed: u32): void {
    Note.instruction(v, load<u32>(v, SLOT_PC), packed);
  }
  @inline static noteMemory(v: usize, packed: u32, address: u32): void {
    Note.memory(v, load<u32>(v, SLOT_PC), packed, address);
  }
}

/**
 * #MF, or with CR0.NE clear an interrupt from outside, for which the instruction waits.
 * @returns false; true when the instruction goes on, because the exception is ignored
 */
export function reportPending(v: usize): bool {
  if ((load<u32>(v, CR0) & Cr0.NE) != 0) {
    raise(v, Vector.MF, NO_ERROR_CODE);
    return false;
  }
  if (!assertFerr()) return true;
  // The instruction stands still until the interrupt is taken, and time goes on.
  leaveBlock(v, true);
  requestEvent(v);
  return false;
}
