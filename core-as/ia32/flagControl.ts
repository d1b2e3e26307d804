/**
 * CLI, STI, PUSHF and POPF: whose IF it is. SDM volume 2, tables 3-7, 4-21 and 4-15; volume 3, 20.3 and 20.4.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { requestEvent } from "../exec/leave";
import { VCPU_IRQ_LINES } from "../layout";
import { iopl, readEflags, USER_FLAGS, writeEflags } from "./flags";
import { protectionFault } from "./instructionEnd";
import { virtualFlagsAllowed, withVirtualIf } from "./interruptReturn";
import { cpl, realMode, virtual8086 } from "./segmentRegisters";
import { CR4, Cr4, EFLAGS_SYSTEM, Eflags } from "./state";

/** System flags on which no context depends. */
const QUIET_FLAGS: u32 = Eflags.IF | Eflags.DF;

/** Which flag the program's CLI and STI change. */
function interruptFlag(v: usize): u32 {
  if (realMode(v)) return Eflags.IF;
  const level = cpl(v);
  if (level <= iopl(v)) return Eflags.IF;
  const extension: u32 = virtual8086(v) ? Cr4.VME : Cr4.PVI;
  return level == 3 && (load<u32>(v, CR4) & extension) != 0 ? <u32>Eflags.VIF : 0;
}

/** CLI. @returns false when it raised #GP */
export function clearInterruptFlag(v: usize): bool {
  const flag = interruptFlag(v);
  if (flag == 0) return protectionFault(v);
  store<u64>(v, load<u64>(v, EFLAGS_SYSTEM) & ~(<u64>flag), EFLAGS_SYSTEM);
  return true;
}

/** STI; interrupts that wait are looked at behind the instruction that follows. @returns false when it raised #GP */
export function setInterruptFlag(v: usize): bool {
  const flag = interruptFlag(v);
  const flags = load<u32>(v, EFLAGS_SYSTEM);
  if (flag == 0 || (flag == <u32>Eflags.VIF && (flags & Eflags.VIP) != 0)) return protectionFault(v);
  store<u64>(v, <u64>(flags | flag), EFLAGS_SYSTEM);
  if (interruptComes(v, flags)) requestEvent(v);
  return true;
}

/** Whether something waits that a change of IF from that in `before` may have let in. */
function interruptComes(v: usize, before: u32): bool {
  return (~before & load<u32>(v, EFLAGS_SYSTEM) & Eflags.IF) != 0 && load<u32>(v, VCPU_IRQ_LINES) != 0;
}

/** Whether virtual-8086 mode refuses PUSHF and POPF; VME allows their 16-bit forms. */
function refused(v: usize, size: u32): bool {
  if (!virtual8086(v) || iopl(v) == 3) return false;
  return size == 4 || (load<u32>(v, CR4) & Cr4.VME) == 0;
}

/** What PUSHF pushes goes to `image`, a slot. @returns false when it raised #GP */
export function flagsToPush(v: usize, size: u32, image: usize): bool {
  if (refused(v, size)) return protectionFault(v);
  const flags = readEflags(v) & ~(Eflags.RF | Eflags.VM);
  const virtual = virtual8086(v) && iopl(v) < 3;
  const seen = (flags & ~Eflags.IF) | Eflags.IOPL | ((flags & Eflags.VIF) != 0 ? <u32>Eflags.IF : 0);
  // BOUNDS: image is a slot that the emitter named.
  store<u64>(image, <u64>(virtual ? seen : flags));
  return true;
}

/** What `popFlags` did. */
export enum Popped {
  /** It raised #GP. */
  Refused = 0,
  /** The block goes on. */
  Quietly = 1,
  /** The context may be another one, or an interrupt comes: the block ends. */
  Heard = 2,
}

/** POPF of `value`. */
export function popFlags(v: usize, value: u32, size: u32): Popped {
  const before = load<u32>(v, EFLAGS_SYSTEM);
  if (!loadFlags(v, value, size)) return Popped.Refused;
  const changed = ((before ^ load<u32>(v, EFLAGS_SYSTEM)) & ~QUIET_FLAGS) != 0;
  return changed || interruptComes(v, before) ? Popped.Heard : Popped.Quietly;
}

function loadFlags(v: usize, value: u32, size: u32): bool {
  if (refused(v, size)) return protectionFault(v);
  if (virtual8086(v) && iopl(v) < 3) {
    if (!virtualFlagsAllowed(v, value)) return protectionFault(v);
    writeEflags(v, withVirtualIf(value), USER_FLAGS | Eflags.VIF);
    return true;
  }
  const level: u32 = realMode(v) ? 0 : cpl(v);
  let mask = USER_FLAGS | (size == 4 ? <u32>(Eflags.AC | Eflags.ID) : 0);
  if (level <= iopl(v)) mask |= Eflags.IF;
  if (level == 0) mask |= Eflags.IOPL;
  writeEflags(v, value, mask);
  return true;
}
