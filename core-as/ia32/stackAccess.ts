/**
 * What far returns and gates read from the present stack.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { raise } from "./exception";
import { withinLimit } from "./segmentation";
import { Seg } from "./segmentRegisters";
import { Gpr, Reg, Segment, Vector } from "./state";
import { ownCache, readThrough } from "./systemAccess";

function stackMask(v: usize): u32 {
  return Seg.bigStack(v) ? 0xffffffff : 0xffff;
}

/**
 * Where `size` bytes, `distance` bytes from the top of the stack, can be read: use them before the next access.
 * @returns 0 when an exception or exit took over
 */
export function readStack(v: usize, distance: u32, size: u32): usize {
  const offset = (load<u32>(v + Reg.slot(Gpr.Esp)) + distance) & stackMask(v);
  if (!withinLimit(Seg.rights(v, Segment.Ss), Seg.limit(v, Segment.Ss), offset, size)) {
    raise(v, Vector.SS, 0);
    return 0;
  }
  return readThrough(v, ownCache(v), Seg.base(v, Segment.Ss) + offset, size);
}

/** Element of `width` bytes at `host`, which `readStack` gave. */
export function elementAt(host: usize, width: u32): u32 {
  // BOUNDS: host is where readStack found `width` bytes.
  return width == 4 ? load<u32>(host) : load<u16>(host);
}

/** ESP, `distance` bytes on: of a 16-bit stack the upper half stays. */
export function stackBelow(v: usize, distance: u32): u32 {
  const esp = load<u32>(v + Reg.slot(Gpr.Esp));
  const mask = stackMask(v);
  return (esp & ~mask) | ((esp + distance) & mask);
}

/** Adds to ESP, or to SP where SS is a 16-bit segment. */
export function moveStack(v: usize, distance: u32): void {
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>stackBelow(v, distance));
}

/** Sets ESP, or SP where SS is a 16-bit segment. */
export function setStack(v: usize, pointer: u32): void {
  const esp = load<u32>(v + Reg.slot(Gpr.Esp));
  const mask = stackMask(v);
  store<u64>(v + Reg.slot(Gpr.Esp), <u64>((esp & ~mask) | (pointer & mask)));
}
