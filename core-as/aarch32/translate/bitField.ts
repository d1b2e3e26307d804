/** Bit fields and packed halfwords. DDI 0487 F5.1. Fields beyond bit 31 are CONSTRAINED UNPREDICTABLE, here undefined. */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";
import { Shift, shifted } from "./operand2";
import { undefinedInstruction } from "./undefined";

/** SBFX: `width` + 1 bits from bit `low` on, sign-extended. */
export function signedExtract(n: u32, low: u32, width: u32, d: u32): void {
  if (low + width > 31) return undefinedInstruction();
  Ir.fieldSI32(R.general(d), R.general(n), 31 - low - width, 31 - width);
}

/** UBFX. */
export function unsignedExtract(n: u32, low: u32, width: u32, d: u32): void {
  if (low + width > 31) return undefinedInstruction();
  Ir.fieldUI32(R.general(d), R.general(n), 31 - low - width, 31 - width);
}

/** Bits `low` to `high`. */
function mask(low: u32, high: u32): u32 {
  return (<u32>-1 >> (31 - high + low)) << low;
}

/** BFC. */
export function clearField(low: u32, high: u32, d: u32): void {
  if (high < low) return undefinedInstruction();
  Ir.andiI32(R.general(d), R.general(d), ~mask(low, high));
}

/** BFI: the lowest bits of Rn go to bits `low` to `high`. */
export function insertField(n: u32, low: u32, high: u32, d: u32): void {
  if (high < low) return undefinedInstruction();
  Ir.mergeI32(R.general(d), R.general(d), shifted(R.general(n), Shift.Lsl, low), mask(low, high));
}

/** PKHBT: the low halfword is Rn's, the high one that of Rm shifted left. */
export function packBottomTop(n: u32, m: u32, amount: u32, d: u32): void {
  Ir.mergeI32(R.general(d), R.general(n), shifted(R.general(m), Shift.Lsl, amount), 0xffff0000);
}

/** PKHTB: the high halfword is Rn's, the low one that of Rm shifted right. */
export function packTopBottom(n: u32, m: u32, amount: u32, d: u32): void {
  Ir.mergeI32(R.general(d), R.general(n), shifted(R.general(m), Shift.Asr, amount), 0xffff);
}
