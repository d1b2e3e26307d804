/**
 * Moves of floating-point registers and lanes, and between them and R0 to R14. DDI 0487 F6.1. Parameters as in floatArithmetic.ts;
 * `lane` counts in units of the element.
 */
import { expandImmediate32, expandImmediate64 } from "../../fp/expandImmediate";
import { Ir } from "../../ir/emit.gen";
import { F, PC, R } from "../registers";
import { fpTrapped } from "./fpAccess";
import { undefinedInstruction } from "./undefined";

const LAST_SINGLE: u32 = 31;

/** Guard of handlers that write general-purpose registers `t` and `u`, which must not be R15. @returns true to return */
function refused(t: u32, u: u32 = 0): bool {
  if (t != PC && u != PC) return fpTrapped();
  undefinedInstruction();
  return true;
}

/** VMOV (immediate). */
export function moveImmediate(double: u32, high: u32, low: u32, dh: u32, d: u32): void {
  if (fpTrapped()) return;
  const imm8 = (high << 4) | low;
  if (double != 0) Ir.vfpconstF64(F.scalar(1, d, dh), <i64>expandImmediate64(imm8));
  else Ir.vfpconstF32(F.scalar(0, d, dh), <i32>expandImmediate32(imm8));
}

/** VMOV (register). */
export function moveRegister(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.vfpmovF64(F.scalar(1, d, dh), F.scalar(1, m, mh));
  else Ir.vfpmovF32(F.scalar(0, d, dh), F.scalar(0, m, mh));
}

/** VMOV Sn, Rt. */
export function generalToSingle(n: u32, nh: u32, t: u32): void {
  if (fpTrapped()) return;
  Ir.setlane32(F.scalar(0, n, nh), R.source(t));
}

/** VMOV Rt, Sn. */
export function singleToGeneral(n: u32, nh: u32, t: u32): void {
  if (refused(t)) return;
  Ir.getlaneU32(R.general(t), F.scalar(0, n, nh));
}

/** VMOV.8 Dd[lane], Rt. */
export function generalToByte(lane: u32, dh: u32, d: u32, t: u32): void {
  if (fpTrapped()) return;
  Ir.setlane8(F.scalar(1, d, dh) + lane, R.source(t));
}

/** VMOV.16 Dd[lane], Rt. */
export function generalToHalfword(lane: u32, dh: u32, d: u32, t: u32): void {
  if (fpTrapped()) return;
  Ir.setlane16(F.scalar(1, d, dh) + (lane << 1), R.source(t));
}

/** VMOV.32 Dd[lane], Rt. */
export function generalToWord(lane: u32, dh: u32, d: u32, t: u32): void {
  if (fpTrapped()) return;
  Ir.setlane32(F.scalar(1, d, dh) + (lane << 2), R.source(t));
}

/** VMOV.U8 and VMOV.S8 Rt, Dn[lane]. */
export function byteToGeneral(isUnsigned: u32, lane: u32, nh: u32, n: u32, t: u32): void {
  if (refused(t)) return;
  const from = F.scalar(1, n, nh) + lane;
  if (isUnsigned != 0) Ir.getlaneU8(R.general(t), from);
  else Ir.getlaneS8I32(R.general(t), from);
}

/** VMOV.U16 and VMOV.S16 Rt, Dn[lane]. */
export function halfwordToGeneral(isUnsigned: u32, lane: u32, nh: u32, n: u32, t: u32): void {
  if (refused(t)) return;
  const from = F.scalar(1, n, nh) + (lane << 1);
  if (isUnsigned != 0) Ir.getlaneU16(R.general(t), from);
  else Ir.getlaneS16I32(R.general(t), from);
}

/** VMOV.32 Rt, Dn[lane]. */
export function wordToGeneral(lane: u32, nh: u32, n: u32, t: u32): void {
  if (refused(t)) return;
  Ir.getlaneU32(R.general(t), F.scalar(1, n, nh) + (lane << 2));
}

/** Two words that begin at slot `slot`, from Rt and Ru. */
function set(slot: u32, u: u32, t: u32): void {
  if (refused(t, u)) return;
  Ir.setlane32(slot, R.general(t));
  Ir.setlane32(slot + 4, R.general(u));
}

function get(slot: u32, u: u32, t: u32): void {
  if (refused(t, u)) return;
  Ir.getlaneU32(R.general(t), slot);
  Ir.getlaneU32(R.general(u), slot + 4);
}

/** VMOV Sm, Sm+1, Rt, Ru. */
export function generalsToSingles(u: u32, t: u32, mh: u32, m: u32): void {
  if (((m << 1) | mh) == LAST_SINGLE) return undefinedInstruction();
  set(F.scalar(0, m, mh), u, t);
}

/** VMOV Rt, Ru, Sm, Sm+1. */
export function singlesToGenerals(u: u32, t: u32, mh: u32, m: u32): void {
  if (((m << 1) | mh) == LAST_SINGLE) return undefinedInstruction();
  get(F.scalar(0, m, mh), u, t);
}

/** VMOV Dm, Rt, Ru. */
export function generalsToDouble(u: u32, t: u32, mh: u32, m: u32): void {
  set(F.scalar(1, m, mh), u, t);
}

/** VMOV Rt, Ru, Dm. */
export function doubleToGenerals(u: u32, t: u32, mh: u32, m: u32): void {
  get(F.scalar(1, m, mh), u, t);
}
