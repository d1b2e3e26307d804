/**
 * From images to a plan: what goes where in memory, where the boot CPU starts, and what X0 or R2 holds. Pure, so that every
 * refusal of a bad image happens before a machine exists.
 *
 * A Linux kernel lies at the start of RAM, then the device tree in 2 MiB of its own, then the initrd. A 32-bit kernel has room to
 * unpack itself before them. A firmware (a raw binary) lies in ROM at address 0 and finds the device tree at the start of RAM, as
 * QEMU's `-bios` has it.
 */
import { isArm64Image, parseArm64Image, planArm64Image } from "../loader/arm64Image.ts";
import { isCpio, readCpio } from "../loader/cpio.ts";
import { isElf, planElf } from "../loader/elf.ts";
import type { Fdt } from "../loader/fdt.ts";
import { readFdt } from "../loader/fdtReader.ts";
import { writeFdt } from "../loader/fdtWriter.ts";
import { gunzip, isGzip } from "../loader/gzip.ts";
import { ImageEmpty, ImageNotRecognised, ImageTooLarge } from "../loader/imageError.ts";
import { planAarch32Kernel } from "../loader/linuxAarch32.ts";
import { alignUp, checkPlacement, type LoadPlan, type MemoryRange, type Segment } from "../loader/loadPlan.ts";
import { recognise } from "../loader/recognise.ts";
import { MAX_BOOT_ARGUMENTS_AARCH32, VIRT_FLASH, VIRT_RAM_START } from "./virtMap.ts";
import { checkVirtOptions, type KernelUnpacking, type VirtArchitecture, type VirtOptions } from "./virtOptions.ts";
import { amendTree, type Chosen, virtTree } from "./virtTree.ts";

/** An image by name, for messages. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BootImages {
  readonly kernel: NamedBytes;
  readonly initrd?: NamedBytes;
  readonly dtb?: NamedBytes;
}

export interface BootOptions extends VirtOptions {
  /** Default: "aarch64". */
  readonly architecture?: VirtArchitecture;
  /** Who unpacks a zImage; default: "host". */
  readonly unpack?: KernelUnpacking;
}

export interface BootPlan {
  readonly architecture: VirtArchitecture;
  readonly ram: MemoryRange;
  /** Goes into RAM. */
  readonly segments: readonly Segment[];
  /** Goes into ROM at address 0, for firmware. */
  readonly rom?: Segment;
  /** Bit 0 of an AArch32 address asks for T32. */
  readonly entry: number;
  /** X0 or R2 of the boot CPU: the device tree's address. */
  readonly argument: number;
}

const TWO_MIB = 0x20_0000;
const PAGE = 0x1000;
/** Exceptions that an A32 program has a vector for at its start. */
const VECTORS = 7;
/** Room for the additions that firmware makes to its tree. */
const FIRMWARE_TREE_SPACE = 0x1_0000;

/** @throws ImageError, MachineOptionError */
export async function planBoot(images: BootImages, options: BootOptions): Promise<BootPlan> {
  const { architecture = "aarch64" } = options;
  checkVirtOptions(options, architecture === "aarch32" ? MAX_BOOT_ARGUMENTS_AARCH32 : undefined);
  const ram = { start: VIRT_RAM_START, size: options.memoryMiB * 2 ** 20 };
  const kernel = await unpacked(images.kernel, ram.size);
  if (isFirmware(kernel.bytes, architecture)) return planFirmware(kernel, images, { ...options, architecture }, ram);
  const program = await planKernel(kernel, ram, options);
  const end = Math.max(...program.segments.map(({ address, size }) => address + size));
  const treeAt = alignUp(Math.max(end, program.clear ?? 0), TWO_MIB);
  const initrd = images.initrd && planInitrd(images.initrd, treeAt + TWO_MIB, ram);
  const chosen = chosenOf(options, initrd);
  const blob = writeFdt(treeFor(images.dtb ?? program.dtb, ram, options, chosen));
  const tree = { name: "device tree", address: treeAt, bytes: blob, size: blob.length };
  const segments = [...program.segments, tree, ...(initrd ? [initrd] : [])];
  requireRoom(kernel.name, segments, ram);
  checkPlacement(kernel.name, segments, ram);
  return { architecture, ram, segments, entry: program.entry, argument: treeAt };
}

/** A gzip file's contents, or the bytes as they are. @throws ImageError */
export async function unpacked(kernel: NamedBytes, limit: number): Promise<NamedBytes> {
  if (kernel.bytes.length === 0) throw new ImageEmpty(kernel.name);
  return isGzip(kernel.bytes) ? { name: kernel.name, bytes: await gunzip(kernel.name, kernel.bytes, limit) } : kernel;
}

/** A kernel with what it says about the rest. */
interface KernelPlan extends LoadPlan {
  /** Where the tree may begin at the earliest. */
  readonly clear?: number;
  /** The tree that came with it. */
  readonly dtb?: NamedBytes;
}

async function planKernel(
  { name, bytes }: NamedBytes,
  ram: MemoryRange,
  { architecture, unpack = "host" }: BootOptions,
): Promise<KernelPlan> {
  if (architecture === "aarch32") {
    const { dtb, ...plan } = await planAarch32Kernel(name, bytes, ram, unpack);
    return { ...plan, dtb: dtb && { name: `${name}'s device tree`, bytes: dtb } };
  }
  return isElf(bytes) ? planElf(name, bytes, ram) : planArm64Image(parseArm64Image(name, bytes), ram);
}

/** A branch in the first word, or seven vectors, and no format that we know: code that starts at its first byte. */
function isFirmware(bytes: Uint8Array, architecture: VirtArchitecture): boolean {
  if (bytes.length < VECTORS * 4 || isArm64Image(bytes) || recognise(bytes) !== "unknown data") return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (architecture === "aarch64") return view.getUint32(0, true) >>> 26 === 0b000101;
  return Array.from({ length: VECTORS }, (_, vector) => view.getUint32(4 * vector, true)).every(isVector);
}

/** B, or LDR PC from a literal: what an A32 vector holds. */
function isVector(word: number): boolean {
  return word >>> 24 === 0xea || (word & 0xffff_f000) >>> 0 === 0xe59f_f000;
}

function planFirmware(
  firmware: NamedBytes,
  images: BootImages,
  options: BootOptions & Pick<BootPlan, "architecture">,
  ram: MemoryRange,
): BootPlan {
  const size = alignUp(firmware.bytes.length, PAGE);
  if (size > VIRT_FLASH.size) throw new ImageTooLarge(firmware.name, size, VIRT_FLASH.size, "the flash has no more");
  const initrd = images.initrd && planInitrd(images.initrd, ram.start + 2 * TWO_MIB, ram);
  const tree = treeFor(images.dtb, ram, options, chosenOf(options, initrd));
  const blob = writeFdt(tree, FIRMWARE_TREE_SPACE);
  return {
    architecture: options.architecture,
    ram,
    segments: [
      { name: "device tree", address: ram.start, bytes: blob, size: blob.length },
      ...(initrd ? [initrd] : []),
    ],
    rom: { name: firmware.name, address: VIRT_FLASH.start, bytes: firmware.bytes, size },
    entry: VIRT_FLASH.start,
    argument: ram.start,
  };
}

function chosenOf({ bootArguments, rngSeed }: VirtOptions, initrd?: Segment): Chosen {
  return { bootArguments, rngSeed, initrd: initrd && { start: initrd.address, size: initrd.size } };
}

function treeFor(dtb: NamedBytes | undefined, ram: MemoryRange, options: BootOptions, chosen: Chosen): Fdt {
  if (dtb === undefined) return virtTree(ram, options.vcpus, chosen, options.architecture);
  const tree = readFdt(dtb.name, dtb.bytes);
  amendTree(tree, ram, chosen);
  return tree;
}

function planInitrd({ name, bytes }: NamedBytes, address: number, ram: MemoryRange): Segment {
  checkInitrd({ name, bytes });
  const room = ram.start + ram.size - address;
  if (bytes.length > room) throw new ImageTooLarge(name, bytes.length, Math.max(0, room));
  return { name, address, bytes, size: bytes.length };
}

/** What Linux cannot unpack either; an archive that is not compressed is read to its end. */
const NOT_AN_INITRD = /text|script|web page|picture|Debian|zip archive|Image|ELF|zeros|device tree|program|bzImage/;

/** @throws ImageError when the bytes are no archive that Linux unpacks */
export function checkInitrd({ name, bytes }: NamedBytes): void {
  if (bytes.length === 0) throw new ImageEmpty(name);
  if (isCpio(bytes)) readCpio(name, bytes);
  const found = recognise(bytes);
  if (NOT_AN_INITRD.test(found)) {
    throw new ImageNotRecognised(
      name,
      "an initrd (cpio, perhaps compressed)",
      found,
      "pack a folder with cpio -H newc",
    );
  }
}

/** The common failure, said in terms of memory instead of addresses. */
function requireRoom(name: string, segments: readonly Segment[], ram: MemoryRange): void {
  const end = Math.max(...segments.map(({ address, size }) => address + size));
  if (end > ram.start + ram.size) throw new ImageTooLarge(name, end - ram.start, ram.size);
}
