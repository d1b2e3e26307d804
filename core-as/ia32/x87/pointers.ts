/**
 * Pointers and opcode of the last instruction. Nearly nobody reads them, so that an instruction only notes where it is; they
 * are worked out when they are stored, and before a segment register changes. SDM volume 1, 8.1.8 and 8.1.9.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import {
  X87_FCS,
  X87_FDP,
  X87_FDS,
  X87_FIP,
  X87_NOTED,
  X87_NOTED_ADDRESS,
  X87_NOTED_DATA,
  X87_NOTED_DATA_ADDRESS,
  X87_OPCODE,
} from "../../fp/x87/layout";
import { HERE_MASK, HERE_SHIFT, OPCODE_MASK, SEGMENT_SHIFT } from "../../fp/x87/packed";
import { Reg, SEGMENT_SIZE, SEGMENTS, Segment } from "../state";

@final
export abstract class Note {
  /** An instruction of the block at `pc`. */
  @inline static instruction(v: usize, pc: u32, packed: u32): void {
    store<u32>(v, packed, X87_NOTED);
    store<u32>(v, pc + ((packed >> HERE_SHIFT) & HERE_MASK), X87_NOTED_ADDRESS);
  }
  /** One with a memory operand at linear address `address`. */
  @inline static memory(v: usize, pc: u32, packed: u32, address: u32): void {
    Note.instruction(v, pc, packed);
    store<u32>(v, packed, X87_NOTED_DATA);
    store<u32>(v, address, X87_NOTED_DATA_ADDRESS);
  }
  /** Before a segment register changes, and before pointers are read or written. */
  @inline static settle(v: usize): void {
    if (load<u32>(v, X87_NOTED) != 0) settleNoted(v);
  }
}

function settleNoted(v: usize): void {
  store<u32>(v, load<u32>(v, X87_NOTED) & OPCODE_MASK, X87_OPCODE);
  store<u32>(v, load<u32>(v, X87_NOTED_ADDRESS) - load<u32>(v + Reg.base(Segment.Cs)), X87_FIP);
  store<u32>(v, load<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE), X87_FCS);
  store<u32>(v, 0, X87_NOTED);
  const data = load<u32>(v, X87_NOTED_DATA);
  if (data == 0) return;
  const segment = (data >> SEGMENT_SHIFT) & 7;
  store<u32>(v, load<u32>(v, X87_NOTED_DATA_ADDRESS) - load<u32>(v + Reg.base(segment)), X87_FDP);
  store<u32>(v, load<u32>(v + SEGMENTS + segment * SEGMENT_SIZE), X87_FDS);
  store<u32>(v, 0, X87_NOTED_DATA);
}
