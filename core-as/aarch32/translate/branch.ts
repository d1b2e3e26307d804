/** Branches, and IT. DDI 0487 F5.1: B, BL, BLX, BX, BXJ, CBZ, CBNZ, TBB, TBH, IT. */
import { JumpHint } from "../../abi";
import { Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC, SLOT_TC } from "../../layout";
import { LR, PC, R } from "../registers";
import { Context } from "../state";
import { beginIfThen, inIfThen, translationContext } from "../translate";
import { Pc } from "./pc";
import { Kind, Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

/** Distances count from R15 as it reads. */
const A32_AHEAD: i32 = 8;
const T32_AHEAD: i32 = 4;
const ALWAYS: u32 = 14;

/** A signed distance of `width` bits in units of 2^shift bytes. */
function distance(imm: u32, width: u32, shift: u32): i32 {
  return <i32>(imm << (32 - width)) >> (32 - width - shift);
}

/** B, A32. */
export function branch(imm24: u32): void {
  Jump.direct(distance(imm24, 24, 2) + A32_AHEAD);
}

/** BL, A32. */
export function branchWithLink(imm24: u32): void {
  Pc.link();
  Jump.direct(distance(imm24, 24, 2) + A32_AHEAD, JumpHint.Call);
}

/** BLX (immediate), A32: to T32. */
export function branchWithLinkExchange(imm24: u32, half: u32): void {
  Pc.link();
  Jump.direct(distance(imm24, 24, 2) + <i32>(half << 1) + A32_AHEAD + 1, JumpHint.Call);
}

/** BX, and BXJ: there is no Jazelle state. */
export function branchExchange(m: u32): void {
  Pc.interwork(R.source(m), m == LR ? JumpHint.Return : JumpHint.None);
}

/** BLX (register): the target is read before LR is written. */
export function branchLinkExchange(m: u32): void {
  if (m == PC) return undefinedInstruction();
  const target = R.temporary(0);
  Ir.movI32(target, R.general(m));
  Pc.link();
  Pc.interwork(target, JumpHint.Call);
}

/** B, T1. In an IT block, whose condition counts, it is UNPREDICTABLE, and undefined here. */
export function branchConditional(condition: u32, imm8: u32): void {
  if (inIfThen()) undefinedInstruction();
  else Jump.ifCondition(condition, distance(imm8, 8, 1) + T32_AHEAD);
}

/** B, T2. */
export function branchNarrow(imm11: u32): void {
  Jump.direct(distance(imm11, 11, 1) + T32_AHEAD);
}

/** B, T3: the distance is s:j2:j1:imm17. Conditions 14 and 15 are other instructions, which have rows, or none. */
export function branchConditionalWide(s: u32, condition: u32, j2: u32, j1: u32, imm17: u32): void {
  if (inIfThen() || condition >= ALWAYS) return undefinedInstruction();
  const imm20 = (s << 19) | (j2 << 18) | (j1 << 17) | imm17;
  Jump.ifCondition(condition, distance(imm20, 20, 1) + T32_AHEAD);
}

/** B, T4. */
export function branchWide(s: u32, j1: u32, j2: u32, imm21: u32): void {
  Jump.direct(wideDistance(s, j1, j2, imm21) + T32_AHEAD);
}

/** BL, T1. */
export function branchWithLinkWide(s: u32, j1: u32, j2: u32, imm21: u32): void {
  Pc.link();
  Jump.direct(wideDistance(s, j1, j2, imm21) + T32_AHEAD, JumpHint.Call);
}

/** BLX (immediate), T2: to A32, at a distance from R15 aligned down to a word. The pattern has not the lowest bit of the distance. */
export function branchWithLinkExchangeWide(s: u32, j1: u32, j2: u32, imm20: u32): void {
  Pc.link();
  const base = R.literalDistance() - Jump.here();
  Jump.direct(wideDistance(s, j1, j2, imm20 << 1) + base, JumpHint.Call);
}

/** A distance of s:i1:i2:imm21 halfwords, where j1 and j2 are i1 and i2, inverted unless s is set. */
function wideDistance(s: u32, j1: u32, j2: u32, imm21: u32): i32 {
  const imm24 = (s << 23) | ((j1 ^ s ^ 1) << 22) | ((j2 ^ s ^ 1) << 21) | imm21;
  return distance(imm24, 24, 1);
}

/** CBZ, CBNZ: forwards only. In an IT block UNPREDICTABLE, and undefined here. */
export function compareBranch(nonZero: u32, imm6: u32, n: u32): void {
  const target = <i32>(imm6 << 1) + T32_AHEAD;
  if (inIfThen()) undefinedInstruction();
  else if (nonZero != 0) Jump.ifNotZero(R.general(n), false, target);
  else Jump.ifZero(R.general(n), false, target);
}

/** TBB, TBH: forwards by twice the entry of a table of bytes or halfwords. */
export function tableBranch(halfwords: u32, n: u32, m: u32): void {
  const entry = R.temporary(0);
  const target = R.temporary(1);
  Ir.addshlI32(entry, R.source(n), R.general(m), halfwords);
  Transfer.read(halfwords != 0 ? Kind.Halfword : Kind.Byte, entry, entry, 0, SLOT_TC);
  Ir.addiI32(target, SLOT_PC, Jump.here() + T32_AHEAD);
  Ir.addshlI32(target, target, entry, 1);
  Jump.indirect(target);
}

/** IT: the next one to four instructions are executed on a condition. SCTLR.ITD leaves blocks of one 16-bit instruction. */
export function ifThen(condition: u32, mask: u32): void {
  const several = (translationContext() & Context.ShortIt) != 0 && mask != 8;
  if (inIfThen() || condition == 15 || several) undefinedInstruction();
  else beginIfThen((condition << 4) | mask);
}
