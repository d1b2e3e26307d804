/** Page tables of the system flavour: two address spaces that share EL1's part. */
import * as L from "./systemLayout.ts";

/** A page of a program: where it is seen, where it lies, and what may be done with it. */
export interface Mapping {
  readonly virtual: number;
  /** Offset in RAM, or an address outside of it for devices. */
  readonly physical: number;
  readonly bits: bigint;
}

/** Writes a descriptor: its offset in RAM, and its value. */
type Write = (offset: number, descriptor: bigint) => void;

const LEVEL1 = 0x1000;
const LEVEL2_DEVICES = 0x2000;
const LEVEL2 = 0x3000;
/** Level 3 for DEVICE's 2 MiB, for RAM's first and for its second 2 MiB. */
const LEVEL3 = { devices: 0x4000, code: 0x5000, data: 0x6000 } as const;
const INDEX_MASK = 511;
const SHIFTS = { level1: 30, level2: 21, level3: 12 } as const;

const indexOf = (address: number, shift: number) => Math.floor(address / 2 ** shift) & INDEX_MASK;
const tableAt = (offset: number) => BigInt(L.RAM_ADDRESS + offset) | L.Bits.table;

/** Offset in RAM of the level-3 descriptor of `virtual` in address space `space`. */
export function descriptorOffset(space: 0 | 1, virtual: number): number {
  const table = virtual < L.RAM_ADDRESS ? LEVEL3.devices : virtual < L.DATA_VA ? LEVEL3.code : LEVEL3.data;
  return L.TABLES[space] + table + 8 * indexOf(virtual, SHIFTS.level3);
}

/** The tables of one address space with these pages of the program's. */
export function writeTables(write: Write, space: 0 | 1, mappings: readonly Mapping[]): void {
  const base = L.TABLES[space];
  const entry = (table: number, address: number, shift: number, descriptor: bigint) =>
    write(base + table + 8 * indexOf(address, shift), descriptor);
  write(base, tableAt(base + LEVEL1));
  entry(LEVEL1, 0, SHIFTS.level1, tableAt(base + LEVEL2_DEVICES));
  entry(LEVEL1, L.RAM_ADDRESS, SHIFTS.level1, tableAt(base + LEVEL2));
  // The interrupt controller as a block of 2 MiB, for EL1 alone.
  entry(LEVEL2_DEVICES, L.GICD, SHIFTS.level2, BigInt(L.GICD) | L.Bits.device | L.Bits.valid | L.Bits.uxn | L.Bits.pxn);
  entry(LEVEL2_DEVICES, L.DEVICE, SHIFTS.level2, tableAt(base + LEVEL3.devices));
  entry(LEVEL2, L.CODE_VA, SHIFTS.level2, tableAt(base + LEVEL3.code));
  entry(LEVEL2, L.DATA_VA, SHIFTS.level2, tableAt(base + LEVEL3.data));
  for (let offset = 0; offset < L.KERNEL_SIZE; offset += L.PAGE) {
    const virtual = L.RAM_ADDRESS + offset;
    write(descriptorOffset(space, virtual), pageDescriptor({ virtual, physical: offset, bits: L.Bits.uxn }));
  }
  for (const mapping of mappings) write(descriptorOffset(space, mapping.virtual), pageDescriptor(mapping));
}

/** A valid level-3 descriptor. */
export function pageDescriptor({ physical, bits }: Mapping): bigint {
  if (physical >= L.RAM_SIZE) return BigInt(physical) | L.Bits.device | L.Bits.page | bits;
  return BigInt(L.RAM_ADDRESS + physical) | L.Bits.normal | L.Bits.page | bits;
}
