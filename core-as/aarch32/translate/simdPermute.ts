/** Advanced SIMD: VEXT, VTBL, VTBX, VDUP. DDI 0487 F4.1.22, F4.1.5. */
import { Ir } from "../../ir/emit.gen";
import { Op } from "../../ir/ops.gen";
import { emitBroadcast, lanes, repeat } from "../../simd/emit";
import { extractSelectors } from "../../simd/selectors";
import { F, PC, R } from "../registers";
import { Operand, oddPair, oddQuads, refused, registerN } from "./simdOperand";
import { undefinedInstruction } from "./undefined";

/** VEXT: bytes from number imm4 of n on, then of m. */
export function extract(q: u32, imm4: u32, n: u32, m: u32, d: u32): void {
  if (refused((q == 0 && imm4 >= 8) || oddQuads(q, n, m, d))) return;
  Ir.shuffle(Operand.result(q, d), Operand.n(q, n), Operand.m(q, m), extractSelectors(imm4, q));
  Operand.finish(q, d);
}

/** Slot with the registers from number `first` on, one or two, and zeros behind the last; `to` is a temporary that may be used. */
function table(first: u32, count: u32, to: u32): u32 {
  if (count > 1) return Operand.pair(first, first + 1, to);
  Ir.lowI64(to, F.double(first));
  return to;
}

/** Bytes of up to four registers, zero where there is none, into temporary 0. */
function emitLookUp(first: u32, count: u32, indices: u32): void {
  const found = F.temporary(0);
  const rest = F.temporary(1);
  Ir.swizzle(found, table(first, count, F.temporary(2)), indices);
  if (count <= 2) return;
  Ir.splatImm(rest, repeat(0, 16));
  Ir.subI8x16(rest, indices, rest);
  Ir.swizzle(rest, table(first + 2, count - 2, F.temporary(2)), rest);
  Ir.orV128(found, found, rest);
}

/** VTBL and, when `keep`, VTBX, with `last` + 1 table registers from Dn on. */
export function lookUp(keep: u32, last: u32, n: u32, m: u32, d: u32): void {
  const first = registerN(n);
  if (refused(first + last >= 32)) return;
  const indices = Operand.single(m, F.temporary(3));
  emitLookUp(first, last + 1, indices);
  const to = F.temporary(0);
  if (keep != 0) {
    // The destination keeps the bytes whose index is out of range.
    const inside = F.temporary(1);
    Ir.splatImm(inside, repeat(0, (last + 1) << 3));
    Ir.gtUI8x16(inside, inside, indices);
    Ir.bitselect(to, to, Operand.single(d, F.temporary(2)), inside);
  }
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
