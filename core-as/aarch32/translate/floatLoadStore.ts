/**
 * Loads and stores of floating-point registers. DDI 0487 F6.1, E2.6: addresses are multiples of four, whatever the memory.
 *
 * Nothing that an instruction reads changes before its last access, because it may be executed again from its start.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC, SLOT_TC } from "../../layout";
import { F, PC, R } from "../registers";
import { Context } from "../state";
import { isThumb, translationContext } from "../translate";
import { fpTrapped } from "./fpAccess";
import { undefinedInstruction } from "./undefined";

const REGISTERS: u32 = 32;
const MOST_DOUBLES: u32 = 16;

function bigEndian(): bool {
  return (translationContext() & Context.BigEndian) != 0;
}

/** A register's bytes are reversed on their way. */
function loadReversed(double: u32, slot: u32, base: u32, offset: i32): void {
  const temporary = R.temporary(0);
  if (double == 0) {
    Ir.ldwAlignedU32(temporary, base, offset, SLOT_TC);
    Ir.revI32(temporary, temporary);
    Ir.setlane32(slot, temporary);
    return;
  }
  Ir.ldwWordsV64(F.temporary(0), base, offset, SLOT_TC);
  Ir.getlaneU64(temporary, F.temporary(0));
  Ir.revI64(temporary, temporary);
  Ir.setlane64(slot, temporary);
}

function storeReversed(double: u32, slot: u32, base: u32, offset: i32): void {
  const temporary = R.temporary(0);
  if (double == 0) {
    Ir.getlaneU32(temporary, slot);
    Ir.revI32(temporary, temporary);
    Ir.stwAligned32(temporary, base, offset, SLOT_TC);
    return;
  }
  Ir.getlaneU64(temporary, slot);
  Ir.revI64(temporary, temporary);
  Ir.setlane64(F.temporary(0), temporary);
  Ir.stwWordsV64(F.temporary(0), base, offset, SLOT_TC);
}

function loadOne(double: u32, slot: u32, base: u32, offset: i32): void {
  if (bigEndian()) loadReversed(double, slot, base, offset);
  else if (double != 0) Ir.ldwWordsF64(slot, base, offset, SLOT_TC);
  else Ir.ldwWordsF32(slot, base, offset, SLOT_TC);
}

function storeOne(double: u32, slot: u32, base: u32, offset: i32): void {
  if (bigEndian()) storeReversed(double, slot, base, offset);
  else if (double != 0) Ir.stwWordsV64(slot, base, offset, SLOT_TC);
  else Ir.stwWordsV32(slot, base, offset, SLOT_TC);
}

function distance(up: u32, imm8: u32): i32 {
  return up != 0 ? <i32>(imm8 << 2) : -(<i32>(imm8 << 2));
}

/** VLDR. */
export function loadRegister(up: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  if (fpTrapped()) return;
  const slot = F.scalar(double, d, dh);
  if (n == PC) loadOne(double, slot, SLOT_PC, R.literalDistance() + distance(up, imm8));
  else loadOne(double, slot, R.general(n), distance(up, imm8));
}

/** VSTR. */
export function storeRegister(up: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  if (fpTrapped()) return;
  const slot = F.scalar(double, d, dh);
  if (n == PC) storeOne(double, slot, SLOT_PC, R.literalDistance() + distance(up, imm8));
  else storeOne(double, slot, R.general(n), distance(up, imm8));
}

/** Guard of transfers of several registers, of `imm8` words. @returns true when the handler is to return */
function refused(writeBack: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): bool {
  const count = double != 0 ? imm8 >> 1 : imm8;
  const first = double != 0 ? (dh << 4) | d : (d << 1) | dh;
  const tooMany = first + count > REGISTERS || (double != 0 && count > MOST_DOUBLES);
  const base = n == PC && (writeBack != 0 || isThumb());
  if (count != 0 && !tooMany && !base) return fpTrapped();
  undefinedInstruction();
  return true;
}

/**
 * `imm8` words at slot `base` + `offset`, to or from registers from `first` on: four words at a time where they are a slot, else two,
 * else one. An odd word of doubles, as FLDMX has it, is none.
 */
function transfer(loads: bool, double: u32, first: u32, base: u32, offset: i32, imm8: u32): void {
  let words = double != 0 ? imm8 & ~1 : imm8;
  let slot = first;
  let at = offset;
  while (words != 0) {
    const count = bigEndian() ? 1 + double : largest(slot, words);
    if (count == 4) {
      if (loads) Ir.ldwWordsV128(slot, base, at, SLOT_TC);
      else Ir.stwWordsV128(slot, base, at, SLOT_TC);
    } else if (loads) loadOne(count >> 1, slot, base, at);
    else storeOne(count >> 1, slot, base, at);
    words -= count;
    slot += count << 2;
    at += count << 2;
  }
}

/** How many words from `slot` on, of `words`, a single micro-op moves. */
function largest(slot: u32, words: u32): u32 {
  if (words >= 4 && (slot & 15) == 0) return 4;
  return words >= 2 && (slot & 7) == 0 ? 2 : 1;
}

/** The slot of the base, and what to add to it. */
function baseOf(n: u32): u32 {
  return n == PC ? SLOT_PC : R.general(n);
}
function distanceOf(n: u32): i32 {
  return n == PC ? R.literalDistance() : 0;
}

function after(loads: bool, writeBack: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  if (refused(writeBack, double, dh, n, d, imm8)) return;
  transfer(loads, double, F.scalar(double, d, dh), baseOf(n), distanceOf(n), imm8);
  if (writeBack != 0) Ir.addiI32(R.general(n), R.general(n), <i32>(imm8 << 2));
}

function before(loads: bool, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  if (refused(1, double, dh, n, d, imm8)) return;
  const bytes = <i32>(imm8 << 2);
  transfer(loads, double, F.scalar(double, d, dh), R.general(n), -bytes, imm8);
  Ir.addiI32(R.general(n), R.general(n), -bytes);
}

/** VLDMIA, VPOP. */
export function loadMultiple(writeBack: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  after(true, writeBack, double, dh, n, d, imm8);
}

/** VSTMIA. */
export function storeMultiple(writeBack: u32, double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  after(false, writeBack, double, dh, n, d, imm8);
}

/** VLDMDB. */
export function loadMultipleBefore(double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  before(true, double, dh, n, d, imm8);
}

/** VSTMDB, VPUSH. */
export function storeMultipleBefore(double: u32, dh: u32, n: u32, d: u32, imm8: u32): void {
  before(false, double, dh, n, d, imm8);
}
