/**
 * MASKMOVDQU and MASKMOVQ: a store of the bytes of a register that a mask chooses, and of no others. SDM volume 2, MASKMOVDQU.
 *
 * BOUNDS: `v` is a vCPU's base; a and b are slots of 16 bytes (8 of MMX registers, and no more are looked at).
 */
import { Call } from "../ir/emit";
import { SLOT_DATA, SLOT_DISCARD } from "../layout";
import { probeAccess, slowWrite } from "../mem/access";
import { Insn } from "./instruction";
import { Gpr, Reg, Segment } from "./state";

/** In what `storeChosen` is given: the segment, the size, 16-bit addresses. */
const SEGMENT: u32 = 7;
const SIZE_SHIFT: u32 = 4;
const SIZE: u32 = 31;
const ADDRESS_16: u32 = 1 << 12;
/** Of a byte of the mask. */
const CHOSEN: u32 = 0x80;

/** Emits the store to DS:EDI, or the segment of the prefix. */
export function emitMaskedStore(data: u32, mask: u32, size: u32): void {
  const segment: u32 = Insn.segmentOverride < 8 ? Insn.segmentOverride : Segment.Ds;
  const more = segment | (size << SIZE_SHIFT) | (Insn.addressSize == 2 ? ADDRESS_16 : 0);
  Call.systemWide(storeChosen.index, SLOT_DISCARD, data, mask, more);
}

function storeChosen(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const segment = imm & SEGMENT;
  const size = (imm >> SIZE_SHIFT) & SIZE;
  const offset = load<u32>(v + Reg.slot(Gpr.Edi)) & ((imm & ADDRESS_16) != 0 ? 0xffff : 0xffffffff);
  const address = load<u32>(v + Reg.base(segment)) + offset;
  // All of them must be writable, as on real processors, also when none is chosen.
  if (!probeAccess(v, Reg.cache(segment), <u64>address, size)) return 1;
  for (let i: u32 = 0; i < size; i++) {
    if ((load<u8>(b + i) & CHOSEN) == 0) continue;
    store<u8>(v, load<u8>(a + i), SLOT_DATA);
    if (!slowWrite(v, Reg.cache(segment), <u64>(address + i), 1, 0)) return 1;
  }
  return 0;
}
