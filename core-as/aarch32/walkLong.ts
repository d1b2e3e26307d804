/**
 * Long descriptors: three levels, 40-bit addresses, MAIR. DDI 0487 G5.5, G5.7, G5.8.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; descriptors are read where `ramAt` found RAM.
 */
import { SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state";
import { ramAt } from "../mem/physmap";
import { Fault } from "./fault";
import { NMRR, PRRR, Sctlr, TTBCR, Ttbcr } from "./state";
import { allow, Grant, mapped } from "./walk";

/** Physical addresses have 40 bits; descriptors have room for 48. */
const PHYSICAL_BITS: u64 = 40;
const DESCRIPTOR_ADDRESS: u64 = 0x0000fffffffff000;
const TABLE_PXN: u64 = (<u64>1) << 59;
const TABLE_XN: u64 = (<u64>1) << 60;
const TABLE_NO_USER: u64 = (<u64>1) << 61;
const TABLE_READ_ONLY: u64 = (<u64>1) << 62;
const AP_USER: u64 = 1 << 6;
const AP_READ_ONLY: u64 = 1 << 7;
const ACCESS_FLAG: u64 = 1 << 10;
const NOT_GLOBAL: u64 = 1 << 11;
const PXN: u64 = (<u64>1) << 53;
const XN: u64 = (<u64>1) << 54;

export function walkLong(v: usize, va: u32, user: bool): i32 {
  const control = load<u32>(v, TTBCR);
  const lowerSize = control & 7;
  const upperSize = (control >> 16) & 7;
  const upper = inUpper(va, lowerSize, upperSize);
  // Between the two regions nothing is mapped.
  if (!upper && lowerSize != 0 && va >> (32 - lowerSize) != 0) return Fault.Translation | 1;
  if ((control & (upper ? Ttbcr.EPD1 : Ttbcr.EPD0)) != 0) return Fault.Translation | 1;
  return descend(v, va, user, load<u64>(v + (upper ? TTBR1_EL1 : TTBR0_EL1)), 32 - (upper ? upperSize : lowerSize));
}

/** Whether TTBR1 translates `va`. With T1SZ 0, it does for whatever is not TTBR0's. */
function inUpper(va: u32, lowerSize: u32, upperSize: u32): bool {
  if (upperSize != 0) return ~va >> (32 - upperSize) == 0;
  return lowerSize != 0 && va >> (32 - lowerSize) != 0;
}

/** From the table base down, for an input address of `bits` bits. */
function descend(v: usize, va: u32, user: bool, base: u64, bits: u32): i32 {
  let level: i32 = bits > 30 ? 1 : 2;
  // Entries of the first table: 2^(bits - 30), or 2^(bits - 21) when it is one of level 2.
  const topBits = bits - (level == 1 ? 30 : 21);
  let table = base & 0x0000fffffffffffe & ~(((<u64>1) << (topBits + 3)) - 1);
  if (table >> PHYSICAL_BITS != 0) return Fault.AddressSize;
  let mask: u32 = (((<u32>1) << topBits) - 1) << 3;
  let attributes: u64 = 0;
  while (true) {
    const shift: u32 = 12 + 9 * (3 - level);
    const host = ramAt(table + (((va >> shift) << 3) & mask));
    if (host == 0) return Fault.ExternalOnWalk | level;
    const descriptor = entryAt(v, host);
    if ((descriptor & 1) == 0) return Fault.Translation | level;
    const output = descriptor & DESCRIPTOR_ADDRESS;
    const isTable = (descriptor & 2) != 0;
    if (level == 3 && !isTable) return Fault.Translation | level;
    if (level == 3 || !isTable) return finish(v, va, user, descriptor, attributes, shift, level);
    if (output >> PHYSICAL_BITS != 0) return Fault.AddressSize | level;
    attributes |= descriptor & (TABLE_PXN | TABLE_XN | TABLE_NO_USER | TABLE_READ_ONLY);
    table = output;
    mask = 0xff8;
    level++;
  }
}

/** A descriptor, in the byte order that SCTLR.EE gives tables. */
function entryAt(v: usize, host: u32): u64 {
  // BOUNDS: ramAt found RAM at an 8-byte-aligned guest-physical address.
  const descriptor = load<u64>(host);
  return (load<u32>(v, SCTLR_EL1) & Sctlr.EE) != 0 ? bswap<u64>(descriptor) : descriptor;
}

function finish(v: usize, va: u32, user: bool, descriptor: u64, attributes: u64, shift: u32, level: i32): i32 {
  const output = descriptor & DESCRIPTOR_ADDRESS & ~(((<u64>1) << shift) - 1);
  if (output >> PHYSICAL_BITS != 0) return Fault.AddressSize | level;
  if ((descriptor & ACCESS_FLAG) == 0) return Fault.AccessFlag | level;
  const memory = attributeOf(v, <u32>(descriptor >> 2) & 7);
  const sharing: u32 = memory >> 4 == 0 ? 2 : <u32>(descriptor >> 8) & 3;
  allow(v, user, grantOf(descriptor, attributes), memory, sharing);
  return mapped(v, va, output, shift, level);
}

function grantOf(descriptor: u64, attributes: u64): u32 {
  const forUser = (descriptor & AP_USER) != 0 && (attributes & TABLE_NO_USER) == 0;
  const writable = (descriptor & AP_READ_ONLY) == 0 && (attributes & TABLE_READ_ONLY) == 0;
  let grant: u32 = Grant.PrivilegedRead;
  if (writable) grant |= Grant.PrivilegedWrite;
  if (forUser) grant |= writable ? Grant.UserRead | Grant.UserWrite : <u32>Grant.UserRead;
  if ((descriptor & XN) != 0 || (attributes & TABLE_XN) != 0) grant |= Grant.ExecuteNever;
  if ((descriptor & PXN) != 0 || (attributes & TABLE_PXN) != 0) grant |= Grant.PrivilegedExecuteNever;
  if ((descriptor & NOT_GLOBAL) != 0) grant |= Grant.NotGlobal;
  return grant;
}

/** Attribute byte `index` of MAIR0 and MAIR1. */
function attributeOf(v: usize, index: u32): u32 {
  return (load<u32>(v + (index < 4 ? PRRR : NMRR)) >> ((index & 3) << 3)) & 0xff;
}
