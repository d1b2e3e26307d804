/** TBL and TBX. DDI 0487 C7.2. */
import { SLOT_V } from "../../layout";
import { Shape } from "../../simd/shape";

/** Flag of `tableLookup`: TBX, which keeps the bytes whose index is out of range. */
export const TABLE_KEEP: u32 = 1;

/**
 * TBL and TBX of 1 to 4 consecutive registers; the shift field holds the first register's number and the count less
 * one.
 */
export function tableLookup(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const first = Shape.shift(imm) & 31;
  const count = (Shape.shift(imm) >> 5) + 1;
  // BOUNDS: b and d are vector slots; register numbers wrap at 32.
  const indices = v128.load(b);
  let found = i64x2.splat(0);
  for (let i: u32 = 0; i < count; i++) {
    const table = v128.load(v + SLOT_V + (((first + i) & 31) << 4));
    found = v128.or(found, i8x16.swizzle(table, i8x16.sub(indices, i8x16.splat(<i8>(i << 4)))));
  }
  if (Shape.has(imm, TABLE_KEEP)) {
    found = v128.bitselect(found, v128.load(d), i8x16.lt_u(indices, i8x16.splat(<i8>(count << 4))));
  }
  v128.store(d, found);
  Shape.clearAbove(d, imm);
}
