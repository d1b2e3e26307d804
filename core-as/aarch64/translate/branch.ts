/** Branches. DDI 0487 C4.1.3. */
import { JumpHint } from "../../abi";
import { Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC } from "../../layout";
import { X } from "../registers";

const LINK: u32 = 30;

/** A signed word distance of `width` bits, in bytes. */
function bytes(imm: u32, width: u32): i32 {
  return <i32>(imm << (32 - width)) >> (30 - width);
}

function linkNext(): void {
  Ir.addiI64(X.to(LINK), SLOT_PC, <i64>Jump.here() + 4);
}

/** B. */
export function branch(imm26: u32): void {
  Jump.direct(bytes(imm26, 26));
}

/** BL. */
export function branchWithLink(imm26: u32): void {
  linkNext();
  Jump.direct(bytes(imm26, 26), JumpHint.Call);
}

/** B.cond; AL and NV are both "always". */
export function branchConditional(condition: u32, imm19: u32): void {
  if (condition >= 14) Jump.direct(bytes(imm19, 19));
  else Jump.ifCondition(condition, bytes(imm19, 19));
}

/** CBZ. */
export function branchIfZero(is64: u32, imm19: u32, t: u32): void {
  Jump.ifZero(X.from(t), is64 != 0, bytes(imm19, 19));
}

/** CBNZ. */
export function branchIfNotZero(is64: u32, imm19: u32, t: u32): void {
  Jump.ifNotZero(X.from(t), is64 != 0, bytes(imm19, 19));
}

/** TBZ. */
export function branchIfBitClear(b5: u32, b40: u32, imm14: u32, t: u32): void {
  Jump.ifBitClear(X.from(t), (b5 << 5) | b40, bytes(imm14, 14));
}

/** TBNZ. */
export function branchIfBitSet(b5: u32, b40: u32, imm14: u32, t: u32): void {
  Jump.ifBitSet(X.from(t), (b5 << 5) | b40, bytes(imm14, 14));
}

/** BR and RET: an address that is no multiple of four faults when it is fetched from. */
export function branchRegister(n: u32): void {
  Jump.indirect(X.from(n), n == LINK ? JumpHint.Return : JumpHint.None);
}

/** BLR: the target is read before X30 is written. */
export function branchRegisterWithLink(n: u32): void {
  let target = X.from(n);
  if (n == LINK) {
    target = X.temporary(0);
    Ir.movI64(target, X.from(n));
  }
  linkNext();
  Jump.indirect(target, JumpHint.Call);
}
