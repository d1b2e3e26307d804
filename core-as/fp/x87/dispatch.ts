/**
 * Instructions without an operand in memory, by the 11 bits of their opcode: low three bits of the first byte, then ModR/M.
 * FCMOVcc and FCOMI, which know EFLAGS, and the control instructions are ia32/x87's own.
 *
 * BOUNDS: only through X87 and functions that say so themselves.
 */
import {
  Binary,
  binary,
  compareRegister,
  examineTop,
  extractTop,
  remainderTop,
  scaleTop,
  test,
  Unary,
  unary,
} from "./execute";
import { SIGN } from "./format";
import {
  changeSign,
  exchange,
  free,
  loadConstant,
  loadRegister,
  rotate,
  storeRegister,
  storeRegisterQuietly,
} from "./stack";
import { transcendental } from "./transcendental";

/** Executes the instruction; opcodes that are none do nothing. */
export function executeRegister(v: usize, opcode: u32): void {
  const i = opcode & 7;
  const reg = (opcode >> 3) & 7;
  switch (opcode >> 8) {
    case 0:
      return arithmetic(v, reg, 0, i, false);
    case 1:
      return executeD9(v, reg, i);
    case 2:
      return compareRegister(v, 1, true, 2);
    case 4:
      return arithmetic(v, reg, i, i, false);
    case 5:
      return executeDD(v, reg, i);
    case 6:
      if (reg == Binary.Comp) return compareRegister(v, 1, false, 2);
      return arithmetic(v, reg, i, i, true);
    case 7:
      return executeDF(v, reg, i);
  }
}

function arithmetic(v: usize, op: u32, dest: u32, i: u32, pops: bool): void {
  if (op == Binary.Com) return compareRegister(v, i, false, u32(pops));
  if (op == Binary.Comp) return compareRegister(v, i, false, 1);
  binary(v, op, dest, i, pops);
}

function executeD9(v: usize, reg: u32, i: u32): void {
  switch (reg) {
    case 0:
      return loadRegister(v, i);
    case 1:
      return exchange(v, i);
    case 2:
      // FNOP.
      return;
    case 3:
      return storeRegisterQuietly(v, i);
    case 4:
      return signAndTest(v, i);
    case 5:
      return loadConstant(v, i);
    default:
      return functions(v, ((reg & 1) << 3) | i);
  }
}

/** D9 E0..E5. */
function signAndTest(v: usize, i: u32): void {
  switch (i) {
    case 0:
      return changeSign(v, SIGN, 0);
    case 1:
      return changeSign(v, 0, SIGN);
    case 4:
      return test(v);
    case 5:
      return examineTop(v);
  }
}

/** D9 F0..FF. */
function functions(v: usize, which: u32): void {
  switch (which) {
    case 4:
      return extractTop(v);
    case 5:
      return remainderTop(v, true);
    case 6:
      return rotate(v, 7);
    case 7:
      return rotate(v, 1);
    case 8:
      return remainderTop(v, false);
    case 10:
      return unary(v, Unary.SquareRoot);
    case 12:
      return unary(v, Unary.RoundToInteger);
    case 13:
      return scaleTop(v);
    default:
      return transcendental(v, which);
  }
}

function executeDD(v: usize, reg: u32, i: u32): void {
  switch (reg) {
    case 0:
      return free(v, i, false);
    case 1:
      return exchange(v, i);
    case 2:
    case 3:
      return storeRegister(v, i, reg == 3);
    case 4:
    case 5:
      return compareRegister(v, i, true, reg & 1);
  }
}

function executeDF(v: usize, reg: u32, i: u32): void {
  switch (reg) {
    case 0:
      return free(v, i, true);
    case 1:
      return exchange(v, i);
    default:
      return storeRegister(v, i, true);
  }
}
