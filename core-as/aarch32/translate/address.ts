/** Addresses of loads and stores: base register, immediate or shifted register, write-back. DDI 0487 F1.8, F2.1. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC, SLOT_TC, SLOT_TC_USER } from "../../layout";
import { PC, R } from "../registers";
import { Context } from "../state";
import { translationContext } from "../translate";

/** How base and offset give the address, and what becomes of the base. */
export enum Form {
  Offset = 0,
  PreIndexed = 1,
  PostIndexed = 2,
  /** LDRT and its like: with the rights of User mode. A32's are post-indexed, T32's are not. */
  PostIndexedUser = 3,
  OffsetUser = 4,
}

/** Types of shifts. */
enum Shift {
  LSL = 0,
  LSR = 1,
  ASR = 2,
}

/** Temporaries: the shifted offset, the address or the base as it will be. */
const OFFSET: u32 = 0;
const MOVED: u32 = 1;

@final
export abstract class Address {
  /** Translation cache of an access. */
  static cache(form: u32): u32 {
    const user = form >= <u32>Form.PostIndexedUser && (translationContext() & Context.Privileged) != 0;
    return user ? SLOT_TC_USER : SLOT_TC;
  }

  /** Whether the base register changes. That of R15 is UNPREDICTABLE, and does not happen. */
  static writesBack(form: u32, n: u32): bool {
    return n != PC && form != Form.Offset && form != Form.OffsetUser;
  }

  static isPostIndexed(form: u32): bool {
    return form == Form.PostIndexed || form == Form.PostIndexedUser;
  }

  /** Slot of the base; SLOT_PC for R15, whose value is `baseDistance` away from it. */
  static base(n: u32): u32 {
    return n == PC ? SLOT_PC : R.general(n);
  }

  /** What is to be added to the slot of the base. R15 is aligned down to a word. */
  static baseDistance(n: u32): i32 {
    return n == PC ? R.literalDistance() : 0;
  }

  /** Slot of base `n` plus (`up`) or minus register `m`, shifted as the immediate fields say. */
  static indexed(n: u32, up: u32, m: u32, type: u32, amount: u32): u32 {
    const base = R.source(n);
    const index = R.source(m, 1);
    const sum = R.temporary(MOVED);
    if (type != Shift.LSL) addTo(sum, base, up, shiftedRight(index, type, amount));
    else if (amount == 0) addTo(sum, base, up, index);
    else if (up != 0) Ir.addshlI32(sum, base, index, amount);
    else Ir.subshlI32(sum, base, index, amount);
    return sum;
  }
}

function addTo(sum: u32, base: u32, up: u32, offset: u32): void {
  if (up != 0) Ir.addI32(sum, base, offset);
  else Ir.subI32(sum, base, offset);
}

/** LSR, ASR, ROR, where an amount of 0 means 32, 32 and RRX. */
function shiftedRight(m: u32, type: u32, amount: u32): u32 {
  const shifted = R.temporary(OFFSET);
  if (type == Shift.LSR) {
    if (amount == 0) Ir.constI64(shifted, 0);
    else Ir.shruiI32(shifted, m, amount);
  } else if (type == Shift.ASR) Ir.shrsiI32(shifted, m, amount == 0 ? 31 : amount);
  else if (amount != 0) Ir.rotriI32(shifted, m, amount);
  else rotateWithCarry(shifted, m);
  return shifted;
}

/** RRX: `d` = carry and m, one bit to the right. */
function rotateWithCarry(d: u32, m: u32): void {
  const carry = R.temporary(MOVED);
  Ir.carry(carry);
  Ir.funnelI32(d, carry, m, 1, 31);
}
