/**
 * FSTENV, FLDENV, FSAVE and FRSTOR: the FPU's state in memory, in four formats. SDM volume 1, 8.1.10 and 8.1.11.
 *
 * BOUNDS: `v` is a vCPU's base; an image has at most 108 bytes of the 128 at X87_IMAGE; registers are reached through X87.
 */
import { F80 } from "../../fp/x87/format";
import {
  EXCEPTIONS,
  X87,
  X87_CONTROL,
  X87_FCS,
  X87_FDP,
  X87_FDS,
  X87_FIP,
  X87_IMAGE,
  X87_OPCODE,
  X87_TAGS,
} from "../../fp/x87/state";
import { Note } from "./pointers";

/** The format: 32-bit, and that of real mode. */
export const WIDE: u32 = 1;
export const REAL: u32 = 2;
const STACK_SIZE: u32 = 80;

/** Bytes of an environment. */
export function environmentSize(format: u32): u32 {
  return (format & WIDE) != 0 ? 28 : 14;
}
/** Bytes of the whole state. */
export function stateSize(format: u32): u32 {
  return environmentSize(format) + STACK_SIZE;
}

/** Two bits a physical register: 0 a number, 1 zero, 2 anything else, 3 empty. */
export function tagWord(v: usize): u32 {
  const full = load<u32>(v, X87_TAGS);
  let word: u32 = 0;
  for (let n: u32 = 0; n < 8; n++) {
    const tag: u32 = ((full >> n) & 1) == 0 ? 3 : tagOf(X87.physical(v, n));
    word |= tag << (n << 1);
  }
  return word;
}

function tagOf(r: usize): u32 {
  const head = F80.head(r);
  const significand = F80.significand(r);
  if ((head & 0x7fff) == 0 && significand == 0) return 1;
  return F80.isNormal(head, significand) ? 0 : 2;
}

export function setTagWord(v: usize, word: u32): void {
  let full: u32 = 0;
  for (let n: u32 = 0; n < 8; n++) {
    if (((word >> (n << 1)) & 3) != 3) full |= 1 << n;
  }
  store<u32>(v, full, X87_TAGS);
}

/** Field n of an environment: 4 or 2 bytes; `upper` is what stands in its unused upper half. */
function put(v: usize, format: u32, n: u32, value: u32, upper: u32): void {
  if ((format & WIDE) != 0) store<u32>(v + X87_IMAGE + (n << 2), value | upper);
  else store<u16>(v + X87_IMAGE + (n << 1), <u16>value);
}

function get(v: usize, format: u32, n: u32): u32 {
  return (format & WIDE) != 0 ? load<u32>(v + X87_IMAGE + (n << 2)) : load<u16>(v + X87_IMAGE + (n << 1));
}

/** Makes the environment at X87_IMAGE. */
export function storeEnvironment(v: usize, format: u32): void {
  const unused: u32 = 0xffff0000;
  Note.settle(v);
  put(v, format, 0, load<u32>(v, X87_CONTROL), unused);
  put(v, format, 1, X87.statusWord(v), unused);
  put(v, format, 2, tagWord(v), unused);
  const opcode = load<u32>(v, X87_OPCODE);
  if ((format & REAL) != 0) return storeRealPointers(v, format, opcode);
  put(v, format, 3, load<u32>(v, X87_FIP), 0);
  put(v, format, 4, load<u32>(v, X87_FCS), opcode << 16);
  put(v, format, 5, load<u32>(v, X87_FDP), 0);
  put(v, format, 6, load<u32>(v, X87_FDS), unused);
}

/** Real mode: linear addresses, the upper bits in a field of their own. */
function storeRealPointers(v: usize, format: u32, opcode: u32): void {
  const ip = (load<u32>(v, X87_FCS) << 4) + load<u32>(v, X87_FIP);
  const dp = (load<u32>(v, X87_FDS) << 4) + load<u32>(v, X87_FDP);
  const mask: u32 = (format & WIDE) != 0 ? 0x0ffff000 : 0xf000;
  put(v, format, 3, ip & 0xffff, 0);
  put(v, format, 4, ((ip >> 4) & mask) | opcode, 0);
  put(v, format, 5, dp & 0xffff, 0);
  put(v, format, 6, (dp >> 4) & mask, 0);
}

/** Takes the environment at X87_IMAGE. */
export function loadEnvironment(v: usize, format: u32): void {
  Note.settle(v);
  X87.setControlWord(v, get(v, format, 0) & 0xffff);
  X87.setStatusWord(v, get(v, format, 1) & 0xffff);
  setTagWord(v, get(v, format, 2));
  const ip = get(v, format, 3);
  const code = get(v, format, 4);
  const dp = get(v, format, 5);
  const data = get(v, format, 6);
  const real = (format & REAL) != 0;
  if (real) {
    const mask: u32 = (format & WIDE) != 0 ? 0x0ffff000 : 0xf000;
    store<u32>(v, (ip & 0xffff) | ((code & mask) << 4), X87_FIP);
    store<u32>(v, (dp & 0xffff) | ((data & mask) << 4), X87_FDP);
  } else {
    store<u32>(v, ip, X87_FIP);
    store<u32>(v, dp, X87_FDP);
  }
  store<u32>(v, real ? 0 : code & 0xffff, X87_FCS);
  store<u32>(v, real ? 0 : data & 0xffff, X87_FDS);
  store<u32>(v, (real ? code : code >> 16) & 0x7ff, X87_OPCODE);
}

/** FSTENV masks everything once it has stored. */
export function maskAll(v: usize): void {
  store<u32>(v, load<u32>(v, X87_CONTROL) | EXCEPTIONS, X87_CONTROL);
}

/** ST(0) .. ST(7) behind the environment: 10 bytes each. */
export function storeStack(v: usize, format: u32): void {
  const start = v + X87_IMAGE + environmentSize(format);
  for (let i: u32 = 0; i < 8; i++) F80.put(start + 10 * i, F80.head(X87.st(v, i)), F80.significand(X87.st(v, i)));
}

export function loadStack(v: usize, format: u32): void {
  const start = v + X87_IMAGE + environmentSize(format);
  for (let i: u32 = 0; i < 8; i++) F80.put(X87.st(v, i), F80.head(start + 10 * i), F80.significand(start + 10 * i));
}
