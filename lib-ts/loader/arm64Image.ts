/**
 * The arm64 Linux kernel image, after Documentation/arch/arm64/booting.rst ("4. Call the kernel image").
 *
 *   0  code0, code1      u32 each, executable
 *   8  text_offset       u64, image load offset from a 2 MiB aligned base
 *  16  image_size        u64, effective size including BSS
 *  24  flags             u64, bit 0 endianness, bits 2..1 page size, bit 3 placement
 *  56  magic             u32 "ARM\x64"
 *  60  PE header offset  u32
 */
import { ImageReader } from "./bytes.ts";
import { ImageCorrupt, ImageEmpty, ImageNotRecognised, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { alignUp, checkPlacement, type LoadPlan, type MemoryRange } from "./loadPlan.ts";
import { recognise } from "./recognise.ts";

const HEADER_SIZE = 64;
const MAGIC = 0x644d_5241;
/** Kernels before 3.17 have image_size 0 and want this text_offset. */
const LEGACY_TEXT_OFFSET = 0x80000;
const TWO_MIB = 0x20_0000;

const Offset = { textOffset: 8, imageSize: 16, flags: 24, magic: 56 } as const;

export type KernelPageSize = "unspecified" | "4K" | "16K" | "64K";
const PAGE_SIZES: readonly KernelPageSize[] = ["unspecified", "4K", "16K", "64K"];

export interface Arm64Image {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly textOffset: number;
  /** Memory that the running kernel takes from its load address on, BSS included. */
  readonly imageSize: number;
  readonly pageSize: KernelPageSize;
  /** Whether the kernel may lie anywhere, or wants to be near the start of memory. */
  readonly anywhere: boolean;
}

/** Whether the bytes carry the arm64 Image magic. */
export function isArm64Image(bytes: Uint8Array): boolean {
  return (
    bytes.length >= HEADER_SIZE && new DataView(bytes.buffer, bytes.byteOffset).getUint32(Offset.magic, true) === MAGIC
  );
}

/** @throws ImageError when the bytes are not a little-endian arm64 Image */
export function parseArm64Image(name: string, bytes: Uint8Array): Arm64Image {
  if (bytes.length === 0) throw new ImageEmpty(name);
  const reader = new ImageReader(name, bytes);
  if (!isArm64Image(bytes)) refuseOther(reader);
  const flags = reader.u64Exact("flags", Offset.flags);
  if ((flags & 1n) !== 0n) {
    throw new ImageUnsupported(name, "a big-endian kernel", "build it with CONFIG_CPU_LITTLE_ENDIAN");
  }
  const imageSize = reader.u64("image_size", Offset.imageSize);
  const legacy = imageSize === 0;
  if (!legacy && imageSize < bytes.length) {
    throw new ImageCorrupt(name, "image_size", `is ${imageSize}, less than the file's ${bytes.length} bytes`);
  }
  return {
    name,
    bytes,
    textOffset: legacy ? LEGACY_TEXT_OFFSET : reader.u64("text_offset", Offset.textOffset),
    imageSize: legacy ? bytes.length : imageSize,
    pageSize: PAGE_SIZES[Number((flags >> 1n) & 3n)],
    anywhere: (flags & 8n) !== 0n,
  };
}

function refuseOther(reader: ImageReader): never {
  const found = recognise(reader.bytes);
  if (found === "unknown data" || found === "zeros") reader.require("the 64-byte header", 0, HEADER_SIZE);
  throw new ImageNotRecognised(
    reader.image,
    "an uncompressed arm64 kernel (Image)",
    found,
    "give arch/arm64/boot/Image, or vmlinuz of an arm64 distribution",
  );
}

/**
 * Places the kernel at the first 2 MiB boundary of memory plus its text_offset.
 * @throws ImageTooLarge when it does not fit
 */
export function planArm64Image(image: Arm64Image, ram: MemoryRange): LoadPlan {
  const base = alignUp(ram.start, TWO_MIB);
  const address = base + image.textOffset;
  const need = address - ram.start + image.imageSize;
  if (need > ram.size) throw new ImageTooLarge(image.name, need, ram.size);
  const segments = [{ name: "kernel", address, bytes: image.bytes, size: image.imageSize }];
  checkPlacement(image.name, segments, ram);
  return { entry: address, segments };
}
