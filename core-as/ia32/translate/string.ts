/**
 * Strings. SDM volume 1, 5.1.8. Single elements are micro-ops; repetitions a function of the core, which stops between elements
 * (helpers/string.ts).
 */
import { CONTEXT_TRANSIENT } from "../../ir/block";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { repeatCompare, repeatLoad, repeatMove, repeatScan, repeatStore, StringFlag } from "../helpers/string";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { EFLAGS_SYSTEM, Gpr, Reg, Segment } from "../state";

const VALUE: u32 = 0;
const OTHER: u32 = 1;
const TWICE: u32 = 2;
const MOVED: u32 = 3;
const DF_BIT: u32 = 10;

function repeat(fn: u32, size: u32): void {
  let flags = size | (Insn.segment << StringFlag.SegmentShift);
  if (Insn.addressSize == 2) flags |= StringFlag.Address16;
  if (Insn.rep == 0xf2) flags |= StringFlag.NotEqual;
  if (Insn.context >= CONTEXT_TRANSIENT) flags |= StringFlag.OneElement;
  Call.systemWide(fn, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, flags);
}

/** TWICE = what must be taken from a step up to make it one down: 0, or two steps. */
function direction(size: u32): void {
  const twice = Temporary.at(TWICE);
  Ir.fieldUI32(twice, EFLAGS_SYSTEM, 31 - DF_BIT, 31);
  Ir.shliI32(twice, twice, size == 1 ? 1 : size == 2 ? 2 : 3);
}

/** Moves a pointer by one element. */
function step(n: u32, size: u32): void {
  const pointer = Reg.slot(n);
  const moved = Insn.addressSize == 4 ? pointer : Temporary.at(MOVED);
  Ir.addiI32(moved, pointer, size);
  Ir.subI32(moved, moved, Temporary.at(TWICE));
  if (moved != pointer) Operand.setRegister(n, 2, moved);
}

function readSource(d: u32, size: u32): void {
  Memory.register(Gpr.Esi, Insn.segment);
  Memory.read(d, size);
}

/** The destination is always in ES. */
function readDestination(d: u32, size: u32): void {
  Memory.register(Gpr.Edi, Segment.Es);
  Memory.read(d, size);
}

/** MOVS. */
export function move(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.rep != 0) return repeat(repeatMove.index, size);
  readSource(Temporary.at(VALUE), size);
  Memory.register(Gpr.Edi, Segment.Es);
  Memory.write(Temporary.at(VALUE), size);
  direction(size);
  step(Gpr.Esi, size);
  step(Gpr.Edi, size);
}

/** STOS. */
export function fill(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.rep != 0) return repeat(repeatStore.index, size);
  Memory.register(Gpr.Edi, Segment.Es);
  Memory.write(Reg.slot(Gpr.Eax), size);
  direction(size);
  step(Gpr.Edi, size);
}

/** LODS. */
export function fetch(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.rep != 0) return repeat(repeatLoad.index, size);
  readSource(Temporary.at(VALUE), size);
  Operand.setRegister(Gpr.Eax, size, Temporary.at(VALUE));
  direction(size);
  step(Gpr.Esi, size);
}

function recordDifference(size: u32, a: u32, b: u32): void {
  if (size == 1) Ir.flagsSub8(a, b);
  else if (size == 2) Ir.flagsSub16(a, b);
  else Ir.subsI32(SLOT_DISCARD, a, b);
}

/** CMPS: the source minus the destination, which processors read first. */
export function compare(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.rep != 0) return repeat(repeatCompare.index, size);
  readDestination(Temporary.at(OTHER), size);
  readSource(Temporary.at(VALUE), size);
  recordDifference(size, Temporary.at(VALUE), Temporary.at(OTHER));
  direction(size);
  step(Gpr.Esi, size);
  step(Gpr.Edi, size);
}

/** SCAS: AL or eAX minus the destination. */
export function scan(isV: u32): void {
  const size = Operand.width(isV);
  if (Insn.rep != 0) return repeat(repeatScan.index, size);
  readDestination(Temporary.at(OTHER), size);
  recordDifference(size, Reg.slot(Gpr.Eax), Temporary.at(OTHER));
  direction(size);
  step(Gpr.Edi, size);
}
