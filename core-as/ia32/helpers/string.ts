/**
 * Repeated string instructions, for `Call.systemWide`. SDM volume 2, REP.
 *
 * They go in pieces: as many elements as lie in one page on each side, at once or, where pages are not known to be RAM without
 * code, one after the other by the slow way, which takes care of page ends, segments, devices and code. Registers are those of whole
 * elements at every point where an exception, an exit or the end of the budget can show them. A piece costs one instruction of the
 * budget, whichever way it went: what is cached or compiled is not the guest's to see.
 *
 * BOUNDS: what is said at `readable` and `writable`, whose addresses are those of pieces that lie in one page.
 */

import { Gpr } from "../state";
import { Cursor } from "./stringCursor";

export { StringFlag } from "./stringCursor";

export function repeatMove(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  Cursor.begin(v, flags);
  while (Cursor.left() != 0) {
    const count = min<u32>(Cursor.span(Gpr.Esi), Cursor.span(Gpr.Edi));
    const source = count == 0 ? <usize>0 : Cursor.readable(Cursor.sourceCache, Cursor.sourceAddress());
    const target = source == 0 ? <usize>0 : Cursor.writable(Cursor.targetAddress());
    let done: u32 = 1;
    if (target == 0) {
      if (!Cursor.readSlowly(Cursor.sourceCache, Cursor.sourceAddress())) return 1;
      if (!Cursor.writeSlowly()) return 1;
    } else {
      moveElements(target, source, count);
      done = count;
    }
    Cursor.advance(done, true, true);
    if (done >= count && Cursor.pauses()) return 1;
  }
  return 0;
}

/** Elements in order: where the target begins inside of the source, they repeat what was just written. */
function moveElements(target: usize, source: usize, count: u32): void {
  const bytes = count * Cursor.size;
  if (!Cursor.down && target - source >= <usize>bytes) {
    memory.copy(target, source, bytes);
    return;
  }
  const step = Cursor.step();
  for (let i: u32 = 0; i < count; i++) {
    copyElement(target, source);
    target += step;
    source += step;
  }
}

function copyElement(target: usize, source: usize): void {
  if (Cursor.size == 1) store<u8>(target, load<u8>(source));
  else if (Cursor.size == 2) store<u16>(target, load<u16>(source));
  else store<u32>(target, load<u32>(source));
}

export function repeatStore(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  Cursor.begin(v, flags);
  const value = Cursor.accumulator();
  while (Cursor.left() != 0) {
    const count = Cursor.span(Gpr.Edi);
    const target = count == 0 ? <usize>0 : Cursor.writable(Cursor.targetAddress());
    let done: u32 = 1;
    if (target == 0) {
      Cursor.value = value;
      if (!Cursor.writeSlowly()) return 1;
    } else {
      fillElements(target, value, count);
      done = count;
    }
    Cursor.advance(done, false, true);
    if (done >= count && Cursor.pauses()) return 1;
  }
  return 0;
}

function fillElements(target: usize, value: u32, count: u32): void {
  const bytes = count * Cursor.size;
  const start = Cursor.down ? target + Cursor.size - bytes : target;
  if (Cursor.size == 1 || isOneByte(value)) {
    memory.fill(start, <u8>value, bytes);
    return;
  }
  const end = start + bytes;
  if (Cursor.size == 2) for (let at = start; at < end; at += 2) store<u16>(at, <u16>value);
  else for (let at = start; at < end; at += 4) store<u32>(at, value);
}

/** Whether all bytes of an element of 2 or 4 bytes are the same. */
function isOneByte(value: u32): bool {
  const repeated = (value & 0xff) * 0x01010101;
  return Cursor.size == 2 ? <u16>value == <u16>repeated : value == repeated;
}

export function repeatLoad(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  Cursor.begin(v, flags);
  while (Cursor.left() != 0) {
    if (!Cursor.readSlowly(Cursor.sourceCache, Cursor.sourceAddress())) return 1;
    Cursor.setAccumulator();
    Cursor.advance(1, true, false);
    if (Cursor.pauses()) return 1;
  }
  return 0;
}

export function repeatCompare(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  Cursor.begin(v, flags);
  while (Cursor.left() != 0) {
    const count = min<u32>(Cursor.span(Gpr.Esi), Cursor.span(Gpr.Edi));
    const left = count == 0 ? <usize>0 : Cursor.readable(Cursor.sourceCache, Cursor.sourceAddress());
    const right = left == 0 ? <usize>0 : Cursor.readable(Cursor.targetCache, Cursor.targetAddress());
    let done: u32 = 1;
    if (right == 0) {
      // Processors read the destination first.
      if (!Cursor.readSlowly(Cursor.targetCache, Cursor.targetAddress())) return 1;
      const second = Cursor.value;
      if (!Cursor.readSlowly(Cursor.sourceCache, Cursor.sourceAddress())) return 1;
      Cursor.compared(Cursor.value, second);
    } else done = compareElements(left, right, count);
    Cursor.advance(done, true, true);
    if (Cursor.ends()) break;
    if (done >= count && Cursor.pauses()) return 1;
  }
  Cursor.recordFlags();
  return 0;
}

/** @returns how many were compared; the last of them is remembered */
function compareElements(left: usize, right: usize, count: u32): u32 {
  const step = Cursor.step();
  let done: u32 = 0;
  while (done < count) {
    Cursor.compared(element(left), element(right));
    done++;
    if (Cursor.ends()) break;
    left += step;
    right += step;
  }
  return done;
}

function element(at: usize): u32 {
  return Cursor.size == 1 ? <u32>load<u8>(at) : Cursor.size == 2 ? <u32>load<u16>(at) : load<u32>(at);
}

export function repeatScan(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  Cursor.begin(v, flags);
  const value = Cursor.accumulator();
  while (Cursor.left() != 0) {
    const count = Cursor.span(Gpr.Edi);
    const at = count == 0 ? <usize>0 : Cursor.readable(Cursor.targetCache, Cursor.targetAddress());
    let done: u32 = 1;
    if (at == 0) {
      if (!Cursor.readSlowly(Cursor.targetCache, Cursor.targetAddress())) return 1;
      Cursor.compared(value, Cursor.value);
    } else done = scanElements(at, value, count);
    Cursor.advance(done, false, true);
    if (Cursor.ends()) break;
    if (done >= count && Cursor.pauses()) return 1;
  }
  Cursor.recordFlags();
  return 0;
}

function scanElements(at: usize, value: u32, count: u32): u32 {
  const step = Cursor.step();
  let done: u32 = 0;
  while (done < count) {
    Cursor.compared(value, element(at));
    done++;
    if (Cursor.ends()) break;
    at += step;
  }
  return done;
}
