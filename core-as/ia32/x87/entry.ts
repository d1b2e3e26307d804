/**
 * What every x87 instruction does first: reports an exception that waits, and notes where it is. SDM volume 1, 8.1.8 to 8.1.10
 * and 8.7; volume 3, 6.15, #MF.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import { leaveBlock, requestEvent } from "../../exec/leave";
import { X87, X87_FCS, X87_FDP, X87_FDS, X87_FIP, X87_OPCODE } from "../../fp/x87/state";
import { SLOT_PC } from "../../layout";
import { NO_ERROR_CODE, raise } from "../exception";
import { CR0, Cr0, Reg, SEGMENT_SIZE, SEGMENTS, Segment, Vector } from "../state";
import { assertFerr } from "./ferr";

/**
 * What micro-ops tell functions of x87 instructions: the 11 bits of the opcode, then the bytes from the block's start to the
 * instruction, then the segment of a memory operand.
 */
export const HERE_SHIFT: u32 = 11;
export const SEGMENT_SHIFT: u32 = 23;
const OPCODE_MASK: u32 = 0x7ff;
const HERE_MASK: u32 = 0xfff;

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
    if (X87.isPending(v)) return reportPending(v);
    Entry.note(v, packed);
    return true;
  }

  /** One with a memory operand at linear address `address`. */
  @inline static beginMemory(v: usize, packed: u32, address: u32): bool {
    if (X87.isPending(v)) return reportPending(v);
    Entry.noteMemory(v, packed, address);
    return true;
  }

  /** Opcode and instruction pointer. */
  @inline static note(v: usize, packed: u32): void {
    const linear = load<u32>(v, SLOT_PC) + ((packed >> HERE_SHIFT) & HERE_MASK);
    store<u32>(v, packed & OPCODE_MASK, X87_OPCODE);
    store<u32>(v, linear - load<u32>(v + Reg.base(Segment.Cs)), X87_FIP);
    store<u32>(v, load<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE), X87_FCS);
  }

  /** Those, and the data pointer. */
  @inline static noteMemory(v: usize, packed: u32, address: u32): void {
    Entry.note(v, packed);
    const segment = (packed >> SEGMENT_SHIFT) & 7;
    store<u32>(v, address - load<u32>(v + Reg.base(segment)), X87_FDP);
    store<u32>(v, load<u32>(v + SEGMENTS + segment * SEGMENT_SIZE), X87_FDS);
  }
}

/** #MF, or with CR0.NE clear an interrupt from outside, for which the instruction waits. @returns false */
export function reportPending(v: usize): bool {
  if ((load<u32>(v, CR0) & Cr0.NE) != 0) {
    raise(v, Vector.MF, NO_ERROR_CODE);
    return false;
  }
  if (assertFerr(v)) {
    // The instruction stands still until the interrupt is taken, and time goes on.
    leaveBlock(v, true);
    requestEvent(v);
    return false;
  }
  raise(v, Vector.MF, NO_ERROR_CODE);
  return false;
}
