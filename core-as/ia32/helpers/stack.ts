/**
 * What stack instructions do at run time: EFLAGS, and ENTER's chain of frames. For `Call.system`.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; d, a and b are slots; slowRead says where
 * what it read lies.
 */
import { Block } from "../../ir/block";
import { SLOT_BLOCK, SLOT_DATA } from "../../layout";
import { slowRead, slowWrite } from "../../mem/access";
import { raise } from "../exception";
import { iopl, readEflags, USER_FLAGS, writeEflags } from "../flags";
import { Context, CPL, CR4, Cr4, EFLAGS_SYSTEM, Eflags, Gpr, Reg, Segment, Vector } from "../state";

const LOW_WORD: u32 = 0xffff;

function systemFlags(v: usize): u32 {
  return load<u32>(v, EFLAGS_SYSTEM);
}

/** In virtual-8086 mode below IOPL 3: whether flags of `size` bytes go to and from VIF. */
function isVirtual(v: usize, size: u32): bool {
  return size == 2 && (load<u32>(v, CR4) & Cr4.VME) != 0;
}

function restricted(v: usize): bool {
  return (systemFlags(v) & Eflags.VM) != 0 && iopl(v) < 3;
}

function generalProtection(v: usize): i32 {
  raise(v, Vector.GP, 0);
  return 1;
}

/** d = what PUSHF pushes: VM and RF read as zero; #GP. SDM volume 2, PUSHF. */
export function readFlags(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  let flags = readEflags(v) & ~(<u32>Eflags.VM | Eflags.RF);
  if (restricted(v)) {
    if (!isVirtual(v, size)) return generalProtection(v);
    flags = (flags & ~(<u32>Eflags.IF)) | Eflags.IOPL | ((flags & Eflags.VIF) != 0 ? <u32>Eflags.IF : 0);
  }
  store<u64>(d, flags);
  return 0;
}

/** Whether POPF of a may be executed in virtual-8086 mode; #GP. SDM volume 2, POPF. */
export function checkFlagsAccess(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  if (!restricted(v)) return 0;
  const value = load<u32>(a);
  const pending = (systemFlags(v) & Eflags.VIP) != 0 && (value & Eflags.IF) != 0;
  if (!isVirtual(v, size) || pending || (value & Eflags.TF) != 0) return generalProtection(v);
  return 0;
}

/** EFLAGS = a, as far as POPF of `size` bytes may change it; RF is cleared. SDM volume 2, POPF. */
export function writeFlags(v: usize, d: usize, a: usize, b: usize, size: u32): i32 {
  let value = load<u32>(a) & ~(<u32>Eflags.RF);
  let mask: u32 = USER_FLAGS | Eflags.AC | Eflags.ID | Eflags.RF;
  if (restricted(v)) {
    mask |= Eflags.VIF;
    value = (value & ~(<u32>Eflags.VIF)) | ((value & Eflags.IF) != 0 ? <u32>Eflags.VIF : 0);
    writeEflags(v, value, mask & (LOW_WORD | Eflags.VIF));
    return 0;
  }
  const cpl = load<u32>(v, CPL);
  if (cpl == 0) mask |= Eflags.IOPL;
  if (cpl <= iopl(v)) mask |= Eflags.IF;
  writeEflags(v, value, size == 2 ? mask & LOW_WORD : mask);
  return 0;
}

/** ENTER: copies level - 1 frame pointers from below EBP to below ESP. `imm`: level above, size in the low byte. */
export function copyFrames(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const size = imm & 0xff;
  const level = imm >> 8;
  const whole = (Block.context(load<u32>(v, SLOT_BLOCK)) & Context.Stack32) != 0;
  const mask: u32 = whole ? 0xffffffff : LOW_WORD;
  const base = load<u32>(v + Reg.base(Segment.Ss));
  const tc = Reg.cache(Segment.Ss);
  for (let i: u32 = 1; i < level; i++) {
    const from = base + ((load<u32>(v + Reg.slot(Gpr.Ebp)) - i * size) & mask);
    const to = base + ((load<u32>(v + Reg.slot(Gpr.Esp)) - (i + 1) * size) & mask);
    const host = slowRead(v, tc, from, size, size);
    if (host == 0) return 1;
    const value = size == 2 ? <u32>load<u16>(host) : load<u32>(host);
    store<u32>(v, value, SLOT_DATA);
    if (!slowWrite(v, tc, to, size, size)) return 1;
  }
  return 0;
}
