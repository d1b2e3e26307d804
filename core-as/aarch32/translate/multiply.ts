/**
 * Multiplication and division. DDI 0487 F5.1. R15 is CONSTRAINED UNPREDICTABLE in all of them; its number names a slot that AArch32
 * does not use.
 *
 * Temporaries: 0 and 1 are halfwords or an exchanged operand, 2 and 3 products, 6 what N and Z follow.
 */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";
import { CPSR_Q } from "../state";
import { Carry } from "./operand2";
import { recordLogical, setsFlags } from "./operation";

/** MUL, MULS: only N and Z. */
export function multiply(s: u32, n: u32, m: u32, d: u32): void {
  const flags = setsFlags(s, d);
  if (flags) Carry.unchanged();
  Ir.mulI32(R.general(d), R.general(n), R.general(m));
  if (flags) recordLogical(R.general(d));
}

/** MLA, MLAS. */
export function multiplyAccumulate(s: u32, n: u32, m: u32, a: u32, d: u32): void {
  const flags = setsFlags(s, d);
  if (flags) Carry.unchanged();
  Ir.maddI32(R.general(d), R.general(n), R.general(m), R.general(a));
  if (flags) recordLogical(R.general(d));
}

/** MLS: Rd = Ra - Rn * Rm. */
export function multiplySubtract(n: u32, m: u32, a: u32, d: u32): void {
  Ir.msubI32(R.general(d), R.general(n), R.general(m), R.general(a));
}

function wideProduct(signed: u32, n: u32, m: u32): u32 {
  const product = R.temporary(2);
  if (signed != 0) Ir.mulwideS(product, R.general(n), R.general(m));
  else Ir.mulwideU(product, R.general(n), R.general(m));
  return product;
}

/** RdHi:RdLo = slot `value` of 64 bits, which N and Z follow if `flags`. */
function putLong(value: u32, high: u32, low: u32, flags: bool = false): void {
  if (flags) Ir.nzI64(R.temporary(6), value);
  Ir.movI32(R.general(low), value);
  Ir.shruiI64(R.general(high), value, 32);
  if (!flags) return;
  Carry.unchanged();
  recordLogical(R.temporary(6));
}

/** value += RdHi:RdLo. */
function addLong(value: u32, high: u32, low: u32): void {
  Ir.wordsI64(R.temporary(3), R.general(high), R.general(low));
  Ir.addI64(value, value, R.temporary(3));
}

/** UMULL, SMULL. */
export function multiplyLong(signed: u32, s: u32, n: u32, m: u32, high: u32, low: u32): void {
  putLong(wideProduct(signed, n, m), high, low, s != 0);
}

/** UMLAL, SMLAL. */
export function multiplyAccumulateLong(signed: u32, s: u32, n: u32, m: u32, high: u32, low: u32): void {
  const product = wideProduct(signed, n, m);
  addLong(product, high, low);
  putLong(product, high, low, s != 0);
}

/** UMAAL: the product and both words of the result, which never overflows. */
export function multiplyAccumulateAccumulateLong(n: u32, m: u32, high: u32, low: u32): void {
  const product = wideProduct(0, n, m);
  Ir.addI64(product, product, R.general(low));
  Ir.addI64(product, product, R.general(high));
  putLong(product, high, low);
}

/** Slot with the halfword of register n that `top` says, sign-extended; `which`: temporary 0 or 1. */
function halfword(n: u32, top: u32, which: u32): u32 {
  const t = R.temporary(which);
  if (top != 0) Ir.shrsiI32(t, R.general(n), 16);
  else Ir.fieldSI32(t, R.general(n), 16, 16);
  return t;
}

/** Rd = slot `product` + Ra; Q where that overflows. */
function accumulate(product: u32, a: u32, d: u32): void {
  Ir.qAdd(CPSR_Q, product, R.general(a), CPSR_Q);
  Ir.addI32(R.general(d), product, R.general(a));
}

/** SMULBB, SMULBT, SMULTB, SMULTT. */
export function multiplyHalfwords(n: u32, nTop: u32, m: u32, mTop: u32, d: u32): void {
  Ir.mulI32(R.general(d), halfword(n, nTop, 0), halfword(m, mTop, 1));
}

/** SMLABB, SMLABT, SMLATB, SMLATT. */
export function multiplyAccumulateHalfwords(n: u32, nTop: u32, m: u32, mTop: u32, a: u32, d: u32): void {
  const product = R.temporary(2);
  Ir.mulI32(product, halfword(n, nTop, 0), halfword(m, mTop, 1));
  accumulate(product, a, d);
}

/** SMLALBB, SMLALBT, SMLALTB, SMLALTT. */
export function multiplyAccumulateLongHalfwords(n: u32, nTop: u32, m: u32, mTop: u32, high: u32, low: u32): void {
  const product = R.temporary(2);
  Ir.mulwideS(product, halfword(n, nTop, 0), halfword(m, mTop, 1));
  addLong(product, high, low);
  putLong(product, high, low);
}

/** d = the upper 32 bits of the 48 of Rn by a halfword of Rm. */
function wordByHalfword(d: u32, n: u32, m: u32, mTop: u32): void {
  const product = R.temporary(2);
  Ir.mulwideS(product, R.general(n), halfword(m, mTop, 1));
  Ir.fieldUI64(d, product, 16, 32);
}

/** SMULWB, SMULWT. */
export function multiplyWordByHalfword(n: u32, m: u32, mTop: u32, d: u32): void {
  wordByHalfword(R.general(d), n, m, mTop);
}

/** SMLAWB, SMLAWT. */
export function multiplyAccumulateWordByHalfword(n: u32, m: u32, mTop: u32, a: u32, d: u32): void {
  wordByHalfword(R.temporary(3), n, m, mTop);
  accumulate(R.temporary(3), a, d);
}

/** Slot with the sum or difference, in 64 bits, of the products of low halfwords and of high ones; `exchange`: Rm's change places. */
function dualProduct(subtracts: u32, exchange: u32, n: u32, m: u32): u32 {
  const low = R.temporary(2);
  const high = R.temporary(3);
  let multiplier = R.general(m);
  if (exchange != 0) {
    multiplier = R.temporary(0);
    Ir.rotriI32(multiplier, R.general(m), 16);
  }
  Ir.mullowS16(low, R.general(n), multiplier);
  Ir.mulhighS16(high, R.general(n), multiplier);
  if (subtracts != 0) Ir.subI64(low, low, high);
  else Ir.addI64(low, low, high);
  return low;
}

/** Rd = the low word of slot `value`; Q where it has more. */
function putNarrowed(value: u32, d: u32): void {
  Ir.qWide(CPSR_Q, value, CPSR_Q);
  Ir.movI32(R.general(d), value);
}

/** SMUAD, SMUSD and their X forms. */
export function multiplyDual(subtracts: u32, exchange: u32, n: u32, m: u32, d: u32): void {
  putNarrowed(dualProduct(subtracts, exchange, n, m), d);
}

/** SMLAD, SMLSD and their X forms. */
export function multiplyAccumulateDual(subtracts: u32, exchange: u32, n: u32, m: u32, a: u32, d: u32): void {
  const value = dualProduct(subtracts, exchange, n, m);
  Ir.sext32I64(R.temporary(3), R.general(a));
  Ir.addI64(value, value, R.temporary(3));
  putNarrowed(value, d);
}

/** SMLALD, SMLSLD and their X forms. */
export function multiplyAccumulateLongDual(subtracts: u32, exchange: u32, n: u32, m: u32, high: u32, low: u32): void {
  const value = dualProduct(subtracts, exchange, n, m);
  addLong(value, high, low);
  putLong(value, high, low);
}

/** Rd = the high word of slot `value`, rounded to nearest if `rounds`. */
function putHighWord(value: u32, rounds: u32, d: u32): void {
  if (rounds != 0) Ir.addiI64(value, value, 0x80000000);
  Ir.shruiI64(R.general(d), value, 32);
}

/** SMMUL, SMMULR. */
export function multiplyHighWord(rounds: u32, n: u32, m: u32, d: u32): void {
  putHighWord(wideProduct(1, n, m), rounds, d);
}

/** SMMLA, SMMLS and their R forms: Ra is the high word of what the product is added to or subtracted from. */
export function multiplyAccumulateHighWord(subtracts: u32, rounds: u32, n: u32, m: u32, a: u32, d: u32): void {
  const product = wideProduct(1, n, m);
  const value = R.temporary(3);
  Ir.shliI64(value, R.general(a), 32);
  if (subtracts != 0) Ir.subI64(value, value, product);
  else Ir.addI64(value, value, product);
  putHighWord(value, rounds, d);
}

/** SDIV, UDIV: by zero gives zero. */
export function divide(signed: u32, n: u32, m: u32, d: u32): void {
  if (signed != 0) Ir.divSI32(R.general(d), R.general(n), R.general(m));
  else Ir.divUI32(R.general(d), R.general(n), R.general(m));
}
