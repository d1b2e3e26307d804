/**
 * The x86 Linux kernel image, after Documentation/arch/x86/boot.rst: a setup header in the second half of the first sector
 * and after it, then 512-byte setup sectors for a BIOS, then the protected-mode code, which holds the compressed kernel.
 */
import { SETUP_HEADER, SETUP_HEADER_LIMIT } from "./bootParams.ts";
import { ImageReader } from "./bytes.ts";
import { ImageCorrupt, ImageEmpty, ImageNotRecognised, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { recognise } from "./recognise.ts";

const SECTOR = 512;
const MAGIC = 0x5372_6448;
const BOOT_FLAG = 0xaa55;
/** setup_sects when the field is 0. */
const DEFAULT_SETUP_SECTORS = 4;
/** Earlier protocols have no 32-bit pointer to the command line. */
const OLDEST = 0x202;
const LOADED_HIGH = 1;
const XLF_KERNEL_64 = 1;
/** Where the protected-mode code lies when the header does not say. */
const LOAD_HIGH_ADDRESS = 0x10_0000;

const Offset = {
  setupSectors: 0x1f1,
  bootFlag: 0x1fe,
  jump: 0x201,
  magic: 0x202,
  version: 0x206,
  loadFlags: 0x211,
  code32Start: 0x214,
  initrdAddressMax: 0x22c,
  xloadFlags: 0x236,
  commandLineSize: 0x238,
  payloadOffset: 0x248,
  payloadLength: 0x24c,
  preferredAddress: 0x258,
  initSize: 0x260,
} as const;

export interface BzImage {
  readonly name: string;
  /** Protocol version: 0x20f is 2.15. */
  readonly version: number;
  /** The setup header, from SETUP_HEADER on. */
  readonly header: Uint8Array;
  /** The protected-mode code. */
  readonly code: Uint8Array;
  /** Where `code` goes; its first byte is the 32-bit entry. */
  readonly code32Start: number;
  /** Last byte that the initrd may occupy. */
  readonly initrdAddressMax: number;
  /** Longest command line, without its NUL. */
  readonly commandLineSize: number;
  /** Memory that the kernel needs while it unpacks itself, before it has a memory map; `size` 0 when it does not say. */
  readonly working: { readonly start: number; readonly size: number };
  /** The compressed kernel, if the image has one that a loader may unpack. */
  readonly payload?: Uint8Array;
}

export function isBzImage(bytes: Uint8Array): boolean {
  if (bytes.length < Offset.version + 2) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(Offset.magic, true) === MAGIC;
}

/** @throws ImageError when the bytes are no bzImage of a 32-bit kernel */
export function parseBzImage(name: string, bytes: Uint8Array): BzImage {
  if (bytes.length === 0) throw new ImageEmpty(name);
  const reader = new ImageReader(name, bytes);
  if (!isBzImage(bytes)) {
    throw new ImageNotRecognised(name, "an x86 Linux kernel (bzImage)", recognise(bytes), "give arch/x86/boot/bzImage");
  }
  const version = checkHeader(reader);
  const header = setupHeader(reader);
  const since = (first: number, offset: number, otherwise: number) =>
    version >= first ? reader.u32("the setup header", offset) : otherwise;
  const code = protectedModeCode(reader);
  const code32Start = reader.u32("code32_start", Offset.code32Start) || LOAD_HIGH_ADDRESS;
  return {
    name,
    version,
    header,
    code,
    code32Start,
    initrdAddressMax: since(0x203, Offset.initrdAddressMax, 0x37ff_ffff),
    commandLineSize: since(0x206, Offset.commandLineSize, 255) || 255,
    working: workingMemory(reader, version, code32Start, code.length),
    payload: version >= 0x208 ? payloadOf(reader, code) : undefined,
  };
}

/** @returns the protocol version */
function checkHeader(reader: ImageReader): number {
  const flag = reader.u16("boot_flag", Offset.bootFlag);
  if (flag !== BOOT_FLAG) throw new ImageCorrupt(reader.image, "boot_flag", `is 0x${flag.toString(16)}, not 0xaa55`);
  const version = reader.u16("the protocol version", Offset.version);
  if (version < OLDEST) {
    const spelt = `${version >> 8}.${(version & 0xff).toString().padStart(2, "0")}`;
    throw new ImageUnsupported(reader.image, `boot protocol ${spelt}`, "give a kernel from 2.4 on (protocol 2.02)");
  }
  reader.require("the setup header", Offset.loadFlags, 1);
  if ((reader.bytes[Offset.loadFlags] & LOADED_HIGH) === 0) {
    throw new ImageUnsupported(reader.image, "a kernel that loads below 1 MiB (zImage)", "build it as bzImage");
  }
  if (version >= 0x20c && (reader.u16("xloadflags", Offset.xloadFlags) & XLF_KERNEL_64) !== 0) {
    throw new ImageUnsupported(reader.image, "a 64-bit kernel", "give a 32-bit one (i386, i686)");
  }
  return version;
}

/** It ends where the jump at its start leads to. */
function setupHeader(reader: ImageReader): Uint8Array {
  reader.require("the setup header", Offset.jump, 1);
  const end = Offset.magic + reader.bytes[Offset.jump];
  return reader.slice("the setup header", SETUP_HEADER, Math.min(end, SETUP_HEADER_LIMIT) - SETUP_HEADER);
}

function protectedModeCode(reader: ImageReader): Uint8Array {
  const sectors = reader.bytes[Offset.setupSectors] || DEFAULT_SETUP_SECTORS;
  const start = (1 + sectors) * SECTOR;
  reader.require("the protected-mode code", start, 1);
  return reader.slice("the protected-mode code", start, reader.size - start);
}

function workingMemory(reader: ImageReader, version: number, code32Start: number, length: number): BzImage["working"] {
  if (version < 0x20a) return { start: code32Start, size: length };
  const start = reader.u64("pref_address", Offset.preferredAddress);
  const size = reader.u32("init_size", Offset.initSize);
  if (start > 0xffff_ffff) throw new ImageTooLarge(reader.image, start, 2 ** 32, "its pref_address is past 4 GiB");
  return { start: Math.max(start, code32Start), size: Math.max(size, start > code32Start ? 0 : length) };
}

function payloadOf(reader: ImageReader, code: Uint8Array): Uint8Array | undefined {
  const offset = reader.u32("payload_offset", Offset.payloadOffset);
  const length = reader.u32("payload_length", Offset.payloadLength);
  if (offset === 0 || length === 0) return undefined;
  reader.require("the compressed kernel", reader.size - code.length + offset, length);
  return code.subarray(offset, offset + length);
}
