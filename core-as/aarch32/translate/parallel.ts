/**
 * Parallel addition and subtraction of bytes and halfwords, SEL, and sums of absolute differences. DDI 0487 F5.1.
 *
 * A lane is told by its top bit: BYTES and HALFWORDS have that of each. Temporaries: 0 is an exchanged operand, 2 and 4 are results, 5 to 7
 * serve within a computation, 8 and 9 have the top bits that become CPSR.GE.
 */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";
import { CPSR_GE } from "../state";

/** Numbered as A32 encodes them. */
enum Prefix {
  /** Signed and unsigned, modulo the lane; they set GE. */
  S = 1,
  U = 5,
  /** Saturating. */
  Q = 2,
  UQ = 6,
  /** Halving. */
  SH = 3,
  UH = 7,
}

const BYTES: u32 = 0x80808080;
const HALFWORDS: u32 = 0x80008000;
const HIGH_HALFWORD: u32 = 0xffff0000;

/** ADD8. */
export function addBytes(prefix: u32, n: u32, m: u32, d: u32): void {
  alike(prefix, false, n, m, d, BYTES);
}

/** SUB8. */
export function subtractBytes(prefix: u32, n: u32, m: u32, d: u32): void {
  alike(prefix, true, n, m, d, BYTES);
}

/** ADD16. */
export function addHalfwords(prefix: u32, n: u32, m: u32, d: u32): void {
  alike(prefix, false, n, m, d, HALFWORDS);
}

/** SUB16. */
export function subtractHalfwords(prefix: u32, n: u32, m: u32, d: u32): void {
  alike(prefix, true, n, m, d, HALFWORDS);
}

/** All lanes are added, or all subtracted. */
function alike(prefix: u32, subtracts: bool, n: u32, m: u32, d: u32, top: u32): void {
  const result = d == n || d == m ? R.temporary(2) : R.general(d);
  const ge = R.temporary(8);
  compute(prefix, subtracts, result, R.general(n), R.general(m), top, ge);
  if (setsGe(prefix)) recordGe(ge, top);
  if (result != R.general(d)) Ir.movI32(R.general(d), result);
}

/** ASX, and SAX where `lowAdds`: Rm's halfwords change places, one half is added, the other subtracted. */
export function exchange(lowAdds: u32, prefix: u32, n: u32, m: u32, d: u32): void {
  const exchanged = R.temporary(0);
  const sum = R.temporary(2);
  const difference = R.temporary(4);
  const sumGe = R.temporary(8);
  const differenceGe = R.temporary(9);
  Ir.rotriI32(exchanged, R.general(m), 16);
  compute(prefix, false, sum, R.general(n), exchanged, HALFWORDS, sumGe);
  compute(prefix, true, difference, R.general(n), exchanged, HALFWORDS, differenceGe);
  // The sum's bits are kept where the mask has none.
  const differs = lowAdds != 0 ? HIGH_HALFWORD : ~HIGH_HALFWORD;
  Ir.mergeI32(R.general(d), sum, difference, differs);
  if (!setsGe(prefix)) return;
  Ir.mergeI32(sumGe, sumGe, differenceGe, differs);
  recordGe(sumGe, HALFWORDS);
}

function setsGe(prefix: u32): bool {
  return prefix == Prefix.S || prefix == Prefix.U;
}

function recordGe(topBits: u32, top: u32): void {
  if (top == BYTES) Ir.geBytes(CPSR_GE, topBits);
  else Ir.geHalfwords(CPSR_GE, topBits);
}

/** d = the lanes of a and b added or subtracted, d being neither; where the prefix sets GE, its bits go to `ge` as top bits. */
function compute(prefix: u32, subtracts: bool, d: u32, a: u32, b: u32, top: u32, ge: u32): void {
  switch (prefix) {
    case Prefix.S:
      wrapping(subtracts, d, a, b, top);
      if (subtracts) return Ir.lanesDiffpositive(ge, a, b, d, top);
      return Ir.lanesSumpositive(ge, a, b, d, top);
    case Prefix.U:
      wrapping(subtracts, d, a, b, top);
      return withinUnsigned(subtracts, ge, a, b, d, top);
    case Prefix.Q:
      return saturatingSigned(subtracts, d, a, b, top);
    case Prefix.UQ:
      return saturatingUnsigned(subtracts, d, a, b, top);
    case Prefix.SH:
      return halvingSigned(subtracts, d, a, b, top);
    default:
      return halving(subtracts, d, a, b, top);
  }
}

function wrapping(subtracts: bool, d: u32, a: u32, b: u32, top: u32): void {
  if (subtracts) Ir.lanesSub(d, a, b, top, ~top);
  else Ir.lanesAdd(d, a, b, top, ~top);
}

/** d = top bits of lanes whose sum `result` has a carry, or whose difference has no borrow. */
function withinUnsigned(subtracts: bool, d: u32, a: u32, b: u32, result: u32, top: u32): void {
  if (subtracts) Ir.lanesNoborrow(d, a, b, result, top);
  else Ir.lanesCarry(d, a, b, result, top);
}

/** d = all ones in lanes whose top bit is set in d. */
function spread(d: u32, top: u32): void {
  if (top == BYTES) Ir.lanesSpread(d, d, 7, 0xff);
  else Ir.lanesSpread(d, d, 15, 0xffff);
}

function saturatingUnsigned(subtracts: bool, d: u32, a: u32, b: u32, top: u32): void {
  const mask = R.temporary(5);
  wrapping(subtracts, d, a, b, top);
  withinUnsigned(subtracts, mask, a, b, d, top);
  spread(mask, top);
  if (subtracts) Ir.andI32(d, d, mask);
  else Ir.orI32(d, d, mask);
}

/** What overflows becomes the greatest number of a's sign. */
function saturatingSigned(subtracts: bool, d: u32, a: u32, b: u32, top: u32): void {
  const mask = R.temporary(5);
  const limit = R.temporary(6);
  const shift = top == BYTES ? 7 : 15;
  wrapping(subtracts, d, a, b, top);
  if (subtracts) Ir.lanesDiffoverflow(mask, a, b, d, top);
  else Ir.lanesSumoverflow(mask, a, b, d, top);
  spread(mask, top);
  Ir.shruiI32(limit, a, shift);
  Ir.andiI32(limit, limit, top >> shift);
  Ir.addiI32(limit, limit, ~top);
  Ir.chooseI32(d, limit, d, mask);
}

function halving(subtracts: bool, d: u32, a: u32, b: u32, top: u32): void {
  if (subtracts) Ir.lanesHalfsub(d, a, b, top, ~top);
  else Ir.lanesHalfadd(d, a, b, top, ~top);
}

/** As unsigned numbers, 2^(w-1) greater: a difference is the same, a half sum as much too great. */
function halvingSigned(subtracts: bool, d: u32, a: u32, b: u32, top: u32): void {
  const x = R.temporary(6);
  const y = R.temporary(7);
  Ir.xoriI32(x, a, top);
  Ir.xoriI32(y, b, top);
  halving(subtracts, d, x, y, top);
  if (!subtracts) Ir.xoriI32(d, d, top);
}

/** SEL: bytes of Rn where GE is set, else of Rm. */
export function selectBytes(n: u32, m: u32, d: u32): void {
  const mask = R.temporary(0);
  Ir.geMask(mask, CPSR_GE);
  Ir.chooseI32(R.general(d), R.general(n), R.general(m), mask);
}

/** USAD8. */
export function sumOfDifferences(n: u32, m: u32, d: u32): void {
  Ir.sumdiffBytes(R.general(d), R.general(n), R.general(m));
}

/** USADA8. */
export function accumulateDifferences(n: u32, m: u32, a: u32, d: u32): void {
  const sum = R.temporary(0);
  Ir.sumdiffBytes(sum, R.general(n), R.general(m));
  Ir.addI32(R.general(d), sum, R.general(a));
}
