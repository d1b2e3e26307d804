/**
 * Linux's `struct boot_params` ("zero page"): Documentation/arch/x86/zero-page.rst, and boot.rst for the setup header in it.
 */
import type { E820Entry } from "./e820.ts";

export const BOOT_PARAMS_SIZE = 0x1000;
/** The setup header lies in boot_params where it lies in the file. */
export const SETUP_HEADER = 0x1f1;
/** Past it comes what is not the header's. */
export const SETUP_HEADER_LIMIT = 0x290;
/** The table in boot_params has no more. */
export const MAX_E820_ENTRIES = 128;

const E820_TABLE = 0x2d0;
const E820_ENTRY_SIZE = 20;

const Field = {
  rsdp: 0x070,
  e820Entries: 0x1e8,
  bootFlag: 0x1fe,
  headerMagic: 0x202,
  version: 0x206,
  typeOfLoader: 0x210,
  loadFlags: 0x211,
  code32Start: 0x214,
  ramdiskImage: 0x218,
  ramdiskSize: 0x21c,
  commandLine: 0x228,
  initrdAddressMax: 0x22c,
  commandLineSize: 0x238,
  setupData: 0x250,
} as const;

/** SETUP_RNG_SEED, since Linux 6.0. */
const RNG_SEED_TYPE = 9;

const HEADER_MAGIC = 0x5372_6448;
/** A loader without a number of its own. */
const UNDEFINED_LOADER = 0xff;
const LOADED_HIGH = 1;

export interface BootParameters {
  /** The kernel's own setup header, from SETUP_HEADER on; without one, the fields that a bare vmlinux reads are made. */
  readonly header?: Uint8Array;
  /** Address of the protected-mode code. */
  readonly code32Start: number;
  /** Address of the command line, which ends with NUL. */
  readonly commandLine: number;
  readonly initrd?: { readonly address: number; readonly size: number };
  readonly map: readonly E820Entry[];
  /** Address of the list of what has no field, for kernels from protocol 2.09 on. */
  readonly setupData?: number;
  /** Address of ACPI's root pointer; without it the kernel searches the BIOS area. */
  readonly rsdp?: number;
}

/** The page's bytes. @throws RangeError when the map has more than MAX_E820_ENTRIES, which is the machine's mistake */
export function writeBootParams(parameters: BootParameters): Uint8Array {
  const { header, map, initrd, rsdp, setupData } = parameters;
  const page = new Uint8Array(BOOT_PARAMS_SIZE);
  const view = new DataView(page.buffer);
  if (header !== undefined) page.set(header.subarray(0, SETUP_HEADER_LIMIT - SETUP_HEADER), SETUP_HEADER);
  else writeBareHeader(view);
  view.setUint8(Field.typeOfLoader, UNDEFINED_LOADER);
  view.setUint8(Field.loadFlags, view.getUint8(Field.loadFlags) | LOADED_HIGH);
  view.setUint32(Field.code32Start, parameters.code32Start, true);
  view.setUint32(Field.commandLine, parameters.commandLine, true);
  view.setUint32(Field.ramdiskImage, initrd?.address ?? 0, true);
  view.setUint32(Field.ramdiskSize, initrd?.size ?? 0, true);
  if (rsdp !== undefined) view.setBigUint64(Field.rsdp, BigInt(rsdp), true);
  if (setupData !== undefined) view.setBigUint64(Field.setupData, BigInt(setupData), true);
  writeMap(view, map);
  return page;
}

/** A `struct setup_data` with a seed for the kernel's random numbers, the last of its list. */
export function rngSeedData(seed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + seed.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, RNG_SEED_TYPE, true);
  view.setUint32(12, seed.length, true);
  bytes.set(seed, 16);
  return bytes;
}

function writeBareHeader(view: DataView): void {
  view.setUint16(Field.bootFlag, 0xaa55, true);
  view.setUint32(Field.headerMagic, HEADER_MAGIC, true);
  view.setUint16(Field.version, 0x20f, true);
  view.setUint32(Field.initrdAddressMax, 0x7fff_ffff, true);
  view.setUint32(Field.commandLineSize, 2047, true);
}

function writeMap(view: DataView, map: readonly E820Entry[]): void {
  if (map.length > MAX_E820_ENTRIES) throw new RangeError(`boot_params holds ${MAX_E820_ENTRIES} E820 entries`);
  view.setUint8(Field.e820Entries, map.length);
  map.forEach(({ start, size, type }, index) => {
    const at = E820_TABLE + index * E820_ENTRY_SIZE;
    view.setBigUint64(at, BigInt(start), true);
    view.setBigUint64(at + 8, BigInt(size), true);
    view.setUint32(at + 16, type, true);
  });
}
