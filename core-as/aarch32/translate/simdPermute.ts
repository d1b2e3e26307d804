/** Advanced SIMD: VEXT, VTBL, VTBX, VDUP. DDI 0487 F4.1.22, F4.1.5. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { emitBroadcast, lanes } from "../../simd/emit";
import { extractSelectors } from "../../simd/selectors";
import { TABLE_KEEP, tableLookup } from "../helpers/simdTable";
import { F, PC, R } from "../registers";
import { Operand, oddPair, oddQuads, refused, registerN } from "./simdOperand";
import { undefinedInstruction } from "./undefined";

/** VEXT: bytes from number imm4 of n on, then of m. */
export function extract(q: u32, imm4: u32, n: u32, m: u32, d: u32): void {
  if (refused((q == 0 && imm4 >= 8) || oddQuads(q, n, m, d))) return;
  Ir.shuffle(Operand.result(q, d), Operand.n(q, n), Operand.m(q, m), extractSelectors(imm4, q));
  Operand.finish(q, d);
}

/** VTBL and, when `keep`, VTBX, with `count` + 1 table registers from Dn on. */
export function lookUp(keep: u32, count: u32, n: u32, m: u32, d: u32): void {
  const first = registerN(n);
  if (refused(first + count >= 32)) return;
  const indices = Operand.m(0, m);
  if (keep == 0 && count == 0) {
    // One register: indices from 8 on read the zeros above it.
    Ir.swizzle(F.temporary(0), Operand.exactN(0, n), indices);
    return Operand.put(d, F.temporary(0));
  }
  const to = Operand.accumulator(0, d);
  Call.wide(tableLookup.index, to, indices, indices, first | (count << 5) | (keep != 0 ? TABLE_KEEP : 0));
  Operand.put(d, to);
}

/** VDUP (scalar): imm4 holds lane size (its lowest set bit) and lane number. */
export function duplicateElement(q: u32, imm4: u32, m: u32, d: u32): void {
  if (refused((imm4 & 7) == 0 || oddPair(q, 0, d))) return;
  const size = <u32>ctz<u32>(imm4);
  emitBroadcast(size, Operand.result(q, d), Operand.m(0, m), (imm4 >> (size + 1)) << size);
  Operand.finish(q, d);
}

/** VDUP (general-purpose register): `b` bytes, `e` halfwords, else words. Vd:D is encoded where Vn:N is elsewhere. */
export function duplicateGeneral(q: u32, b: u32, e: u32, vd: u32, t: u32): void {
  const d = registerN(vd);
  if (refused((b & e) != 0 || oddPair(q, 0, d))) return;
  if (t == PC) return undefinedInstruction();
  const size: u32 = b != 0 ? 0 : e != 0 ? 1 : 2;
  lanes(Op.SplatI8x16, size, Operand.result(q, d), R.general(t), 0);
  Operand.finish(q, d);
}
