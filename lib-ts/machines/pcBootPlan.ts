/**
 * From images to a plan for a PC: which bytes go where in memory and how the boot processor starts. Pure, so that every
 * refusal of a bad image happens before a machine exists. What the kernel's file is decides the protocol: bzImage and
 * vmlinux are started by Linux's 32-bit boot protocol, kernels with a multiboot header by that specification, a ROM at the
 * reset vector.
 */
import { type BzImage, isBzImage, parseBzImage } from "../loader/bzImage.ts";
import type { E820Entry } from "../loader/e820.ts";
import { I386_ELF, isElf, readElf } from "../loader/elf.ts";
import { ImageMisplaced, ImageNotRecognised } from "../loader/imageError.ts";
import { type LinuxBoot, planBzImage, planVmlinux } from "../loader/linuxIa32.ts";
import { unpackPayload } from "../loader/linuxPayload.ts";
import { hex, type Ia32LoadPlan, type Ia32Start, type MemoryRange, type Segment } from "../loader/loadPlan.ts";
import { isMultiboot, planMultiboot } from "../loader/multiboot.ts";
import { recognise } from "../loader/recognise.ts";
import { isRomImage, planRom } from "../loader/romImage.ts";
import { checkInitrd, type NamedBytes, unpacked } from "./bootPlan.ts";
import { pcMemoryMap, pcRam } from "./pcMemory.ts";
import { checkVirtOptions, type KernelUnpacking, type VirtOptions } from "./virtOptions.ts";

export interface PcBootImages {
  readonly kernel: NamedBytes;
  /** A multiboot kernel's only module. */
  readonly initrd?: NamedBytes;
}

export interface PcBootOptions extends Pick<VirtOptions, "memoryMiB" | "vcpus" | "bootArguments" | "rngSeed"> {
  /** Default: "host". */
  readonly unpack?: KernelUnpacking;
  /** Address of ACPI's root pointer, if the machine has one where kernels do not look for it. */
  readonly rsdp?: number;
}

export interface PcBootPlan {
  /** Where the machine has RAM. */
  readonly ram: readonly MemoryRange[];
  /** What firmware would answer to E820h. */
  readonly map: readonly E820Entry[];
  /** Goes into RAM. */
  readonly segments: readonly Segment[];
  /** Read-only memory that ends at 4 GiB; its last 128 KiB are also seen below 1 MiB. */
  readonly rom?: Segment;
  /** State of the boot processor; undefined: it starts at its reset vector. */
  readonly start?: Ia32Start;
}

/** @throws ImageError, MachineOptionError */
export async function planPcBoot(images: PcBootImages, options: PcBootOptions): Promise<PcBootPlan> {
  checkVirtOptions(options);
  const { memoryMiB } = options;
  const ram = pcRam(memoryMiB);
  const map = pcMemoryMap(memoryMiB);
  const kernel = await unpacked(images.kernel, memoryMiB * 2 ** 20);
  if (isRom(kernel.bytes)) return { ram, map, segments: [], rom: planRom(kernel.name, kernel.bytes) };
  const program = await planProgram(kernel, images, options, map);
  checkInRam(kernel.name, program.segments, ram);
  return { ram, map, ...program };
}

/** What would lie where devices are, between the pieces of memory. @throws ImageMisplaced */
function checkInRam(image: string, segments: readonly Segment[], ram: readonly MemoryRange[]): void {
  for (const { name, address, size } of segments) {
    const end = address + size;
    if (ram.some((range) => address >= range.start && end <= range.start + range.size)) continue;
    throw new ImageMisplaced(image, `${name} at ${hex(address)}..${hex(end)}`, "lies where a PC has no memory");
  }
}

function isRom(bytes: Uint8Array): boolean {
  return isRomImage(bytes) && recognise(bytes) === "unknown data";
}

async function planProgram(
  { name, bytes }: NamedBytes,
  { initrd }: PcBootImages,
  { bootArguments = "", rsdp, rngSeed, memoryMiB, unpack = "host" }: PcBootOptions,
  map: readonly E820Entry[],
): Promise<Ia32LoadPlan> {
  if (isMultiboot(bytes) && !isBzImage(bytes)) {
    return planMultiboot(name, bytes, { commandLine: bootArguments, modules: initrd ? [initrd] : [], map });
  }
  if (initrd !== undefined) checkInitrd(initrd);
  const boot: LinuxBoot = { commandLine: bootArguments, initrd, map, rsdp, rngSeed };
  if (isBzImage(bytes)) {
    const image = parseBzImage(name, bytes);
    return unpack === "host" ? planUnpacked(image, boot, memoryMiB * 2 ** 20) : planBzImage(image, boot);
  }
  if (isElf(bytes)) return planVmlinux(name, readElf(name, bytes, I386_ELF), boot);
  throw new ImageNotRecognised(
    name,
    "an x86 kernel (bzImage, multiboot or an ELF file) or a ROM",
    recognise(bytes),
    "give vmlinuz of an i386 distribution",
  );
}

/** Without a payload the image is a program of another kind in the same wrapping, such as memtest86+. */
async function planUnpacked(image: BzImage, boot: LinuxBoot, limit: number): Promise<Ia32LoadPlan> {
  if (image.payload === undefined) return planBzImage(image, boot);
  const file = readElf(image.name, await unpackPayload(image.name, image.payload, limit), I386_ELF);
  return planVmlinux(image.name, file, boot, image);
}
