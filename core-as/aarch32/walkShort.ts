/**
 * Short descriptors: sections and supersections, large and small pages, domains, TEX remap. DDI 0487 G5.4, G5.7, G5.8.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; descriptors are read where `ramAt` found RAM.
 */
import { SCTLR_EL1, TTBR0_EL1, TTBR1_EL1 } from "../aarch64/state";
import { ramAt } from "../mem/physmap";
import { DOMAIN_FAULT, DOMAIN_SHIFT, Fault } from "./fault";
import { shortAttribute, shortShareability } from "./memoryType";
import { DACR, Sctlr, TTBCR, Ttbcr } from "./state";
import { allow, Grant, mapped } from "./walk";

/** Bits of a section's descriptor. A page's are brought to the same places. */
const PXN: u32 = 1 << 0;
const XN: u32 = 1 << 4;
const AP_SHIFT: u32 = 10;
const AP2: u32 = 1 << 15;
const NOT_GLOBAL: u32 = 1 << 17;
const SUPERSECTION: u32 = 1 << 18;
/** A first-level table descriptor's PXN. */
const TABLE_PXN: u32 = 1 << 2;
const DOMAIN_CLIENT: u32 = 1;
const DOMAIN_MANAGER: u32 = 3;

export function walkShort(v: usize, va: u32, user: bool): i32 {
  const control = load<u32>(v, TTBCR);
  const n = control & 7;
  const upper = n != 0 && va >> (32 - n) != 0;
  if ((control & (upper ? Ttbcr.PD1 : Ttbcr.PD0)) != 0) return Fault.Translation | 1;
  const index = upper ? va >> 20 : (va << n) >> (20 + n);
  const size: u32 = upper ? 14 : 14 - n;
  const base = load<u32>(v + (upper ? TTBR1_EL1 : TTBR0_EL1)) & ~(((<u32>1) << size) - 1);
  const host = ramAt(base + (index << 2));
  if (host == 0) return Fault.ExternalOnWalk | 1;
  const descriptor = entryAt(v, host);
  switch (descriptor & 3) {
    case 0:
      return Fault.Translation | 1;
    case 1:
      return secondLevel(v, va, user, descriptor);
    default:
      return section(v, va, user, descriptor);
  }
}

/** A descriptor, in the byte order that SCTLR.EE gives tables. */
function entryAt(v: usize, host: u32): u32 {
  // BOUNDS: ramAt found RAM at a guest-physical address that is a multiple of 4.
  const descriptor = load<u32>(host);
  return (load<u32>(v, SCTLR_EL1) & Sctlr.EE) != 0 ? bswap<u32>(descriptor) : descriptor;
}

function section(v: usize, va: u32, user: bool, descriptor: u32): i32 {
  if ((descriptor & SUPERSECTION) == 0) {
    const where: i32 = 1 | (((descriptor >> 5) & 15) << DOMAIN_SHIFT);
    return finish(v, va, user, descriptor, descriptor & 0xfff00000, 20, where);
  }
  const high = ((<u64>((descriptor >> 20) & 15)) << 32) | ((<u64>((descriptor >> 5) & 15)) << 36);
  return finish(v, va, user, descriptor, high | (descriptor & 0xff000000), 24, 1);
}

function secondLevel(v: usize, va: u32, user: bool, table: u32): i32 {
  const where: i32 = 2 | (((table >> 5) & 15) << DOMAIN_SHIFT);
  const host = ramAt((table & 0xfffffc00) | ((va >> 10) & 0x3fc));
  if (host == 0) return Fault.ExternalOnWalk | where;
  const descriptor = entryAt(v, host);
  const kind = descriptor & 3;
  if (kind == 0) return Fault.Translation | where;
  const pxn: u32 = (table & TABLE_PXN) != 0 ? PXN : 0;
  if (kind == 1) {
    const attributes = pageAttributes(descriptor, descriptor >> 15, descriptor >> 12);
    return finish(v, va, user, attributes | pxn, descriptor & 0xffff0000, 16, where);
  }
  const attributes = pageAttributes(descriptor, descriptor, descriptor >> 6);
  return finish(v, va, user, attributes | pxn, descriptor & 0xfffff000, 12, where);
}

/** The attributes of a page where a section's descriptor has them; XN and TEX are in bit 0 and bits 2..0 of their arguments. */
function pageAttributes(descriptor: u32, xn: u32, tex: u32): u32 {
  const same = descriptor & 0xc;
  const access = ((descriptor & 0x30) << 6) | ((descriptor & 0x200) << 6);
  const sharing = (descriptor & 0xc00) << 6;
  return same | access | sharing | ((xn & 1) << 4) | ((tex & 7) << 12);
}

/** The mapping's own faults, in the order of their priority, then its rights. */
function finish(v: usize, va: u32, user: bool, attributes: u32, address: u64, shift: u32, where: i32): i32 {
  const simplified = (load<u32>(v, SCTLR_EL1) & Sctlr.AFE) != 0;
  if (simplified && ((attributes >> AP_SHIFT) & 1) == 0) return Fault.AccessFlag | where;
  const domain = <u32>where >> DOMAIN_SHIFT;
  const kind = (load<u32>(v, DACR) >> (domain << 1)) & 3;
  if (kind != DOMAIN_CLIENT && kind != DOMAIN_MANAGER) return DOMAIN_FAULT | where;
  const rights =
    kind == DOMAIN_MANAGER ? managerGrant() : accessGrant(attributes, simplified) | executeGrant(attributes);
  const scope: u32 = (attributes & NOT_GLOBAL) != 0 ? Grant.NotGlobal : 0;
  allow(v, user, rights | scope, shortAttribute(v, attributes), shortShareability(v, attributes));
  return mapped(v, va, address, shift, where);
}

function managerGrant(): u32 {
  return Grant.Manager | Grant.PrivilegedRead | Grant.PrivilegedWrite | Grant.UserRead | Grant.UserWrite;
}

function executeGrant(attributes: u32): u32 {
  return (
    ((attributes & XN) != 0 ? <u32>Grant.ExecuteNever : 0) |
    ((attributes & PXN) != 0 ? <u32>Grant.PrivilegedExecuteNever : 0)
  );
}

/** AP[2:0]; with `simplified`, SCTLR.AFE, AP[0] is the access flag and counts as one. G5.7.1 */
function accessGrant(attributes: u32, simplified: bool): u32 {
  const access = ((attributes >> AP_SHIFT) & 3) | (simplified ? 1 : 0);
  if ((attributes & AP2) == 0) {
    switch (access) {
      case 0:
        return 0;
      case 1:
        return Grant.PrivilegedRead | Grant.PrivilegedWrite;
      case 2:
        return Grant.PrivilegedRead | Grant.PrivilegedWrite | Grant.UserRead;
      default:
        return Grant.PrivilegedRead | Grant.PrivilegedWrite | Grant.UserRead | Grant.UserWrite;
    }
  }
  if (access == 0) return 0;
  return access == 1 ? <u32>Grant.PrivilegedRead : Grant.PrivilegedRead | Grant.UserRead;
}
