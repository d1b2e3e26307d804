/** VTBL and VTBX. DDI 0487 F6.1. */
import { SLOT_V } from "../../layout";

/** Flag of `tableLookup`: VTBX, which keeps the bytes whose index is out of range. */
export const TABLE_KEEP: u32 = 1 << 8;

/**
 * Bytes of up to four consecutive D registers. imm: the first one's number in bits 4..0, their count less one in bits 6..5, and
 * TABLE_KEEP.
 */
export function tableLookup(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const table = v + SLOT_V + ((imm & 31) << 3);
  const bytes: u32 = ((imm >> 5) & 3) * 8 + 8;
  // BOUNDS: eight indices lie at a, eight bytes at d; the emitter made sure that the table ends with D31.
  const indices = load<u64>(a);
  let result: u64 = (imm & TABLE_KEEP) != 0 ? load<u64>(d) : 0;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    const index = <u32>(indices >> shift) & 0xff;
    if (index >= bytes) continue;
    result = (result & ~((<u64>0xff) << shift)) | ((<u64>load<u8>(table + index)) << shift);
  }
  store<u64>(d, result);
}
