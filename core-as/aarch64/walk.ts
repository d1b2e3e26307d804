/**
 * The stage-1 table walk of the EL1&0 regime: VMSAv8-64, without side effects but WALK_*. DDI 0487 D5.2, D5.4.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; descriptors are read where `ramAt` found
 * RAM.
 */
import { VM_STAT_WALKS, WALK_ADDRESS, WALK_FLAGS, WALK_SHIFT } from "../layout";
import { Walk } from "../mem/access";
import { ramAt } from "../mem/physmap";
import { Fault, NO_FAULT } from "./fault";
import { MAIR_EL1, SCTLR_EL1, Sctlr, TCR_EL1, TTBR0_EL1, TTBR1_EL1 } from "./state";

/** Physical addresses have 40 bits: ID_AA64MMFR0_EL1.PARange. */
const PHYSICAL_BITS: u64 = 40;

const DESCRIPTOR_ADDRESS: u64 = 0x0000fffffffff000;
const TABLE_PXN: u64 = (<u64>1) << 59;
const TABLE_XN: u64 = (<u64>1) << 60;
const TABLE_NO_EL0: u64 = (<u64>1) << 61;
const TABLE_READ_ONLY: u64 = (<u64>1) << 62;
const AP_EL0: u64 = 1 << 6;
const AP_READ_ONLY: u64 = 1 << 7;
const ACCESS_FLAG: u64 = 1 << 10;
const NOT_GLOBAL: u64 = 1 << 11;
const PXN: u64 = (<u64>1) << 53;
const UXN: u64 = (<u64>1) << 54;

/** Scratch of the walk in progress: means nothing between two walks. */
let leaf: u64 = 0;
let leafLevel: u32 = 0;

/** The block or page descriptor that the last successful walk ended at, with the table attributes folded in. */
export function lastDescriptor(): u64 {
  return leaf;
}

/** Whether the last successful walk ended at Device memory; with stage 1 off, all data is. */
export function isDeviceMemory(v: usize): bool {
  return leaf == 0 || isDevice(v, leaf);
}

/** Level of the last permission fault's descriptor. */
export function lastLevel(): u32 {
  return leafLevel;
}

/** log2 of the granule of the half of the address space that `va` lies in; 0 when TCR_EL1.TGx is reserved. */
function granuleShift(tcr: u64, upper: bool): u32 {
  const field = <u32>(upper ? tcr >> 30 : tcr >> 14) & 3;
  if (upper) return field == 1 ? 14 : field == 3 ? 16 : 12;
  return field == 1 ? 16 : field == 2 ? 14 : 12;
}

/** Bits of an output address: TCR_EL1.IPS, but no more than the CPU has. */
function outputBits(tcr: u64): u64 {
  const ips = <u32>(tcr >> 32) & 7;
  return ips == 0 ? 32 : ips == 1 ? 36 : PHYSICAL_BITS;
}

/** Whether the top byte of `va` is ignored: TCR_EL1.TBI0 or TBI1. */
export function ignoresTopByte(v: usize, va: u64): bool {
  return ((load<u64>(v, TCR_EL1) >> (((va >> 55) & 1) != 0 ? 38 : 37)) & 1) != 0;
}

/**
 * Walks the tables for `va`: fills WALK_ADDRESS, WALK_SHIFT and WALK_FLAGS (what is allowed at EL0 or EL1, as `el0`
 * says).
 * @returns NO_FAULT, or a `Fault` with its level
 */
export function walk(v: usize, va: u64, el0: bool): i32 {
  if ((load<u32>(v, SCTLR_EL1) & Sctlr.M) == 0) return walkDisabled(v, va);
  store<u64>(VM_STAT_WALKS, load<u64>(VM_STAT_WALKS) + 1);
  const tcr = load<u64>(v, TCR_EL1);
  const upper = ((va >> 55) & 1) != 0;
  const inputBits: u64 = 64 - (<u64>(upper ? tcr >> 16 : tcr) & 63);
  const disabled = ((upper ? tcr >> 23 : tcr >> 7) & 1) != 0;
  if (disabled || inputBits < 25 || inputBits > 48 || !inRange(v, va, upper, inputBits)) return Fault.Translation;
  const fault = descend(v, va, upper, inputBits, tcr);
  if (fault != NO_FAULT) return fault;
  store<u32>(v, flagsOf(v, leaf, el0), WALK_FLAGS);
  return NO_FAULT;
}

/** Stage 1 off: addresses are physical, data is Device-nGnRnE, everything is allowed. D5.2.9 */
function walkDisabled(v: usize, va: u64): i32 {
  const address = ignoresTopByte(v, va) ? va & 0x00ffffffffffffff : va;
  if (address >> PHYSICAL_BITS != 0) return Fault.AddressSize;
  leaf = 0;
  store<u64>(v, address, WALK_ADDRESS);
  store<u32>(v, Walk.Read | Walk.Write | Walk.Execute | Walk.Aligned | Walk.Global, WALK_FLAGS);
  store<u32>(v, 12, WALK_SHIFT);
  return NO_FAULT;
}

/** Whether the bits above the input address are all zeros (TTBR0) or all ones (TTBR1). */
function inRange(v: usize, va: u64, upper: bool, inputBits: u64): bool {
  const unused: u64 = ignoresTopByte(v, va) ? 8 : 0;
  const high = (upper ? ~va : va) << unused;
  return high >> (inputBits + unused) == 0;
}

/** From the table base down to a block or page. */
function descend(v: usize, va: u64, upper: bool, inputBits: u64, tcr: u64): i32 {
  const granule = <u64>granuleShift(tcr, upper);
  const stride = granule - 3;
  const limit = outputBits(tcr);
  let level = 4 - <i32>((inputBits - granule + stride - 1) / stride);
  const topBits = inputBits - (granule + <u64>(3 - level) * stride);
  let table = load<u64>(v + (upper ? TTBR1_EL1 : TTBR0_EL1)) & 0x0000fffffffffffe;
  table &= ~(((<u64>1) << (topBits + 3)) - 1);
  if (table >> limit != 0) return Fault.AddressSize;
  let attributes: u64 = 0;
  let indexMask = (((<u64>1) << topBits) - 1) << 3;
  while (true) {
    const shift = granule + <u64>(3 - level) * stride;
    const host = ramAt(table + (((va >> shift) << 3) & indexMask));
    if (host == 0) return Fault.ExternalOnWalk | level;
    // BOUNDS: ramAt found RAM at an 8-byte-aligned guest-physical address.
    const descriptor = load<u64>(host);
    if ((descriptor & 1) == 0) return Fault.Translation | level;
    const output = descriptor & DESCRIPTOR_ADDRESS & ~(((<u64>1) << granule) - 1);
    const isTable = (descriptor & 2) != 0;
    if (level == 3 || !isTable) {
      if (isTable != (level == 3) || (!isTable && !blockAllowed(level, granule))) return Fault.Translation | level;
      return finish(v, va, descriptor, attributes, <u32>shift, level, limit);
    }
    if (output >> limit != 0) return Fault.AddressSize | level;
    attributes |= descriptor & (TABLE_PXN | TABLE_XN | TABLE_NO_EL0 | TABLE_READ_ONLY);
    table = output;
    indexMask = (((<u64>1) << stride) - 1) << 3;
    level++;
  }
}

/** Levels at which a block descriptor may stand: 1 and 2 with 4K granules, else 2. */
function blockAllowed(level: i32, granule: u64): bool {
  return level == 2 || (level == 1 && granule == 12);
}

/** Checks address size and access flag, folds the table attributes in, and stores the translation. */
function finish(v: usize, va: u64, descriptor: u64, attributes: u64, shift: u32, level: i32, limit: u64): i32 {
  const offsetMask = ((<u64>1) << shift) - 1;
  const output = descriptor & DESCRIPTOR_ADDRESS & ~offsetMask;
  if (output >> limit != 0) return Fault.AddressSize | level;
  if ((descriptor & ACCESS_FLAG) == 0) return Fault.AccessFlag | level;
  if ((attributes & TABLE_PXN) != 0) descriptor |= PXN;
  if ((attributes & TABLE_XN) != 0) descriptor |= UXN;
  if ((attributes & TABLE_NO_EL0) != 0) descriptor &= ~AP_EL0;
  if ((attributes & TABLE_READ_ONLY) != 0) descriptor |= AP_READ_ONLY;
  leaf = descriptor;
  leafLevel = level;
  store<u64>(v, output | (va & offsetMask), WALK_ADDRESS);
  store<u32>(v, shift, WALK_SHIFT);
  return NO_FAULT;
}

/** Permissions and memory type of a descriptor as `Walk` flags. D5.4.4: what EL0 may write, EL1 may not execute. */
function flagsOf(v: usize, descriptor: u64, el0: bool): u32 {
  const sctlr = load<u32>(v, SCTLR_EL1);
  const wxn = (sctlr & Sctlr.WXN) != 0;
  const el0Access = (descriptor & AP_EL0) != 0;
  const writable = (descriptor & AP_READ_ONLY) == 0;
  const el0Write = el0Access && writable;
  const read = !el0 || el0Access;
  const write = el0 ? el0Write : writable;
  const noExecute = el0
    ? (descriptor & UXN) != 0 || (wxn && el0Write)
    : (descriptor & PXN) != 0 || el0Write || (wxn && writable);
  const aligned = (sctlr & Sctlr.A) != 0 || isDevice(v, descriptor);
  return (
    (read ? <u32>Walk.Read : 0) |
    (write ? <u32>Walk.Write : 0) |
    (noExecute ? 0 : <u32>Walk.Execute) |
    (aligned ? <u32>Walk.Aligned : 0) |
    ((descriptor & NOT_GLOBAL) == 0 ? <u32>Walk.Global : 0)
  );
}

/** The MAIR_EL1 attribute byte that a descriptor names. */
export function attributeOf(v: usize, descriptor: u64): u32 {
  return <u32>(load<u64>(v, MAIR_EL1) >> (((descriptor >> 2) & 7) << 3)) & 0xff;
}

/** Attribute bytes 0b0000_dd00 are Device memory. */
function isDevice(v: usize, descriptor: u64): bool {
  return attributeOf(v, descriptor) >> 4 == 0;
}
