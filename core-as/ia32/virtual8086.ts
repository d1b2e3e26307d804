/**
 * INT n in virtual-8086 mode, with and without the virtual-mode extensions. SDM volume 3, 20.3 and table 20-2.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; addresses of reads come from systemAccess.ts.
 */
import { SLOT_PC, SLOT_TC_USER } from "../layout";
import { updateContext } from "./context";
import { NO_ERROR_CODE } from "./exception";
import { iopl, readEflags, replaceEflags } from "./flags";
import { protectionFault } from "./instructionEnd";
import { Cause, deliver, enterRealHandler, pushRealFrame } from "./interrupts";
import { Seg, setVirtualSegment } from "./segmentRegisters";
import { wideTask } from "./stackSwitch";
import { CR4, Cr4, Eflags, Segment } from "./state";
import { readThrough, systemRead } from "./systemAccess";

/** Where a 32-bit TSS says where its I/O map begins; the redirection map of 32 bytes ends there. */
const IO_MAP_BASE: u32 = 0x66;
const REDIRECTION_SIZE: u32 = 32;

/** What `redirection` finds. */
enum Handler {
  Fault = 0,
  /** The program's own, by the interrupt table at linear address 0. */
  Program = 1,
  /** The monitor's, through the IDT. */
  Monitor = 2,
}

/** INT n of a virtual-8086 program; `next`: EIP behind it. @returns false when an exception or an exit took over */
export function interruptVirtual(v: usize, vector: u32, next: u32): bool {
  if ((load<u32>(v, CR4) & Cr4.VME) != 0) {
    const handler = redirection(v, vector);
    if (handler == Handler.Fault) return false;
    if (handler == Handler.Program) return enterProgramHandler(v, vector, next);
  }
  if (iopl(v) < 3) return protectionFault(v);
  return deliver(v, vector, Cause.Instruction, NO_ERROR_CODE, next);
}

function redirection(v: usize, vector: u32): Handler {
  const limit = Seg.limit(v, Segment.Tr);
  const base = Seg.base(v, Segment.Tr);
  if (!wideTask(v) || limit < IO_MAP_BASE + 1) return outside(v);
  const map = systemRead(v, base + IO_MAP_BASE, 2);
  if (map == 0) return Handler.Fault;
  const at = <u32>load<u16>(map) - REDIRECTION_SIZE + (vector >> 3);
  if (at > limit) return outside(v);
  const bits = systemRead(v, base + at, 1);
  if (bits == 0) return Handler.Fault;
  return ((load<u8>(bits) >> <u8>(vector & 7)) & 1) == 0 ? Handler.Program : Handler.Monitor;
}

function outside(v: usize): Handler {
  protectionFault(v);
  return Handler.Fault;
}

/** As real mode does it; below IOPL 3 the program's IF is VIF. */
function enterProgramHandler(v: usize, vector: u32, next: u32): bool {
  const own = iopl(v) == 3;
  const flags = readEflags(v);
  const virtual = (flags & Eflags.VIF) != 0 ? <u32>Eflags.IF : 0;
  const image = own ? flags : (flags & ~Eflags.IF) | Eflags.IOPL | virtual;
  const host = readThrough(v, SLOT_TC_USER, vector * 4, 4);
  if (host == 0) return false;
  const pointer = load<u32>(host);
  if (!pushRealFrame(v, image, next)) return false;
  enterRealHandler(v);
  setVirtualSegment(v, Segment.Cs, pointer >> 16);
  store<u64>(v, <u64>(Seg.base(v, Segment.Cs) + (pointer & 0xffff)), SLOT_PC);
  replaceEflags(v, 0, Eflags.TF | Eflags.NT | (own ? Eflags.IF : Eflags.VIF));
  updateContext(v);
  return true;
}
