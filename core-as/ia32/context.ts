/**
 * The machine state that translation depends on: the key of a block besides its address.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { X87 } from "../fp/x87/state";
import { VCPU_CONTEXT, VCPU_SINGLE } from "../layout";
import { flushJumpsOf } from "../mem/jumpCache";
import { steps } from "./debug";
import { masksAll } from "./mxcsr";
import { selectSegmentCaches } from "./segmentation";
import {
  CODE_EDGE,
  Context,
  CPL,
  CR0,
  CR4,
  Cr0,
  Cr4,
  EFLAGS_SYSTEM,
  Eflags,
  INHIBIT,
  Reg,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  SEGMENTS,
  Segment,
} from "./state";

/** D/B in access rights. */
const BIG: u32 = 1 << 14;

/** The context as it is now. What steps lasts for one instruction at a time, and is looked at where that matters: here. */
export function contextOf(v: usize): u32 {
  return (
    load<u32>(v, VCPU_CONTEXT) |
    (load<u32>(v, VCPU_SINGLE) != 0 ? <u32>Context.Single : 0) |
    (load<u32>(v, INHIBIT) != 0 ? <u32>Context.Inhibit : 0) |
    (steps(v) ? <u32>Context.Step : 0) |
    (load<u32>(v, CODE_EDGE) != 0 ? <u32>Context.Edge : 0)
  );
}

/**
 * Computes the context anew: after a change of CPL, CS, SS, a segment's base, CR0, CR4, TF or VM. Jump caches forget
 * what they knew when it changed in a way that the choice of a set does not show.
 */
export function updateContext(v: usize): void {
  const before = load<u32>(v, VCPU_CONTEXT);
  const after = compute(v);
  store<u32>(v, after, VCPU_CONTEXT);
  selectSegmentCaches(v);
  if (((before ^ after) & ~(<u32>Context.User)) != 0) flushJumpsOf(v);
}

function compute(v: usize): u32 {
  const cr0 = load<u32>(v, CR0);
  const flags = load<u32>(v, EFLAGS_SYSTEM);
  const virtual8086 = (flags & Eflags.VM) != 0;
  const level = load<u32>(v, CPL);
  let context: u32 = level == 3 ? Context.User : level != 0 ? <u32>Context.Inner : 0;
  if ((rights(v, Segment.Cs) & BIG) != 0) context |= Context.Code32;
  if ((rights(v, Segment.Ss) & BIG) != 0) context |= Context.Stack32;
  if (virtual8086) context |= Context.Virtual8086;
  else if ((cr0 & Cr0.PE) != 0) context |= Context.Protected;
  if ((cr0 & Cr0.EM) != 0) context |= Context.Em;
  if ((cr0 & Cr0.TS) != 0) context |= Context.Ts;
  if ((cr0 & Cr0.TS) != 0 && (cr0 & Cr0.MP) != 0) context |= Context.WaitTs;
  if ((load<u32>(v, CR4) & Cr4.OSFXSR) != 0) context |= Context.Sse;
  if (!masksAll(v)) context |= Context.SseTraps;
  if (!X87.masksAll(v)) context |= Context.X87Traps;
  if (based(v)) context |= Context.Based;
  if (load<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE, SEGMENT_LIMIT) != 0xffffffff) context |= Context.CodeLimited;
  return context;
}

function rights(v: usize, segment: u32): u32 {
  return load<u32>(v + SEGMENTS + segment * SEGMENT_SIZE, SEGMENT_RIGHTS);
}

function based(v: usize): bool {
  for (let segment: u32 = Segment.Es; segment <= <u32>Segment.Ds; segment++) {
    if (load<u64>(v + Reg.base(segment)) != 0) return true;
  }
  return false;
}

/** Before a run: the host may have written registers. */
export function synchroniseContext(v: usize): void {
  updateContext(v);
}

/** Whether accesses are checked for alignment: CR0.AM and EFLAGS.AC at level 3. SDM volume 3, 6.15, #AC. */
export function checksAlignment(v: usize): bool {
  return load<u32>(v, CPL) == 3 && (load<u32>(v, CR0) & Cr0.AM) != 0 && (load<u32>(v, EFLAGS_SYSTEM) & Eflags.AC) != 0;
}
