/** AArch32 translation tables with short descriptors, in a test core's RAM: allocated from TABLES on; descriptors are the caller's. */
import { RAM_START, type TestCore } from "./core.ts";

const TABLES = 0x40000;
const SECTION = 2;
const TABLE = 1;

/** Bits of a section's descriptor. */
export const Section = {
  section: SECTION,
  pxn: 1 | SECTION,
  device: 1 << 2,
  cached: 3 << 2,
  xn: 1 << 4,
  domain: (n: number) => n << 5,
  /** AP[2:0]. */
  access: (ap: number) => ((ap & 3) << 10) | ((ap >> 2) << 15),
  notGlobal: 1 << 17,
  supersection: 1 << 18,
} as const;

/** Bits of a small page's descriptor. */
export const SmallPage = {
  page: 2,
  xn: 1,
  device: 1 << 2,
  cached: 3 << 2,
  access: (ap: number) => ((ap & 3) << 4) | ((ap >> 2) << 9),
  notGlobal: 1 << 11,
} as const;

export class ShortTables {
  /** Guest-physical address of the first-level table: 16 KiB. */
  readonly root: bigint;
  private next: number;

  /** @param offset of the first table in RAM, a multiple of 16 KiB */
  constructor(
    private readonly core: TestCore,
    offset = TABLES,
  ) {
    this.root = RAM_START + BigInt(offset);
    this.next = offset + 0x4000;
  }

  /** Enters a first-level descriptor for `va`. */
  section(va: number, descriptor: number): void {
    this.write(Number(this.root - RAM_START) + (va >>> 20) * 4, descriptor);
  }

  /** Enters a second-level descriptor for `va`, in a table with these bits in its own descriptor. */
  page(va: number, descriptor: number, tableBits = 0): void {
    const slot = Number(this.root - RAM_START) + (va >>> 20) * 4;
    const present = this.core.view.getUint32(this.core.ram + slot, true);
    const table = (present & 3) === TABLE ? present & ~0x3ff : this.allocate();
    this.write(slot, table | TABLE | tableBits);
    this.write((table >>> 0) - Number(RAM_START) + ((va >>> 12) & 0xff) * 4, descriptor);
  }

  private allocate(): number {
    const at = this.next;
    this.next += 0x400;
    return Number(RAM_START) + at;
  }

  private write(offset: number, value: number): void {
    this.core.view.setUint32(this.core.ram + offset, value >>> 0, true);
  }
}
