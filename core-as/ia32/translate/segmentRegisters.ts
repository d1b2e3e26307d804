/**
 * MOV, PUSH and POP of segment registers; LDS, LES, LFS, LGS, LSS. SDM volume 1, 5.1.12. What a load checks: segmentation.ts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; a and b are slots.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { invalidOpcode } from "../emitException";
import { emitSystem, emitSystemWide } from "../emitSystem";
import { Insn } from "../instruction";
import { LENGTH_MASK, leaveAfter, MORE_SHIFT } from "../instructionEnd";
import { Memory, Operand, Temporary } from "../operand";
import { loadSegment, segmentLoaded } from "../segmentation";
import { Seg } from "../segmentRegisters";
import { Stack } from "../stack";
import { stackBelow } from "../stackAccess";
import { Gpr, Inhibit, Reg, SEGMENT_SIZE, SEGMENTS, Segment } from "../state";

/** In the numbers that functions get: above the segment, a general register; then whether operands have 32 bits. */
const SEGMENT_MASK: u32 = 7;
const REGISTER_SHIFT: u32 = 3;
const WIDE: u32 = 1 << 6;

function selectorSlot(segment: u32): u32 {
  return SEGMENTS + segment * SEGMENT_SIZE;
}

/** MOV E, Sreg. */
export function storeSegmentRegister(): void {
  if (Insn.reg > <u32>Segment.Gs) return invalidOpcode();
  Ir.movI32(Temporary.at(0), selectorSlot(Insn.reg));
  if (Insn.isMemory) {
    Memory.address();
    Memory.write(Temporary.at(0), 2);
  } else Operand.setRegister(Insn.rm, Insn.operandSize, Temporary.at(0));
}

/** MOV Sreg, E. CS is loaded by jumps only. */
export function loadSegmentRegister(): void {
  if (Insn.reg > <u32>Segment.Gs || Insn.reg == <u32>Segment.Cs) return invalidOpcode();
  const selector = Operand.e(2, Temporary.at(0));
  emitSystem(moveToSegment.index, Reg.base(Insn.reg), selector, SLOT_DISCARD, Insn.reg);
  inhibits(Insn.reg);
}

/** Behind a load of SS an instruction follows before anything else does. */
function inhibits(segment: u32): void {
  if (segment == <u32>Segment.Ss) Insn.inhibits = Inhibit.Traps;
}

function moveToSegment(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const segment = (imm >> MORE_SHIFT) & SEGMENT_MASK;
  const base = Seg.base(v, segment);
  const rights = Seg.rights(v, segment);
  if (!loadSegment(v, segment, load<u16>(a))) return 1;
  return segmentLoaded(v, segment, base, rights) ? leaveAfter(v, imm & LENGTH_MASK) : 0;
}

/** With 32-bit operands the upper half of the stack's element stays as it was, as on all recent processors. SDM volume 2, PUSH */
export function pushSegmentRegister(segment: u32): void {
  const size = -(<i32>Insn.operandSize);
  Ir.movI32(Temporary.at(0), selectorSlot(segment));
  Stack.write(Temporary.at(0), 2, size);
  Stack.move(size);
}

export function popSegmentRegister(segment: u32): void {
  Stack.read(Temporary.at(0), Insn.operandSize, 0);
  const wide = Insn.operandSize == 4 ? WIDE : 0;
  emitSystemWide(popToSegment.index, Reg.base(segment), Temporary.at(0), SLOT_DISCARD, segment | wide);
  inhibits(segment);
}

function popToSegment(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const segment = (imm >> MORE_SHIFT) & SEGMENT_MASK;
  const base = Seg.base(v, segment);
  const rights = Seg.rights(v, segment);
  // Of the stack as it was before SS changes.
  const pointer = stackBelow(v, ((imm >> MORE_SHIFT) & WIDE) != 0 ? 4 : 2);
  if (!loadSegment(v, segment, load<u16>(a))) return 1;
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>pointer);
  return segmentLoaded(v, segment, base, rights) ? leaveAfter(v, imm & LENGTH_MASK) : 0;
}

/** LDS, LES, LFS, LGS, LSS. */
export function loadFarPointer(segment: u32): void {
  Memory.address();
  Memory.read(Temporary.at(0), Insn.operandSize);
  Memory.read(Temporary.at(1), 2, <i32>Insn.operandSize);
  const more = segment | (Insn.reg << REGISTER_SHIFT) | (Insn.operandSize == 4 ? WIDE : 0);
  emitSystemWide(loadPointer.index, Reg.base(segment), Temporary.at(0), Temporary.at(1), more);
  inhibits(segment);
}

function loadPointer(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const segment = (imm >> MORE_SHIFT) & SEGMENT_MASK;
  const base = Seg.base(v, segment);
  const rights = Seg.rights(v, segment);
  if (!loadSegment(v, segment, load<u16>(b))) return 1;
  const register = v + Reg.slot((imm >> (MORE_SHIFT + REGISTER_SHIFT)) & 7);
  if (((imm >> MORE_SHIFT) & WIDE) != 0) store<u64>(register, <u64>load<u32>(a));
  else store<u16>(register, load<u16>(a));
  return segmentLoaded(v, segment, base, rights) ? leaveAfter(v, imm & LENGTH_MASK) : 0;
}
