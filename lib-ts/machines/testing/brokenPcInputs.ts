/** Images and options that a PC does not take, each with the error it must give. */
import type { KernelUnpacking } from "../virtOptions.ts";
import { broken, sampleKernel, text } from "./sampleImages.ts";
import { sampleBzImage, sampleMultiboot, sampleRom, sampleVmlinux } from "./samplePcImages.ts";

export interface BrokenPcInput {
  readonly title: string;
  readonly error: string;
  readonly kernel: Uint8Array;
  readonly initrd?: Uint8Array;
  readonly memoryMiB?: number;
  readonly bootArguments?: string;
  readonly unpack?: KernelUnpacking;
}

const bzImage = sampleBzImage();
const packed = sampleBzImage(sampleVmlinux());
const vmlinux = sampleVmlinux();
const multiboot = sampleMultiboot();

type Change = (view: DataView, copy: Uint8Array) => void;
const bz = (title: string, error: string, change: Change): BrokenPcInput => ({
  title: `a bzImage ${title}`,
  error,
  kernel: broken(packed, change),
});
const elf = (title: string, error: string, change: Change): BrokenPcInput => ({
  title: `an ELF file ${title}`,
  error,
  kernel: broken(vmlinux, change),
});
const multi = (title: string, error: string, change: Change): BrokenPcInput => ({
  title: `a multiboot kernel ${title}`,
  error,
  kernel: broken(multiboot, change),
});

const BZ_IMAGES: readonly BrokenPcInput[] = [
  bz("without a boot flag", "ImageCorrupt", (view) => view.setUint16(0x1fe, 0, true)),
  bz("of protocol 2.01", "ImageUnsupported", (view) => view.setUint16(0x206, 0x201, true)),
  bz("that loads low", "ImageUnsupported", (view) => view.setUint8(0x211, 0)),
  bz("of 64 bits", "ImageUnsupported", (view) => view.setUint16(0x236, 1, true)),
  bz("with more setup than file", "ImageTruncated", (view) => view.setUint8(0x1f1, 64)),
  bz("whose kernel lies past its end", "ImageTruncated", (view) => view.setUint32(0x248, 0x1000, true)),
  bz("whose kernel is longer than it", "ImageTruncated", (view) => view.setUint32(0x24c, 0xffff_ffff, true)),
  bz("that needs more memory than there is", "ImageTooLarge", (view) => view.setUint32(0x260, 0x7000_0000, true)),
  bz("that wants to lie past 4 GiB", "ImageTooLarge", (view) => view.setUint32(0x25c, 1, true)),
  bz("that takes no such command line", "ImageTooLarge", (view) => view.setUint32(0x238, 3, true)),
  bz("whose kernel is packed as bzip2", "ImageUnsupported", (_, copy) => copy.set(text("BZh9"), 1040)),
  bz("whose kernel is noise", "ImageUnsupported", (_, copy) => copy.set([0xa5, 0xa5, 0xa5], 1040)),
  bz("whose kernel is for x86-64", "ImageUnsupported", (view) => view.setUint16(1040 + 18, 62, true)),
  { title: "a bzImage cut inside its header", error: "ImageTruncated", kernel: bzImage.subarray(0, 0x212) },
  { title: "a bzImage cut after its setup", error: "ImageTruncated", kernel: bzImage.subarray(0, 1024) },
  {
    title: "a bzImage over which code32_start puts the command line",
    error: "ImageMisplaced",
    kernel: broken(bzImage, (view) => view.setUint32(0x214, 0x2_0000, true)),
  },
];

const OTHERS: readonly BrokenPcInput[] = [
  elf("for AArch64", "ImageUnsupported", (view) => view.setUint16(18, 183, true)),
  elf("of 64 bits", "ImageUnsupported", (view) => view.setUint8(4, 2)),
  elf("with its entry in no segment", "ImageMisplaced", (view) => view.setUint32(24, 0x1234, true)),
  elf("that lies in the video memory", "ImageMisplaced", (view) => {
    view.setUint32(24, 0xa_0000, true);
    view.setUint32(52 + 12, 0xa_0000, true);
  }),
  elf("past the end of memory", "ImageTooLarge", (view) => view.setUint32(52 + 20, 0x1000_0000, true)),
  multi("that wants a video mode", "ImageUnsupported", (view) => setFlags(view, 0x1_0007)),
  multi("with a flag of the future", "ImageUnsupported", (view) => setFlags(view, 0x1_0103)),
  multi("without addresses", "ImageUnsupported", (view) => setFlags(view, 3)),
  multi("whose header lies before its start", "ImageCorrupt", (view) => view.setUint32(8 + 12, 0, true)),
  multi("whose file does not reach its start", "ImageCorrupt", (view) => view.setUint32(8 + 12, 0x10_0100, true)),
  multi("longer than its file", "ImageTruncated", (view) => view.setUint32(8 + 20, 0x20_0000, true)),
  multi("that ends before it begins", "ImageCorrupt", (view) => view.setUint32(8 + 20, 0x1000, true)),
  multi("with its entry outside", "ImageMisplaced", (view) => view.setUint32(8 + 28, 0x1000, true)),
  multi("larger than memory", "ImageTooLarge", (view) => view.setUint32(8 + 24, 0xf000_0000, true)),
  { title: "an empty kernel", error: "ImageEmpty", kernel: new Uint8Array(0) },
  { title: "a kernel of noise", error: "ImageNotRecognised", kernel: new Uint8Array(0x1_0000).fill(0xa5) },
  { title: "an arm64 kernel", error: "ImageNotRecognised", kernel: sampleKernel() },
  { title: "a web page as kernel", error: "ImageNotRecognised", kernel: text("<!DOCTYPE html><title>404</title>") },
  { title: "a ROM of odd size", error: "ImageNotRecognised", kernel: sampleRom().subarray(1) },
  { title: "a ROM of 32 MiB", error: "ImageTooLarge", kernel: hugeRom() },
  { title: "an empty initrd", error: "ImageEmpty", kernel: bzImage, initrd: new Uint8Array(0) },
  { title: "a text file as initrd", error: "ImageNotRecognised", kernel: bzImage, initrd: text("not an initrd\n") },
  {
    title: "an initrd larger than memory",
    error: "ImageTooLarge",
    kernel: bzImage,
    initrd: hugeInitrd(),
    memoryMiB: 32,
  },
  { title: "no memory", error: "MachineOptionError", kernel: bzImage, memoryMiB: 0 },
  { title: "a command line with NUL", error: "MachineOptionError", kernel: bzImage, bootArguments: "quiet\0" },
];

export const BROKEN_PC_INPUTS: readonly BrokenPcInput[] = [...BZ_IMAGES, ...OTHERS];

/** With the checksum that belongs to them. */
function setFlags(view: DataView, flags: number): void {
  view.setUint32(12, flags, true);
  view.setUint32(16, -(0x1bad_b002 + flags) >>> 0, true);
}

function hugeRom(): Uint8Array {
  const bytes = new Uint8Array(32 << 20);
  bytes.set([0xe9], bytes.length - 16);
  bytes.set([0xa5], 0);
  return bytes;
}

/** Begins as bzip2 data do. */
function hugeInitrd(): Uint8Array {
  const bytes = new Uint8Array(16 << 20);
  bytes.set(text("BZh"));
  return bytes;
}
