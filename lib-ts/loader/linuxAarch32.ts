/**
 * A 32-bit Arm kernel as a plan (Documentation/arch/arm/booting.rst): zImage, unpacked here or by its own code, the kernel unpacked
 * already (Image), or an ELF file. It starts with the MMU and the caches off, in Supervisor mode, the tree's address in R2.
 */
import { AARCH32_ELF, isElf, physicalEntry, readElf } from "./elf.ts";
import { ImageEmpty, ImageNotRecognised, ImageTooLarge } from "./imageError.ts";
import { checkPlacement, type LoadPlan, type MemoryRange } from "./loadPlan.ts";
import { recognise } from "./recognise.ts";
import { isZImage, parseZImage, USUAL_TEXT_OFFSET, unpackZImage, type ZImage } from "./zImage.ts";

/** What lies above is out of the way of a kernel that unpacks itself to the start of memory. */
const CLEAR_OF_KERNEL = 0x800_0000;
/** Memory below which there is no such place: then the middle will do. */
const MEGABYTE = 0x10_0000;
/** Where a zImage does best, so that it need not move before it unpacks: it must begin in the first 128 MiB. */
const ZIMAGE_OFFSET = 0x200_0000;
/** Heap and stack of the program that unpacks a kernel, behind its last byte. */
const ZIMAGE_WORKING = 0x10_0000;
/** SUB R8, R8, #TEXT_OFFSET near the kernel's start takes the start of memory from its own address. */
const SUB_R8_R8 = 0xe248_8000;
const MODIFIED_IMMEDIATE = 0xfff;
const HEAD_BYTES = 0x1000;
/** A condition "always", as in the first instruction of a kernel, which is A32 also where the rest is T32. */
const ALWAYS = 0xe;

export interface Aarch32Plan extends LoadPlan {
  /** Where the tree and the initrd may begin. */
  readonly clear: number;
  /** The tree that came with the kernel. */
  readonly dtb?: Uint8Array;
}

/** @throws ImageError when the bytes are no such kernel, or it does not fit */
export async function planAarch32Kernel(
  name: string,
  bytes: Uint8Array,
  ram: MemoryRange,
  unpack: "host" | "guest",
): Promise<Aarch32Plan> {
  if (bytes.length === 0) throw new ImageEmpty(name);
  if (isElf(bytes)) {
    const file = readElf(name, bytes, AARCH32_ELF);
    checkPlacement(name, file.segments, ram);
    return { entry: physicalEntry(name, file), segments: file.segments, clear: ram.start };
  }
  if (isZImage(bytes)) return planZImage(parseZImage(name, bytes), ram, unpack);
  if (isArmImage(bytes)) {
    return planImage(name, { bytes, size: bytes.length, textOffset: textOffsetOf(bytes) ?? USUAL_TEXT_OFFSET }, ram);
  }
  throw new ImageNotRecognised(
    name,
    "a 32-bit Arm kernel (zImage, Image or an ELF file) or firmware",
    recognise(bytes),
    "give vmlinuz of an armhf distribution",
  );
}

async function planZImage(image: ZImage, ram: MemoryRange, unpack: "host" | "guest"): Promise<Aarch32Plan> {
  const { name, program, dtb } = image;
  if (unpack === "host") return { ...planImage(name, await unpackZImage(image, ram.size), ram), dtb };
  const address = ram.start + Math.min(ZIMAGE_OFFSET, alignDown(ram.size / 4));
  const size = program.length + ZIMAGE_WORKING;
  const segments = [{ name: "kernel", address, bytes: program, size }];
  checkPlacement(name, segments, ram);
  return { entry: address, segments, clear: clearOfKernel(ram), dtb };
}

function planImage(
  name: string,
  { bytes, size, textOffset }: { bytes: Uint8Array; size: number; textOffset: number },
  ram: MemoryRange,
): Aarch32Plan {
  if (textOffset + size > ram.size) throw new ImageTooLarge(name, textOffset + size, ram.size);
  const address = ram.start + textOffset;
  return { entry: address, segments: [{ name: "kernel", address, bytes, size }], clear: clearOfKernel(ram) };
}

function clearOfKernel(ram: MemoryRange): number {
  return ram.start + Math.min(CLEAR_OF_KERNEL, alignDown(ram.size / 2));
}

function alignDown(value: number): number {
  return Math.floor(value / MEGABYTE) * MEGABYTE;
}

/** Code in A32 of a format without a name. */
function isArmImage(bytes: Uint8Array): boolean {
  if (bytes.length < HEAD_BYTES || recognise(bytes) !== "unknown data") return false;
  return bytes[3] >>> 4 === ALWAYS;
}

/** TEXT_OFFSET as the code at a kernel's start has it. */
export function textOffsetOf(image: Uint8Array): number | undefined {
  const view = new DataView(image.buffer, image.byteOffset, Math.min(image.length, HEAD_BYTES) & ~3);
  for (let at = 0; at < view.byteLength; at += 4) {
    const word = view.getUint32(at, true);
    if ((word & ~MODIFIED_IMMEDIATE) >>> 0 === SUB_R8_R8) return modifiedImmediate(word & MODIFIED_IMMEDIATE);
  }
  return undefined;
}

/** Eight bits, rotated to the right by twice a number of four. DDI 0487 F1.7.7 */
function modifiedImmediate(bits: number): number {
  const rotation = (bits >>> 8) * 2;
  const value = bits & 0xff;
  return ((value >>> rotation) | (value << (32 - rotation))) >>> 0;
}
