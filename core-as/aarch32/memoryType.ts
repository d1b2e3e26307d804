/**
 * Memory types of short descriptors, as MAIR's attribute bytes: by TEX, C and B, or remapped by PRRR and NMRR. DDI 0487 G5.8.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { SCTLR_EL1 } from "../aarch64/state";
import { NMRR, PRRR, Sctlr } from "./state";

/** MAIR attribute bytes. */
const STRONGLY_ORDERED: u32 = 0x00;
const DEVICE: u32 = 0x04;
/** PRRR.TRn. */
const TYPE_DEVICE: u32 = 1;
const TYPE_NORMAL: u32 = 2;
/** S in the attributes of walkShort.ts. */
const SHAREABLE: u32 = 1 << 16;
const OUTER: u32 = 2;
const INNER: u32 = 3;

/** MAIR attribute byte of a mapping whose TEX is in bits 14..12, C and B in bits 3..2. */
export function shortAttribute(v: usize, attributes: u32): u32 {
  const cb = (attributes >> 2) & 3;
  const tex = (attributes >> 12) & 7;
  if ((load<u32>(v, SCTLR_EL1) & Sctlr.TRE) != 0) return remapped(v, ((tex & 1) << 2) | cb);
  if (tex >= 4) return cacheable(cb) | (cacheable(tex & 3) << 4);
  switch ((tex << 2) | cb) {
    case 0:
      return STRONGLY_ORDERED;
    case 1:
    case 8:
      return DEVICE;
    case 2:
      return 0xaa;
    case 3:
      return 0xee;
    case 7:
      return 0xff;
    default:
      return 0x44;
  }
}

/** Type `index`, TEX[0], C and B, as PRRR and NMRR have it. */
function remapped(v: usize, index: u32): u32 {
  const type = (load<u32>(v, PRRR) >> (index << 1)) & 3;
  if (type != TYPE_NORMAL) return type == TYPE_DEVICE ? DEVICE : STRONGLY_ORDERED;
  const normal = load<u32>(v, NMRR) >> (index << 1);
  return cacheable(normal & 3) | (cacheable((normal >> 16) & 3) << 4);
}

/** A two-bit cacheability as four bits of MAIR: non-cacheable, write-back with write allocation, write-through, write-back. */
function cacheable(policy: u32): u32 {
  switch (policy) {
    case 0:
      return 0x4;
    case 1:
      return 0xf;
    case 2:
      return 0xa;
    default:
      return 0xe;
  }
}

/** Shareability as in long descriptors; Device memory is outer shareable. */
export function shortShareability(v: usize, attributes: u32): u32 {
  if (shortAttribute(v, attributes) >> 4 == 0) return OUTER;
  const shared = (attributes & SHAREABLE) != 0;
  if ((load<u32>(v, SCTLR_EL1) & Sctlr.TRE) == 0) return shared ? INNER : 0;
  // PRRR.NS1 in bit 19, NS0 in bit 18: what S = 1 and S = 0 mean; NOSn in bits 31..24: not outer shareable.
  const control = load<u32>(v, PRRR);
  if (((control >> (shared ? 19 : 18)) & 1) == 0) return 0;
  const index = ((attributes >> 10) & 4) | ((attributes >> 2) & 3);
  return ((control >> (24 + index)) & 1) != 0 ? INNER : OUTER;
}
