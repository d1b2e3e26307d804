/** The state in which the Linux and multiboot protocols hand over: protected mode, flat 4 GiB segments, no paging, no interrupts. */
import type { Ia32Register, Ia32SegmentState, Ia32Start, Segment } from "./loadPlan.ts";

/** __BOOT_CS and __BOOT_DS of the Linux boot protocol; multiboot takes any. */
const CODE_SELECTOR = 0x10;
const DATA_SELECTOR = 0x18;
/** Accessed, readable code and writable data: present, DPL 0, 32 bits, page granularity. */
const CODE_RIGHTS = 0xc09b;
const DATA_RIGHTS = 0xc093;
const LIMIT = 0xffff_ffff;
/** PE and ET. */
const CR0 = 0x11;
/** The bit of EFLAGS that is always set. */
const EFLAGS = 0x2;

const ENTRIES = 4;

/** The table that flatStart's selectors name. @param address guest-physical, a multiple of 8 */
export function flatGdt(address: number): Segment {
  const bytes = new Uint8Array(8 * ENTRIES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(CODE_SELECTOR, flatDescriptor(CODE_RIGHTS), true);
  view.setBigUint64(DATA_SELECTOR, flatDescriptor(DATA_RIGHTS), true);
  return { name: "descriptor table", address, bytes, size: bytes.length };
}

/** Base 0 and limit 0xfffff (pages) with these rights. SDM volume 3, 3.4.5. */
function flatDescriptor(rights: number): bigint {
  return (BigInt(rights | 0xf00) << 40n) | 0xffffn;
}

/** @param gdt as flatGdt gives it */
export function flatStart(
  eip: number,
  registers: Readonly<Partial<Record<Ia32Register, number>>>,
  gdt: Segment,
): Ia32Start {
  const segment = (selector: number, rights: number): Ia32SegmentState => ({ selector, base: 0, limit: LIMIT, rights });
  return {
    eip,
    registers,
    eflags: EFLAGS,
    cr0: CR0,
    cs: segment(CODE_SELECTOR, CODE_RIGHTS),
    data: segment(DATA_SELECTOR, DATA_RIGHTS),
    gdtr: { base: gdt.address, limit: gdt.size - 1 },
  };
}
