/** Advanced SIMD permute, extract and table lookup. DDI 0487 C4.1.6. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { bytesOf, oneDouble } from "../../simd/emit";
import { extractSelectors, Permutation, permuteSelectors } from "../../simd/selectors";
import { Shape } from "../../simd/shape";
import { TABLE_KEEP, tableLookup } from "../helpers/simdTable";
import { V } from "../registers";
import { refused } from "./simdEmit";

/**
 * UZP1, UZP2, TRN1, TRN2, ZIP1, ZIP2: `kind` is a `Permutation`; `part` 1 takes the second of each pair, or the upper
 * half.
 */
export function permute(kind: u32, part: u32, q: u32, size: u32, m: u32, n: u32, d: u32): void {
  if (refused(oneDouble(q, size))) return;
  const selectors = permuteSelectors(<Permutation>kind, part, size, q);
  Ir.shuffle(V.register(d), V.register(n), V.register(m), selectors);
}

/** EXT: bytes from number imm4 of Vn on, then of Vm. */
export function extract(q: u32, m: u32, imm4: u32, n: u32, d: u32): void {
  if (refused(q == 0 && imm4 >= 8)) return;
  Ir.shuffle(V.register(d), V.register(n), V.register(m), extractSelectors(imm4, q));
}

/** TBL and, when `keep`, TBX, with `count` + 1 table registers from Vn on. */
export function lookUp(keep: u32, q: u32, m: u32, count: u32, n: u32, d: u32): void {
  if (refused(false)) return;
  if (count == 0 && keep == 0) return lookUpOne(q, m, n, d);
  const imm = Shape.pack(0, bytesOf(q), 1, keep != 0 ? TABLE_KEEP : 0, n | (count << 5));
  Call.wide(tableLookup.index, V.register(d), V.register(n), V.register(m), imm);
}

/** TBL of one register is Wasm's swizzle. */
function lookUpOne(q: u32, m: u32, n: u32, d: u32): void {
  Ir.swizzle(V.register(d), V.register(n), V.register(m));
  if (q == 0) Ir.low64(V.register(d), V.register(d));
}
