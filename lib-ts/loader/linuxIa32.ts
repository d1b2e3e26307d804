/**
 * A 32-bit x86 Linux kernel as a plan, by the 32-bit boot protocol (Documentation/arch/x86/boot.rst, "32-bit Boot Protocol"):
 * kernel, initrd, command line and boot_params in memory, ESI with the address of boot_params, flat segments.
 */
import { BOOT_PARAMS_SIZE, rngSeedData, writeBootParams } from "./bootParams.ts";
import type { BzImage } from "./bzImage.ts";
import { type E820Entry, usableFrom } from "./e820.ts";
import { type ElfFile, physicalEntry } from "./elf.ts";
import { flatGdt, flatStart } from "./ia32Start.ts";
import { ImageTooLarge } from "./imageError.ts";
import { checkPlacement, type Ia32LoadPlan, type Segment } from "./loadPlan.ts";

/** What every kernel reads before it has taken memory of its own, below the EBDA and above the BIOS data area. */
const GDT_ADDRESS = 0x1000;
const BOOT_PARAMS_ADDRESS = 0x1_0000;
const SETUP_DATA_ADDRESS = 0x1_1000;
const COMMAND_LINE_ADDRESS = 0x2_0000;
const HIGH_MEMORY = 0x10_0000;
const PAGE = 0x1000;
/** COMMAND_LINE_SIZE of x86 Linux, without the NUL. */
const COMMAND_LINE_MAX = 2047;
/** The first protocol with a pointer to setup data. */
const SETUP_DATA_VERSION = 0x209;

export interface LinuxBoot {
  readonly commandLine: string;
  readonly initrd?: { readonly name: string; readonly bytes: Uint8Array };
  /** The machine's memory. */
  readonly map: readonly E820Entry[];
  readonly rsdp?: number;
  /** For the kernel's random numbers: a machine without disks has no other source. */
  readonly rngSeed?: Uint8Array;
}

/** What a kernel's header says, or what holds for a kernel without one. */
type KernelLimits = Pick<BzImage, "version" | "initrdAddressMax" | "commandLineSize"> & {
  readonly header?: Uint8Array;
  readonly code32Start: number;
};

/** The kernel as it is: its own code unpacks it. @throws ImageTooLarge, ImageMisplaced, ImageError */
export function planBzImage(image: BzImage, boot: LinuxBoot): Ia32LoadPlan {
  const { name, code, code32Start, working } = image;
  const kernel = { name: "kernel", address: code32Start, bytes: code, size: code.length };
  const end = Math.max(code32Start + code.length, working.start + working.size);
  return planLinux(name, [kernel], code32Start, end, image, boot);
}

/**
 * A kernel that is unpacked already, at the addresses that it was linked for.
 * @param image the bzImage that it came in, if it came in one
 */
export function planVmlinux(name: string, file: ElfFile, boot: LinuxBoot, image?: BzImage): Ia32LoadPlan {
  const { segments } = file;
  const entry = linuxEntry(name, file);
  const end = Math.max(...segments.map(({ address, size }) => address + size));
  const working = image === undefined ? 0 : image.working.start + image.working.size;
  const limits: KernelLimits = image ?? {
    version: 0x20f,
    code32Start: entry,
    initrdAddressMax: 0x7fff_ffff,
    commandLineSize: COMMAND_LINE_MAX,
  };
  return planLinux(name, segments, entry, Math.max(end, working), limits, boot);
}

/** Linux links e_entry as the physical address; other programs' are virtual. @throws ImageMisplaced */
function linuxEntry(name: string, file: ElfFile): number {
  const at = Number(file.entry);
  const physical = file.segments.some(({ address, size }) => at >= address && at < address + size);
  return physical ? at : physicalEntry(name, file);
}

/** @param end where memory begins that the kernel does not need before it knows what is where */
function planLinux(
  name: string,
  kernel: readonly Segment[],
  entry: number,
  end: number,
  limits: KernelLimits,
  boot: LinuxBoot,
): Ia32LoadPlan {
  const high = usableFrom(boot.map, HIGH_MEMORY);
  if (end - HIGH_MEMORY > high) throw new ImageTooLarge(name, end, HIGH_MEMORY + high);
  const initrd =
    boot.initrd && placeInitrd(boot.initrd, end, Math.min(HIGH_MEMORY + high, limits.initrdAddressMax + 1));
  const gdt = flatGdt(GDT_ADDRESS);
  const extra = boot.rngSeed && limits.version >= SETUP_DATA_VERSION ? setupData(boot.rngSeed) : undefined;
  const parameters = writeBootParams({
    header: limits.header,
    code32Start: limits.code32Start,
    commandLine: COMMAND_LINE_ADDRESS,
    initrd,
    map: boot.map,
    setupData: extra?.address,
    rsdp: boot.rsdp,
  });
  const page: Segment = {
    name: "boot_params",
    address: BOOT_PARAMS_ADDRESS,
    bytes: parameters,
    size: BOOT_PARAMS_SIZE,
  };
  const line = commandLine(name, boot.commandLine, limits.commandLineSize);
  const segments = [gdt, page, ...(extra ? [extra] : []), line, ...kernel, ...(initrd ? [initrd] : [])];
  checkPlacement(name, segments, { start: 0, size: HIGH_MEMORY + high });
  return { segments, start: flatStart(entry, { esi: BOOT_PARAMS_ADDRESS }, gdt) };
}

function setupData(seed: Uint8Array): Segment {
  const bytes = rngSeedData(seed);
  return { name: "setup data", address: SETUP_DATA_ADDRESS, bytes, size: bytes.length };
}

/** As high as it may lie, so that a kernel that moves while it unpacks itself does not meet it. */
function placeInitrd({ name, bytes }: NonNullable<LinuxBoot["initrd"]>, lowest: number, top: number): Segment {
  const address = Math.floor((top - bytes.length) / PAGE) * PAGE;
  if (address < lowest) throw new ImageTooLarge(name, bytes.length, Math.max(0, top - lowest));
  return { name, address, bytes, size: bytes.length };
}

function commandLine(image: string, text: string, longest: number): Segment {
  const bytes = new TextEncoder().encode(`${text}\0`);
  if (bytes.length > longest + 1) {
    throw new ImageTooLarge(image, bytes.length, longest + 1, "it takes no longer command line: shorten it");
  }
  return { name: "command line", address: COMMAND_LINE_ADDRESS, bytes, size: bytes.length };
}
