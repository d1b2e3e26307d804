/**
 * SYSENTER and SYSEXIT: flat segments without a look at any descriptor. SDM volume 2, SYSENTER, SYSEXIT; volume 3, 5.8.7.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RPL_MASK } from "./descriptor";
import { replaceEflags } from "./flags";
import { leaveTo, protectionFault } from "./instructionEnd";
import { enterLevel } from "./interrupts";
import { cpl, realMode, Seg } from "./segmentRegisters";
import { Eflags, Gpr, Reg, Segment, SYSENTER_CS, SYSENTER_EIP, SYSENTER_ESP } from "./state";

/** Rights of flat 32-bit segments of level 0; DPL is in bits 6..5. */
const CODE: u32 = 0xc09b;
const DATA: u32 = 0xc093;
const DPL_SHIFT: u32 = 5;

/** @returns false when it raised #GP */
export function systemEnter(v: usize): bool {
  const selector = load<u32>(v, SYSENTER_CS) & 0xfffc;
  if (realMode(v) || selector == 0) return protectionFault(v);
  replaceEflags(v, 0, Eflags.VM | Eflags.IF | Eflags.RF);
  setFlat(v, selector, 0);
  store<u64>(v + Reg.slot(Gpr.Esp), load<u64>(v, SYSENTER_ESP));
  leaveTo(v, load<u32>(v, SYSENTER_EIP));
  enterLevel(v, 0);
  return true;
}

/** @returns false when it raised #GP */
export function systemExit(v: usize): bool {
  const selector = load<u32>(v, SYSENTER_CS) & 0xfffc;
  if (realMode(v) || selector == 0 || cpl(v) != 0) return protectionFault(v);
  setFlat(v, (selector + 16) | RPL_MASK, 3);
  store<u64>(v + Reg.slot(Gpr.Esp), load<u64>(v + Reg.slot(Gpr.Ecx)));
  leaveTo(v, load<u32>(v + Reg.slot(Gpr.Edx)));
  enterLevel(v, 3);
  return true;
}

/** CS, and SS behind it. */
function setFlat(v: usize, selector: u32, level: u32): void {
  Seg.set(v, Segment.Cs, selector & 0xffff, 0, 0xffffffff, CODE | (level << DPL_SHIFT));
  Seg.set(v, Segment.Ss, (selector + 8) & 0xffff, 0, 0xffffffff, DATA | (level << DPL_SHIFT));
}
