/** Instructions of one shape that exist for MM registers and, with prefix 66, for XMM registers. */
import { append } from "../ir/emit";
import { Insn } from "./instruction";
import { Mmx, mmxExists, Simd, sseExists, W } from "./simd";

/** reg = reg op rm, lane by lane; `op`: a row with operands a and b. */
export function packed(op: u32): void {
  binary(op, false);
}

/** reg = rm op reg. */
export function packedReversed(op: u32): void {
  binary(op, true);
}

function binary(op: u32, reversed: bool): void {
  if (Insn.operandPrefix) {
    if (!sseExists()) return;
    const source = W.all(Simd.temporary(0));
    append(op, Simd.v, reversed ? source : Simd.v, reversed ? Simd.v : source, 0);
    return;
  }
  if (!mmxExists()) return;
  const source = Mmx.q(Simd.temporary(0));
  const target = Mmx.p(Simd.temporary(1));
  append(op, Simd.temporary(2), reversed ? source : target, reversed ? target : source, 0);
  Mmx.set(Insn.reg, Simd.temporary(2));
}

/** rm = rm op immediate (a register); `op`: a row with operands a and imm32. */
export function packedImmediate(op: u32, immediate: u32): void {
  if (Insn.operandPrefix) {
    if (sseExists()) append(op, Simd.xmm(Insn.rm), Simd.xmm(Insn.rm), 0, immediate);
    return;
  }
  if (!mmxExists()) return;
  append(op, Simd.temporary(0), Mmx.q(Simd.temporary(0)), 0, immediate);
  Mmx.set(Insn.rm, Simd.temporary(0));
}
