/**
 * Memory-type range registers. They are kept and read back, and their reserved bits are checked; all memory is coherent
 * whatever they say. SDM volume 3, 11.11.
 *
 * BOUNDS: `v` is a vCPU's base; fixed ranges are below FIXED_COUNT and variable registers below 2 * VARIABLE_COUNT.
 */
import { MTRR_DEFAULT, MTRR_FIXED, MTRR_VARIABLE } from "./state";

const VARIABLE_BASE: u32 = 0x200;
const VARIABLE_COUNT: u32 = 8;
const FIXED_COUNT: u32 = 11;
const DEFAULT_TYPE: u32 = 0x2ff;
/** Fixed ranges and write-combining. */
const CAPABILITY: u64 = 0x500 | VARIABLE_COUNT;
export const MTRR_CAP: u32 = 0xfe;
/** Addresses have 36 bits; bits of PhysBase, PhysMask and MTRRdefType that exist. */
const PHYSICAL_BASE_BITS: u64 = 0xfffffff0ff;
const PHYSICAL_MASK_BITS: u64 = 0xfffffff800;
const DEFAULT_BITS: u64 = 0xcff;

/** Offset of the register with this number in the vCPU's structure; 0 when there is none. */
function field(index: u32): u32 {
  if (index == DEFAULT_TYPE) return MTRR_DEFAULT;
  if (index - VARIABLE_BASE < 2 * VARIABLE_COUNT) return MTRR_VARIABLE + ((index - VARIABLE_BASE) << 3);
  const fixed = fixedRange(index);
  return fixed < FIXED_COUNT ? MTRR_FIXED + (fixed << 3) : 0;
}

/** 64 KiB ranges, two of 16 KiB, eight of 4 KiB. */
function fixedRange(index: u32): u32 {
  if (index == 0x250) return 0;
  if (index == 0x258 || index == 0x259) return index - 0x257;
  return index >= 0x268 && index <= 0x26f ? index - 0x265 : FIXED_COUNT;
}

export function isMtrr(index: u32): bool {
  return index == MTRR_CAP || field(index) != 0;
}

export function readMtrr(v: usize, index: u32): u64 {
  return index == MTRR_CAP ? CAPABILITY : load<u64>(v + field(index));
}

/** @returns false when the value has reserved bits or types: #GP */
export function writeMtrr(v: usize, index: u32, value: u64): bool {
  if (index == MTRR_CAP || !valid(index, value)) return false;
  store<u64>(v + field(index), value);
  return true;
}

function valid(index: u32, value: u64): bool {
  if (index == DEFAULT_TYPE) return (value & ~DEFAULT_BITS) == 0 && memoryType(<u32>value & 0xff);
  if (index - VARIABLE_BASE >= 2 * VARIABLE_COUNT) return memoryTypes(value, 0);
  if ((index & 1) != 0) return (value & ~PHYSICAL_MASK_BITS) == 0;
  return (value & ~PHYSICAL_BASE_BITS) == 0 && memoryType(<u32>value & 0xff);
}

/** UC, WC, WT, WP, WB. */
function memoryType(type: u32): bool {
  return type <= 1 || (type >= 4 && type <= 6);
}

/** Whether all eight bytes are memory types, or also `another`. */
export function memoryTypes(value: u64, another: u32): bool {
  for (let n: u32 = 0; n < 8; n++) {
    const type = <u32>(value >> (n << 3)) & 0xff;
    if (!memoryType(type) && (another == 0 || type != another)) return false;
  }
  return true;
}
