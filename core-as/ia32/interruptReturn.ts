/**
 * IRET. SDM volume 2, IRET; volume 3, 20.2.3 and 20.3.3.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; elements are where readStack found them.
 */
import { updateContext } from "./context";
import { popPointer, returnFlat, returnProtected } from "./farReturn";
import { iopl, replaceEflags, USER_FLAGS } from "./flags";
import { leaveTo, protectionFault } from "./instructionEnd";
import { enterLevel } from "./interrupts";
import { cpl, realMode, setVirtualSegment, virtual8086 } from "./segmentRegisters";
import { elementAt, readStack } from "./stackAccess";
import {
  CR4,
  Cr4,
  EFLAGS_SYSTEM,
  Eflags,
  FRAME,
  Gpr,
  NMI_BLOCKED,
  RETURN_FLAGS,
  RETURN_OFFSET,
  RETURN_SELECTOR,
  Reg,
  Segment,
} from "./state";
import { returnFromTask } from "./taskSwitch";

/** What a 32-bit IRET loads besides. */
const WIDE_FLAGS: u32 = Eflags.RF | Eflags.AC | Eflags.ID;

/** IRET with elements of `width` bytes; `next`: EIP behind it, which a return to another task saves. */
export function interruptReturn(v: usize, width: u32, next: u32): bool {
  const well = returnBy(v, width, next);
  if (well) store<u32>(v, 0, NMI_BLOCKED);
  return well;
}

function returnBy(v: usize, width: u32, next: u32): bool {
  if (realMode(v)) return popFrame(v, width) && returnReal(v, width);
  if (virtual8086(v)) return returnVirtual(v, width);
  if ((load<u32>(v, EFLAGS_SYSTEM) & Eflags.NT) != 0) return returnFromTask(v, next);
  if (!popFrame(v, width)) return false;
  const flags = load<u32>(v, RETURN_FLAGS);
  const level = cpl(v);
  if (width == 4 && level == 0 && (flags & Eflags.VM) != 0) return returnToVirtual(v, flags);
  let mask = USER_FLAGS | (width == 4 ? WIDE_FLAGS : 0);
  if (level <= iopl(v)) mask |= Eflags.IF;
  if (level == 0) mask |= Eflags.IOPL | (width == 4 ? <u32>(Eflags.VIF | Eflags.VIP) : 0);
  if (!returnProtected(v, 3 * width, 0, width)) return false;
  if (replaceEflags(v, flags, mask)) updateContext(v);
  return true;
}

/** EIP, CS and EFLAGS. */
function popFrame(v: usize, width: u32): bool {
  if (!popPointer(v, width)) return false;
  const host = readStack(v, 2 * width, width);
  if (host == 0) return false;
  store<u32>(v, elementAt(host, width), RETURN_FLAGS);
  return true;
}

function returnReal(v: usize, width: u32): bool {
  const mask = USER_FLAGS | Eflags.IF | Eflags.IOPL | (width == 4 ? WIDE_FLAGS : 0);
  if (!returnFlat(v, 3 * width)) return false;
  if (replaceEflags(v, load<u32>(v, RETURN_FLAGS), mask)) updateContext(v);
  return true;
}

/** Within virtual-8086 mode: IF is the monitor's unless IOPL is 3; with VME it is VIF. */
function returnVirtual(v: usize, width: u32): bool {
  const own = iopl(v) == 3;
  if (!own && ((load<u32>(v, CR4) & Cr4.VME) == 0 || width == 4)) return protectionFault(v);
  if (!popFrame(v, width)) return false;
  const flags = load<u32>(v, RETURN_FLAGS);
  if (!own && !virtualFlagsAllowed(v, flags)) return protectionFault(v);
  if (!returnFlat(v, 3 * width)) return false;
  const mask = USER_FLAGS | (own ? <u32>Eflags.IF : <u32>Eflags.VIF) | (width == 4 ? WIDE_FLAGS : 0);
  if (replaceEflags(v, own ? flags : withVirtualIf(flags), mask)) updateContext(v);
  return true;
}

/** Whether VME lets the program load these flags: TF is clear, and no interrupt waits that they would let in. */
export function virtualFlagsAllowed(v: usize, flags: u32): bool {
  if ((flags & Eflags.TF) != 0) return false;
  return (flags & Eflags.IF) == 0 || (load<u32>(v, EFLAGS_SYSTEM) & Eflags.VIP) == 0;
}

/** `flags` with VIF as IF is. */
export function withVirtualIf(flags: u32): u32 {
  return (flags & ~Eflags.VIF) | ((flags & Eflags.IF) != 0 ? <u32>Eflags.VIF : 0);
}

/** From level 0 to virtual-8086 mode: ESP, SS, ES, DS, FS and GS come from the stack too. */
function returnToVirtual(v: usize, flags: u32): bool {
  for (let n: u32 = 0; n < 6; n++) {
    const host = readStack(v, 12 + 4 * n, 4);
    if (host == 0) return false;
    store<u32>(v + (n << 2), load<u32>(host), FRAME);
  }
  const offset = load<u32>(v, RETURN_OFFSET);
  if (offset > 0xffff) return protectionFault(v);
  setVirtualSegment(v, Segment.Cs, load<u32>(v, RETURN_SELECTOR));
  store<u64>(v + Reg.slot(Gpr.Esp), load<u32>(v, FRAME));
  setVirtualSegment(v, Segment.Ss, load<u32>(v, FRAME + 4) & 0xffff);
  setVirtualSegment(v, Segment.Es, load<u32>(v, FRAME + 8) & 0xffff);
  setVirtualSegment(v, Segment.Ds, load<u32>(v, FRAME + 12) & 0xffff);
  setVirtualSegment(v, Segment.Fs, load<u32>(v, FRAME + 16) & 0xffff);
  setVirtualSegment(v, Segment.Gs, load<u32>(v, FRAME + 20) & 0xffff);
  const all = USER_FLAGS | WIDE_FLAGS | Eflags.IF | Eflags.IOPL | Eflags.VM | Eflags.VIF | Eflags.VIP;
  replaceEflags(v, flags, all);
  leaveTo(v, offset);
  enterLevel(v, 3);
  return true;
}
