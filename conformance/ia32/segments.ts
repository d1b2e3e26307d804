/** The local descriptor table that every back end has while a batch runs. */
import { CODE_ADDRESS, DESCRIPTOR_COUNT, DESCRIPTOR_SIZE, WINDOW_ADDRESS } from "./layout.ts";

/** What `modify_ldt` of Linux takes: always user privilege, always accessed. */
export interface LocalSegment {
  readonly base: number;
  readonly limit: number;
  /** D/B. */
  readonly big: boolean;
  readonly kind: "data" | "expandDown" | "code";
  /** Data that cannot be written, code that cannot be read. */
  readonly restricted: boolean;
  readonly pages: boolean;
  readonly present: boolean;
}

/** Below it, 16-bit offsets reach the window. */
export const LOW_BASE = WINDOW_ADDRESS - 0x8000;
const FLAT: LocalSegment = {
  base: 0,
  limit: 0xfffff,
  big: true,
  kind: "data",
  restricted: false,
  pages: true,
  present: true,
};
const CODE: LocalSegment = { ...FLAT, kind: "code" };
const SMALL = { pages: false, limit: 0xffff };

/** Table indices; the first 16-bit code segment is the last of them. */
export const Local = {
  code: 1,
  data: 2,
  low: 3,
  page: 4,
  readOnly: 5,
  expandDown: 6,
  executeOnly: 7,
  stack16: 8,
  absent: 9,
  expandDown16: 10,
  shifted: 11,
  absentCode: 12,
  code16: 16,
} as const;

/** 64 KiB of code each. */
const CODE16_COUNT = 16;

function table(): LocalSegment[] {
  const segments: LocalSegment[] = Array.from({ length: DESCRIPTOR_COUNT }, () => ({ ...FLAT, present: false }));
  segments[Local.code] = CODE;
  segments[Local.data] = FLAT;
  segments[Local.low] = { ...FLAT, base: LOW_BASE };
  segments[Local.page] = { ...FLAT, base: WINDOW_ADDRESS, pages: false, limit: 0xfff };
  segments[Local.readOnly] = { ...FLAT, restricted: true };
  segments[Local.expandDown] = { ...FLAT, kind: "expandDown", limit: WINDOW_ADDRESS >>> 12 };
  segments[Local.executeOnly] = { ...CODE, restricted: true };
  segments[Local.stack16] = { ...FLAT, ...SMALL, base: LOW_BASE, big: false };
  segments[Local.expandDown16] = {
    ...FLAT,
    base: LOW_BASE,
    big: false,
    kind: "expandDown",
    pages: false,
    limit: 0x8fff,
  };
  segments[Local.shifted] = { ...FLAT, base: WINDOW_ADDRESS + 0x123 };
  segments[Local.absentCode] = { ...CODE, present: false };
  for (let part = 0; part < CODE16_COUNT; part++) {
    segments[Local.code16 + part] = { ...CODE, ...SMALL, base: CODE_ADDRESS + part * 0x10000, big: false };
  }
  return segments;
}

export const SEGMENTS: readonly LocalSegment[] = table();

/** Selector of a local segment at privilege level 3. */
export const selectorOf = (index: number) => (index << 3) | 7;

/** As `struct user_desc` of Linux. */
export function writeUserDescriptors(view: DataView, at: number): void {
  SEGMENTS.forEach((segment, index) => {
    const to = at + index * DESCRIPTOR_SIZE;
    const contents = { data: 0, expandDown: 1, code: 2 }[segment.kind];
    const flags = [segment.big, false, false, segment.restricted, segment.pages, !segment.present];
    view.setUint32(to, index, true);
    view.setUint32(to + 4, segment.base, true);
    view.setUint32(to + 8, segment.limit, true);
    view.setUint32(
      to + 12,
      flags.reduce((bits, flag, bit) => bits | (flag ? 1 << bit : 0), contents << 1),
      true,
    );
  });
}

/** The eight bytes of a descriptor. SDM volume 3, figure 3-8. */
export function descriptorOf(segment: LocalSegment): bigint {
  const { base, limit, kind, restricted, big, pages, present } = segment;
  const type = { data: 0x1, expandDown: 0x5, code: 0x9 }[kind] | (restricted ? 0 : 2);
  const rights = type | 0x10 | (3 << 5) | (present ? 0x80 : 0);
  const low = ((base & 0xffff) << 16) | (limit & 0xffff);
  const high =
    (base & 0xff00_0000) |
    (pages ? 1 << 23 : 0) |
    (big ? 1 << 22 : 0) |
    (limit & 0xf_0000) |
    (rights << 8) |
    ((base >>> 16) & 0xff);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
