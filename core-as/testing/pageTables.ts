/** Translation tables in a test core's RAM: tables are allocated from TABLES on, descriptors are the caller's. */
import { RAM_START, type TestCore } from "./core.ts";

export type Granule = 12 | 14 | 16;

const TABLES = 0x40000;
const TABLE = 3n;

/** Descriptor bits. */
export const Attribute = {
  page: 3n,
  block: 1n,
  el0: 1n << 6n,
  readOnly: 1n << 7n,
  accessed: 1n << 10n,
  notGlobal: 1n << 11n,
  pxn: 1n << 53n,
  uxn: 1n << 54n,
  tablePxn: 1n << 59n,
  tableXn: 1n << 60n,
  tableNoEl0: 1n << 61n,
  tableReadOnly: 1n << 62n,
  /** AttrIndx 1: Device memory in MAIR. */
  device: 1n << 2n,
} as const;

export class PageTables {
  /** Guest-physical address of the first table. */
  readonly root: bigint;

  constructor(
    private readonly core: TestCore,
    readonly granule: Granule = 12,
    private readonly inputBits = 48,
    private next = TABLES,
  ) {
    this.root = this.allocate();
  }

  /** Level of the first table. */
  get startLevel(): number {
    const stride = this.granule - 3;
    return 4 - Math.ceil((this.inputBits - this.granule) / stride);
  }

  /** Enters `descriptor` for `va` at `level`, with `tableBits` in the table descriptors above it. */
  set(va: bigint, level: number, descriptor: bigint, tableBits = 0n): void {
    let table = this.root;
    for (let at = this.startLevel; at < level; at++) {
      const slot = this.slot(table, va, at);
      const present = this.read(slot);
      const below = (present & 1n) === 1n ? present & 0xffff_ffff_f000n : this.allocate();
      this.write(slot, below | TABLE | tableBits);
      table = below;
    }
    this.write(this.slot(table, va, level), descriptor);
  }

  private slot(table: bigint, va: bigint, level: number): bigint {
    const stride = this.granule - 3;
    const shift = BigInt(this.granule + (3 - level) * stride);
    const bits = level === this.startLevel ? BigInt(this.inputBits) - shift : BigInt(stride);
    return table + ((va >> shift) & ((1n << bits) - 1n)) * 8n;
  }

  private allocate(): bigint {
    const size = 1 << this.granule;
    const at = Math.ceil(this.next / size) * size;
    this.next = at + size;
    return RAM_START + BigInt(at);
  }

  private read(address: bigint): bigint {
    return this.core.view.getBigUint64(this.core.ram + Number(address - RAM_START), true);
  }
  private write(address: bigint, value: bigint): void {
    this.core.view.setBigUint64(this.core.ram + Number(address - RAM_START), BigInt.asUintN(64, value), true);
  }
}
