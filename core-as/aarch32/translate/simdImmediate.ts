/** Advanced SIMD, one register and a modified immediate. DDI 0487 F4.1.22. `invert`: VMVN, `clear`: VBIC. */
import { Ir } from "../../ir/emit.gen";
import { Expand } from "../../simd/modifiedImmediate";
import { F } from "../registers";
import { Operand, refused } from "./simdOperand";

function move(invert: u32, q: u32, d: u32, value: u64): void {
  if (refused((q & d) != 0)) return;
  Ir.splatImm(Operand.result(q, d), invert != 0 ? ~value : value);
  Operand.finish(q, d);
}

function combine(clear: u32, q: u32, d: u32, value: u64): void {
  if (refused((q & d) != 0)) return;
  const to = Operand.accumulator(q, d);
  Ir.splatImm(F.temporary(0), value);
  if (clear != 0) Ir.andnV128(to, to, F.temporary(0));
  else Ir.orV128(to, to, F.temporary(0));
  Operand.finish(q, d);
}

export function moveWords(invert: u32, q: u32, imm8: u32, bytes: u32, d: u32): void {
  move(invert, q, d, Expand.words(imm8, bytes));
}

export function combineWords(clear: u32, q: u32, imm8: u32, bytes: u32, d: u32): void {
  combine(clear, q, d, Expand.words(imm8, bytes));
}

export function moveHalfwords(invert: u32, q: u32, imm8: u32, bytes: u32, d: u32): void {
  move(invert, q, d, Expand.halfwords(imm8, bytes));
}

export function combineHalfwords(clear: u32, q: u32, imm8: u32, bytes: u32, d: u32): void {
  combine(clear, q, d, Expand.halfwords(imm8, bytes));
}

export function moveOnes(invert: u32, q: u32, imm8: u32, two: u32, d: u32): void {
  move(invert, q, d, Expand.ones(imm8, two));
}

export function moveBytes(q: u32, imm8: u32, d: u32): void {
  move(0, q, d, Expand.bytes(imm8));
}

export function moveMask(q: u32, imm8: u32, d: u32): void {
  move(0, q, d, Expand.mask(imm8));
}

export function moveSingles(q: u32, imm8: u32, d: u32): void {
  move(0, q, d, Expand.singles(imm8));
}
