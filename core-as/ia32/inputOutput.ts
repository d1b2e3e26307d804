/**
 * IN, OUT, INS and OUTS: who may, and the elements of the string forms. SDM volume 1, chapter 18.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; addresses of reads come from systemAccess.ts.
 */
import { SLOT_DATA } from "../layout";
import { probeAccess } from "../mem/access";
import { portRead, portWrite } from "../mem/port";
import { watchPort } from "./debug";
import { iopl } from "./flags";
import { protectionFault } from "./instructionEnd";
import { cpl, realMode, Seg, virtual8086 } from "./segmentRegisters";
import { wideTask } from "./stackSwitch";
import { EFLAGS_SYSTEM, Eflags, Gpr, Reg, Segment } from "./state";
import { readThrough, systemRead, writeThrough } from "./systemAccess";

/** Where a 32-bit TSS says where its I/O map begins. */
const IO_MAP_BASE: u32 = 0x66;

/** Whether `size` ports from `port` on are the program's to use; else raises #GP(0). */
export function portAllowed(v: usize, port: u32, size: u32): bool {
  if (realMode(v) || (cpl(v) <= iopl(v) && !virtual8086(v))) return true;
  const limit = Seg.limit(v, Segment.Tr);
  const base = Seg.base(v, Segment.Tr);
  if (!wideTask(v) || limit < IO_MAP_BASE + 1) return protectionFault(v);
  const map = systemRead(v, base + IO_MAP_BASE, 2);
  if (map == 0) return false;
  const at = <u32>load<u16>(map) + (port >> 3);
  if (at + 1 > limit) return protectionFault(v);
  const bits = systemRead(v, base + at, 2);
  if (bits == 0) return false;
  const mask = ((1 << size) - 1) << (port & 7);
  return (load<u16>(bits) & mask) == 0 || protectionFault(v);
}

/** IN: the value goes to AL, AX or EAX. @returns false when an exception or exit took over */
export function inPort(v: usize, port: u32, size: u32): bool {
  if (!portAllowed(v, port, size) || !portRead(v, port, size)) return false;
  watchPort(v, port, size);
  const value = load<u32>(v, SLOT_DATA);
  const eax = v + Reg.slot(Gpr.Eax);
  if (size == 4) store<u64>(eax, <u64>value);
  else if (size == 2) store<u16>(eax, <u16>value);
  else store<u8>(eax, <u8>value);
  return true;
}

/** OUT. @returns false when an exception or exit took over */
export function outPort(v: usize, port: u32, size: u32): bool {
  if (!portAllowed(v, port, size) || !portWrite(v, port, size, load<u32>(v + Reg.slot(Gpr.Eax)))) return false;
  watchPort(v, port, size);
  return true;
}

/** One element of INS. `addressMask`: of EDI. The place in memory is proved writable before the port is read. */
export function inString(v: usize, size: u32, addressMask: u32): bool {
  const port = load<u16>(v + Reg.slot(Gpr.Edx));
  if (!portAllowed(v, port, size)) return false;
  const to = Seg.base(v, Segment.Es) + (load<u32>(v + Reg.slot(Gpr.Edi)) & addressMask);
  const cache = Reg.cache(Segment.Es);
  if (!probeAccess(v, cache, <u64>to, size)) return false;
  if (!portRead(v, port, size)) return false;
  if (!writeThrough(v, cache, to, size, <u64>load<u32>(v, SLOT_DATA))) return false;
  watchPort(v, port, size);
  advance(v, Gpr.Edi, size, addressMask);
  return true;
}

/** One element of OUTS from `segment`. `addressMask`: of ESI. */
export function outString(v: usize, size: u32, addressMask: u32, segment: u32): bool {
  const port = load<u16>(v + Reg.slot(Gpr.Edx));
  if (!portAllowed(v, port, size)) return false;
  const from = Seg.base(v, segment) + (load<u32>(v + Reg.slot(Gpr.Esi)) & addressMask);
  const host = readThrough(v, Reg.cache(segment), from, size);
  if (host == 0) return false;
  const value: u32 = size == 4 ? load<u32>(host) : size == 2 ? load<u16>(host) : load<u8>(host);
  if (!portWrite(v, port, size, value)) return false;
  watchPort(v, port, size);
  advance(v, Gpr.Esi, size, addressMask);
  return true;
}

/** Moves an index register by an element, as DF says; of 16-bit addresses the upper half stays. */
function advance(v: usize, register: u32, size: u32, mask: u32): void {
  const down = (load<u32>(v, EFLAGS_SYSTEM) & Eflags.DF) != 0;
  const old = load<u32>(v + Reg.slot(register));
  const next = down ? old - size : old + size;
  store<u64>(v + Reg.slot(register), <u64>((old & ~mask) | (next & mask)));
}
