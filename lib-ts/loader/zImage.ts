/**
 * The 32-bit Arm Linux kernel as zImage: a program that unpacks a kernel into memory and starts it. Documentation/arch/arm/booting.rst
 * and the table that arch/arm/boot/compressed lays out for loaders:
 *
 *   0x24  magic            u32 0x016f2818
 *   0x28  start, end       u32 each, addresses that it was linked for
 *   0x30  endianness       u32 0x04030201
 *   0x34  magic of table   u32 0x45454545
 *   0x38  table            u32, address: words in the byte order of loaders, which is little endian
 *
 *   table   size in words, magic 0x5a534c4b, address of the unpacked size, which ends the payload, size of .bss, and from version
 *           5.12 on TEXT_OFFSET and the size of the heap
 */
import { ImageReader } from "./bytes.ts";
import { ImageCorrupt, ImageError, ImageNotRecognised, ImageUnsupported } from "./imageError.ts";
import { unpackPayload } from "./linuxPayload.ts";
import { recognise } from "./recognise.ts";

const MAGIC = 0x016f_2818;
const LITTLE_ENDIAN = 0x0403_0201;
const TABLE_MAGIC = 0x4545_4545;
const SIZES_MAGIC = 0x5a53_4c4b;
const FDT_MAGIC = 0xd00d_feed;

const Offset = { magic: 0x24, start: 0x28, end: 0x2c, endianness: 0x30, tableMagic: 0x34, table: 0x38 } as const;
/** Of the table, in bytes. */
const Table = { words: 0, magic: 4, sizeAddress: 8, bssSize: 12, textOffset: 16 } as const;
/** Words of a table with TEXT_OFFSET, this one included. */
const WORDS_WITH_TEXT_OFFSET = 6;
/** Where kernels go that do not say otherwise: arch/arm/Makefile. */
export const USUAL_TEXT_OFFSET = 0x8000;
/** How the compressed kernel begins. */
const PAYLOADS: readonly (readonly number[])[] = [
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
  [0x1f, 0x8b, 8, 0],
  [2, 0x21, 0x4c, 0x18],
];

export interface ZImage {
  readonly name: string;
  /** The program, without what is appended. */
  readonly program: Uint8Array;
  /** The tree that is appended to it, where there is one. */
  readonly dtb?: Uint8Array;
  /** What is known of the kernel inside; undefined where the table is missing, as before version 4.15. */
  readonly kernel?: {
    /** Where in `program` the compressed kernel ends. */
    readonly end: number;
    /** Memory that it takes behind its last byte. */
    readonly bssSize: number;
    /** Where it wants to lie from the start of memory. */
    readonly textOffset: number;
  };
}

/** A kernel that is unpacked. */
export interface ArmKernel {
  readonly bytes: Uint8Array;
  /** In memory, .bss included. */
  readonly size: number;
  readonly textOffset: number;
}

export function isZImage(bytes: Uint8Array): boolean {
  if (bytes.length < Offset.endianness) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(Offset.magic, true) === MAGIC;
}

/** @throws ImageError when the bytes are no little-endian zImage */
export function parseZImage(name: string, bytes: Uint8Array): ZImage {
  if (!isZImage(bytes)) {
    throw new ImageNotRecognised(name, "a 32-bit Arm kernel (zImage)", recognise(bytes), "give arch/arm/boot/zImage");
  }
  const reader = new ImageReader(name, bytes);
  if (reader.u32("the byte order", Offset.endianness) !== LITTLE_ENDIAN) {
    throw new ImageUnsupported(name, "a big-endian kernel", "build it with CONFIG_CPU_LITTLE_ENDIAN");
  }
  const start = reader.u32("the start address", Offset.start);
  const size = reader.u32("the end address", Offset.end) - start;
  if (size <= Offset.table) throw new ImageCorrupt(name, "the end address", "lies before the program's first code");
  const program = reader.slice("the program", 0, size);
  return { name, program, dtb: appendedTree(reader, size), kernel: kernelInside(reader, start, size) };
}

/** CONFIG_ARM_APPENDED_DTB: the tree begins where the program ends. */
function appendedTree(reader: ImageReader, at: number): Uint8Array | undefined {
  if (at + 8 > reader.size) return undefined;
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset);
  if (view.getUint32(at) !== FDT_MAGIC) return undefined;
  return reader.slice("the appended device tree", at, view.getUint32(at + 4));
}

function kernelInside(reader: ImageReader, start: number, size: number): ZImage["kernel"] {
  if (reader.u32("the table's magic", Offset.tableMagic) !== TABLE_MAGIC) return undefined;
  const table = reader.u32("the table's address", Offset.table) - start;
  const field = (offset: number) => reader.u32("the table", table + offset);
  if (field(Table.magic) !== SIZES_MAGIC) return undefined;
  const end = field(Table.sizeAddress) - start + 4;
  if (end < Offset.table || end > size) throw new ImageCorrupt(reader.image, "the compressed kernel", `ends at ${end}`);
  const says = field(Table.words) >= WORDS_WITH_TEXT_OFFSET;
  return { end, bssSize: field(Table.bssSize), textOffset: says ? field(Table.textOffset) : USUAL_TEXT_OFFSET };
}

/**
 * The kernel inside, unpacked.
 * @param limit largest unpacked size in bytes
 * @throws ImageUnsupported for a format that is not known here; ImageTooLarge; ImageCorrupt
 */
export async function unpackZImage({ name, program, kernel }: ZImage, limit: number): Promise<ArmKernel> {
  const unknown = new ImageUnsupported(
    name,
    "the way that its kernel is packed",
    "let the guest unpack it: unpack=guest",
  );
  if (kernel === undefined) throw unknown;
  const { end, bssSize, textOffset } = kernel;
  let failure: ImageError = unknown;
  for (const at of candidates(program.subarray(0, end))) {
    try {
      const bytes = await unpackPayload(name, program.subarray(at, end), limit);
      return { bytes, size: bytes.length + bssSize, textOffset };
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Where the compressed kernel may begin: the program that unpacks it has the same bytes, to compare with. */
function* candidates(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length; at++) {
    if (PAYLOADS.some((magic) => magic.every((byte, index) => bytes[at + index] === byte))) yield at;
  }
}
