/**
 * Control instructions of the x87, as functions of micro-ops. SDM volume 1, 8.3.11 and 8.6.
 *
 * BOUNDS: d, a and b are addresses of slots; an image has at most 108 bytes of the 128 at X87_IMAGE, in pieces of at most 4,
 * which fit SLOT_DATA.
 */

import { initialise, X87, X87_IMAGE, X87_STATUS } from "../../fp/x87/state";
import { SLOT_DATA } from "../../layout";
import { probeAccess, slowRead, slowWrite } from "../../mem/access";
import { plainRead, plainWrite } from "../../mem/plain";
import { updateContext } from "../context";
import { leaveAfter } from "../instructionEnd";
import { reportPending } from "./entry";
import {
  environmentSize,
  loadEnvironment,
  loadStack,
  maskAll,
  stateSize,
  storeEnvironment,
  storeStack,
  WIDE,
} from "./environment";
import { followFerr } from "./ferr";

/** What is kept of the status word by FNCLEX: C0..C3. */
const CONDITION_CODES: u32 = 0x4700;
/** With the format: registers, too. */
export const WHOLE: u32 = 4;
const FORMAT: u32 = 7;
/** Above the format: the instruction's length. */
export const LENGTH_SHIFT: u32 = 8;

/** FWAIT. */
export function x87Wait(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return i32(X87.isPending(v) && !reportPending(v));
}

/**
 * Behind an instruction that may have changed masks, `length` bytes long: they are part of the context, so that the block is left
 * when they did. @returns what a `callx` function does
 */
function masksChanged(v: usize, before: bool, length: u32): i32 {
  if (X87.masksAll(v) == before) return 0;
  updateContext(v);
  return leaveAfter(v, length);
}

/** FNSTSW: slot d = the status word. */
export function x87StatusWord(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  store<u64>(d, X87.statusWord(v));
}

/** FLDCW: from slot a. */
export function x87LoadControl(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  if (X87.isPending(v) && !reportPending(v)) return 1;
  const before = X87.masksAll(v);
  X87.setControlWord(v, load<u32>(a));
  followFerr(v);
  return masksChanged(v, before, length);
}

/** FNCLEX. */
export function x87ClearExceptions(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  store<u32>(v, load<u32>(v, X87_STATUS) & CONDITION_CODES, X87_STATUS);
  followFerr(v);
}

/** FNINIT. */
export function x87Initialise(v: usize, d: usize, a: usize, b: usize, length: u32): i32 {
  const before = X87.masksAll(v);
  initialise(v);
  followFerr(v);
  return masksChanged(v, before, length);
}

/** Bytes of one access: what alignment checks ask for. */
function pieceOf(format: u32): u32 {
  return (format & WIDE) != 0 ? 4 : 2;
}

/** Writes the image, `size` bytes, in pieces. @returns false when an exception or exit took over: nothing is stored where a part would fault */
function writeImage(v: usize, tc: u32, address: u32, size: u32, piece: u32): bool {
  const host = plainWrite(v, tc, address, size);
  if (host != 0) {
    memory.copy(host, v + X87_IMAGE, size);
    return true;
  }
  if (!probeAccess(v, tc, address, size)) return false;
  for (let at: u32 = 0; at < size; at += piece) {
    store<u64>(v, load<u64>(v + X87_IMAGE + at), SLOT_DATA);
    if (!slowWrite(v, tc, address + at, min(piece, size - at), 0)) return false;
  }
  return true;
}

/** The same, reading. */
function readImage(v: usize, tc: u32, address: u32, size: u32, piece: u32): bool {
  const host = plainRead(v, tc, address, size);
  if (host != 0) {
    memory.copy(v + X87_IMAGE, host, size);
    return true;
  }
  for (let at: u32 = 0; at < size; at += piece) {
    const length = min(piece, size - at);
    const from = slowRead(v, tc, address + at, length, 0);
    if (from == 0) return false;
    memory.copy(v + X87_IMAGE + at, from, length);
  }
  return true;
}

/** FNSTENV, FNSAVE: to the address in slot a, through the translation cache that slot b names; the length is above the format. */
export function x87StoreState(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const format = imm & FORMAT;
  const before = X87.masksAll(v);
  storeEnvironment(v, format);
  const whole = (format & WHOLE) != 0;
  if (whole) storeStack(v, format);
  const size = whole ? stateSize(format) : environmentSize(format);
  if (!writeImage(v, <u32>(b - v), load<u32>(a), size, pieceOf(format))) return 1;
  if (whole) {
    initialise(v);
    followFerr(v);
  } else maskAll(v);
  return masksChanged(v, before, imm >> LENGTH_SHIFT);
}

/** FLDENV, FRSTOR: as `x87StoreState`. */
export function x87LoadState(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (X87.isPending(v) && !reportPending(v)) return 1;
  const format = imm & FORMAT;
  const before = X87.masksAll(v);
  const whole = (format & WHOLE) != 0;
  const size = whole ? stateSize(format) : environmentSize(format);
  if (!readImage(v, <u32>(b - v), load<u32>(a), size, pieceOf(format))) return 1;
  loadEnvironment(v, format);
  if (whole) loadStack(v, format);
  followFerr(v);
  return masksChanged(v, before, imm >> LENGTH_SHIFT);
}
