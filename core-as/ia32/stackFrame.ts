/**
 * Frames that the processor pushes in one piece: first gathered, then proved to fit, then written, so that a fault leaves
 * everything as it was. SDM volume 3, 6.12 and 5.8.5.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; a frame has at most FRAME_ELEMENTS elements: 10 of an
 * interrupt, or 4 of a call and 31 parameters.
 */
import { Rights } from "./descriptor";
import { raise } from "./exception";
import { withinLimit } from "./segmentation";
import { Seg } from "./segmentRegisters";
import {
  CPL,
  FRAME,
  FRAME_BASE,
  FRAME_COUNT,
  FRAME_LEVEL,
  FRAME_LIMIT,
  FRAME_POINTER,
  FRAME_RIGHTS,
  FRAME_SELECTOR,
  Gpr,
  Reg,
  Segment,
  Vector,
} from "./state";
import { cacheOfLevel, writable, writeThrough } from "./systemAccess";

const FRAME_ELEMENTS: u32 = 44;

/** Starts a frame on another stack: its SS, by selector and parts, and its ESP, at privilege `level`. */
export function openFrame(v: usize, selector: u32, base: u32, limit: u32, rights: u32, pointer: u32, level: u32): void {
  store<u32>(v, 0, FRAME_COUNT);
  store<u32>(v, selector, FRAME_SELECTOR);
  store<u32>(v, base, FRAME_BASE);
  store<u32>(v, limit, FRAME_LIMIT);
  store<u32>(v, rights, FRAME_RIGHTS);
  store<u32>(v, pointer, FRAME_POINTER);
  store<u32>(v, level, FRAME_LEVEL);
}

/** Starts a frame on the present stack. */
export function openOwnFrame(v: usize): void {
  const ss = Segment.Ss;
  const pointer = load<u32>(v + Reg.slot(Gpr.Esp));
  openFrame(v, Seg.selector(v, ss), Seg.base(v, ss), Seg.limit(v, ss), Seg.rights(v, ss), pointer, load<u32>(v, CPL));
}

/** Adds the next element to push. */
export function addToFrame(v: usize, value: u32): void {
  const count = load<u32>(v, FRAME_COUNT);
  if (count >= FRAME_ELEMENTS) return;
  store<u32>(v + (count << 2), value, FRAME);
  store<u32>(v, count + 1, FRAME_COUNT);
}

function pointerMask(v: usize): u32 {
  return (load<u32>(v, FRAME_RIGHTS) & Rights.Big) != 0 ? 0xffffffff : 0xffff;
}

/**
 * Whether elements of `width` bytes can be pushed; else raises #SS with `errorCode`, or #PF.
 */
export function frameFits(v: usize, width: u32, errorCode: u32): bool {
  const bytes = load<u32>(v, FRAME_COUNT) * width;
  const low = (load<u32>(v, FRAME_POINTER) - bytes) & pointerMask(v);
  if (<u64>low + bytes - 1 <= <u64>pointerMask(v)) return rangeFits(v, low, bytes, errorCode);
  for (let n: u32 = 1; n <= load<u32>(v, FRAME_COUNT); n++) {
    const at = (load<u32>(v, FRAME_POINTER) - n * width) & pointerMask(v);
    if (!rangeFits(v, at, width, errorCode)) return false;
  }
  return true;
}

function rangeFits(v: usize, offset: u32, size: u32, errorCode: u32): bool {
  if (!withinLimit(load<u32>(v, FRAME_RIGHTS), load<u32>(v, FRAME_LIMIT), offset, size)) {
    raise(v, Vector.SS, <i32>errorCode);
    return false;
  }
  return writable(v, cacheOfLevel(load<u32>(v, FRAME_LEVEL)), load<u32>(v, FRAME_BASE) + offset, size);
}

/** Pushes the frame, which fits. @returns false when an exit took over: the frame is on a device */
export function writeFrame(v: usize, width: u32): bool {
  const cache = cacheOfLevel(load<u32>(v, FRAME_LEVEL));
  const count = load<u32>(v, FRAME_COUNT);
  for (let n: u32 = 0; n < count; n++) {
    const at = (load<u32>(v, FRAME_POINTER) - (n + 1) * width) & pointerMask(v);
    const value = load<u32>(v + (n << 2), FRAME);
    if (!writeThrough(v, cache, load<u32>(v, FRAME_BASE) + at, width, value)) return false;
  }
  return true;
}

/** ESP after the frame is pushed: of a 16-bit stack the upper half stays. */
export function pointerAfterFrame(v: usize, width: u32): u32 {
  const pointer = load<u32>(v, FRAME_POINTER);
  const mask = pointerMask(v);
  return (pointer & ~mask) | ((pointer - load<u32>(v, FRAME_COUNT) * width) & mask);
}
