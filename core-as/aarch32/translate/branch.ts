/** Branches. DDI 0487 F5.1: B, BL, BLX, BX. */
import { JumpHint } from "../../abi";
import { Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { LR, PC, R } from "../registers";
import { Pc } from "./pc";
import { undefinedInstruction } from "./undefined";

/** Distances count from R15 as it reads. */
const A32_AHEAD: i32 = 8;
const T32_AHEAD: i32 = 4;

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

/** BX. */
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

/** B, T1: conditions 14 and 15 are UDF and SVC, which have rows of their own. */
export function branchConditionalNarrow(condition: u32, imm8: u32): void {
  Jump.ifCondition(condition, distance(imm8, 8, 1) + T32_AHEAD);
}

/** B, T2. */
export function branchNarrow(imm11: u32): void {
  Jump.direct(distance(imm11, 11, 1) + T32_AHEAD);
}
