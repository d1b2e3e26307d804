/** Floating-point comparison and selection. DDI 0487 F6.1. Parameters as in floatArithmetic.ts. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_VZERO } from "../../layout";
import { F } from "../registers";
import { FPSCR_NZCV } from "../state";
import { fpTrapped } from "./fpAccess";

/** FPSCR.NZCV of a comparison with slot `b`; quiet NaNs are invalid when `signaling` is 1. */
function compare(double: u32, dh: u32, d: u32, b: u32, signaling: i32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.vfpcmpF64(FPSCR_NZCV, F.scalar(1, d, dh), b, signaling);
  else Ir.vfpcmpF32(FPSCR_NZCV, F.scalar(0, d, dh), b, signaling);
}

/** VCMP. */
export function compareQuiet(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  compare(double, dh, d, F.scalar(double, m, mh), 0);
}

/** VCMPE. */
export function compareSignaling(double: u32, dh: u32, d: u32, mh: u32, m: u32): void {
  compare(double, dh, d, F.scalar(double, m, mh), 1);
}

/** VCMP with #0.0. */
export function compareZeroQuiet(double: u32, dh: u32, d: u32): void {
  compare(double, dh, d, SLOT_VZERO, 0);
}

/** VCMPE with #0.0. */
export function compareZeroSignaling(double: u32, dh: u32, d: u32): void {
  compare(double, dh, d, SLOT_VZERO, 1);
}

/** VSEL: n when the condition (EQ, VS, GE, GT) holds, else m. */
export function select(double: u32, dh: u32, which: u32, n: u32, d: u32, nh: u32, mh: u32, m: u32): void {
  if (fpTrapped()) return;
  // The condition's upper bits; its third is their difference, and the last is 0.
  const condition = (which << 2) | ((((which >> 1) ^ which) & 1) << 1);
  const to = F.scalar(double, d, dh);
  const first = F.scalar(double, n, nh);
  const second = F.scalar(double, m, mh);
  if (double != 0) Ir.vfpselectF64(to, first, second, condition);
  else Ir.vfpselectF32(to, first, second, condition);
}
