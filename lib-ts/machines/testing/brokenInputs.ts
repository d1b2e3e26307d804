/** Images and options that no machine takes, each with the error it must give; unit tests and browser tests share the list. */
import { cells, fdtNode } from "../../loader/fdt.ts";
import { writeFdt } from "../../loader/fdtWriter.ts";
import { broken, sampleElf, sampleInitrd, sampleKernel, sampleTree, text } from "./sampleImages.ts";

export interface BrokenInput {
  readonly title: string;
  readonly error: string;
  readonly kernel?: Uint8Array;
  readonly initrd?: Uint8Array;
  readonly dtb?: Uint8Array;
  readonly memoryMiB?: number;
  readonly vcpus?: number;
  readonly bootArguments?: string;
}

const kernel = sampleKernel();
const elf = sampleElf();
const initrd = sampleInitrd();
const tree = sampleTree();
const ARCHIVE_NAME_SIZE = 6 + 8 * 11;
const magicAt = (offset: number, magic: string) =>
  broken(new Uint8Array(4096).fill(0xa5), (_, copy) => copy.set(text(magic), offset));

const KERNELS: readonly BrokenInput[] = [
  { title: "an empty kernel", error: "ImageEmpty", kernel: new Uint8Array(0) },
  { title: "a kernel cut inside its header", error: "ImageTruncated", kernel: new Uint8Array(40).fill(0xa5) },
  { title: "a kernel of zeros", error: "ImageNotRecognised", kernel: new Uint8Array(4096) },
  { title: "a kernel of noise", error: "ImageNotRecognised", kernel: new Uint8Array(4096).fill(0xa5) },
  { title: "a text file as kernel", error: "ImageNotRecognised", kernel: text("hello, world\n".repeat(10)) },
  { title: "a web page as kernel", error: "ImageNotRecognised", kernel: text("<!DOCTYPE html><title>404</title>") },
  { title: "an x86 kernel", error: "ImageNotRecognised", kernel: magicAt(0x202, "HdrS") },
  { title: "a 32-bit Arm kernel", error: "ImageNotRecognised", kernel: magicAt(0x24, "\x18\x28\x6f\x01") },
  { title: "a Debian package as kernel", error: "ImageNotRecognised", kernel: magicAt(0, "!<arch>\n") },
  { title: "an EFI zboot kernel", error: "ImageNotRecognised", kernel: magicAt(4, "zimg") },
  { title: "an initrd as kernel", error: "ImageNotRecognised", kernel: initrd },
  { title: "a device tree as kernel", error: "ImageNotRecognised", kernel: tree },
  {
    title: "a big-endian kernel",
    error: "ImageUnsupported",
    kernel: broken(kernel, (view) => view.setUint8(24, 0xb)),
  },
  {
    title: "a kernel longer than its image_size",
    error: "ImageCorrupt",
    kernel: broken(kernel, (view) => view.setBigUint64(16, 100n, true)),
  },
  {
    title: "a kernel whose image_size exceeds memory",
    error: "ImageTooLarge",
    kernel: broken(kernel, (view) => view.setBigUint64(16, 1n << 40n, true)),
  },
  {
    title: "a kernel whose image_size exceeds any memory",
    error: "ImageCorrupt",
    kernel: broken(kernel, (view) => view.setBigUint64(16, (1n << 64n) - 1n, true)),
  },
  {
    title: "a kernel whose text_offset lies past memory",
    error: "ImageTooLarge",
    kernel: broken(kernel, (view) => view.setBigUint64(8, 1n << 36n, true)),
  },
  { title: "a gzip file of six bytes", error: "ImageTruncated", kernel: Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0) },
  {
    title: "a gzip file with an unknown method",
    error: "ImageCorrupt",
    kernel: broken(new Uint8Array(64), (_, copy) => copy.set([0x1f, 0x8b, 9])),
  },
  {
    title: "a gzip file with a damaged stream",
    error: "ImageCorrupt",
    kernel: broken(new Uint8Array(64).fill(0xff), (_, copy) => copy.set([0x1f, 0x8b, 8, 0])),
  },
];

const ELFS: readonly BrokenInput[] = [
  { title: "an ELF file cut inside its header", error: "ImageTruncated", kernel: elf.subarray(0, 50) },
  {
    title: "an ELF file for x86-64",
    error: "ImageUnsupported",
    kernel: broken(elf, (view) => view.setUint16(18, 62, true)),
  },
  { title: "a 32-bit ELF file", error: "ImageUnsupported", kernel: broken(elf, (view) => view.setUint8(4, 1)) },
  { title: "a big-endian ELF file", error: "ImageUnsupported", kernel: broken(elf, (view) => view.setUint8(5, 2)) },
  {
    title: "an ELF object file",
    error: "ImageUnsupported",
    kernel: broken(elf, (view) => view.setUint16(16, 1, true)),
  },
  {
    title: "an ELF file without segments",
    error: "ImageCorrupt",
    kernel: broken(elf, (view) => view.setUint16(56, 0, true)),
  },
  {
    title: "an ELF file with 65535 segments",
    error: "ImageCorrupt",
    kernel: broken(elf, (view) => view.setUint16(56, 0xffff, true)),
  },
  {
    title: "an ELF file whose program headers lie past its end",
    error: "ImageTruncated",
    kernel: broken(elf, (view) => view.setBigUint64(32, 1n << 32n, true)),
  },
  {
    title: "an ELF segment that lies past the file's end",
    error: "ImageTruncated",
    kernel: broken(elf, (view) => view.setBigUint64(64 + 8, 1n << 32n, true)),
  },
  {
    title: "an ELF segment with more bytes than memory",
    error: "ImageCorrupt",
    kernel: broken(elf, (view) => view.setBigUint64(64 + 40, 4n, true)),
  },
  {
    title: "an ELF segment outside memory",
    error: "ImageMisplaced",
    kernel: broken(elf, (view) => view.setBigUint64(64 + 24, 0x1000n, true)),
  },
  {
    title: "an ELF entry point in no segment",
    error: "ImageMisplaced",
    kernel: broken(elf, (view) => view.setBigUint64(24, 0x1234n, true)),
  },
  {
    title: "an ELF file that loads nothing",
    error: "ImageCorrupt",
    kernel: broken(elf, (view) => view.setUint32(64, 4, true)),
  },
];

const INITRDS: readonly BrokenInput[] = [
  { title: "an empty initrd", error: "ImageEmpty", initrd: new Uint8Array(0) },
  { title: "a text file as initrd", error: "ImageNotRecognised", initrd: text("not an initrd\n") },
  { title: "a kernel as initrd", error: "ImageNotRecognised", initrd: kernel },
  { title: "an initrd cut inside a header", error: "ImageTruncated", initrd: initrd.subarray(0, 60) },
  { title: "an initrd cut before its trailer", error: "ImageTruncated", initrd: initrd.subarray(0, 140) },
  {
    title: "an initrd with a file longer than the archive",
    error: "ImageTruncated",
    initrd: broken(initrd, (_, copy) => copy.set(text("7fffffff"), 6 + 8 * 6)),
  },
  {
    title: "an initrd with a name of no length",
    error: "ImageCorrupt",
    initrd: broken(initrd, (_, copy) => copy.set(text("00000000"), ARCHIVE_NAME_SIZE)),
  },
  {
    title: "an initrd with letters where numbers belong",
    error: "ImageCorrupt",
    initrd: broken(initrd, (_, copy) => copy.set(text("zzzzzzzz"), ARCHIVE_NAME_SIZE)),
  },
  {
    title: "an initrd larger than memory",
    error: "ImageTooLarge",
    initrd: magicAt(0, "BZh"),
    memoryMiB: 16,
    kernel: wide(),
  },
];

/** A kernel that leaves nothing of 16 MiB after itself and the device tree. */
function wide(): Uint8Array {
  return broken(kernel, (view) => view.setBigUint64(16, BigInt((14 << 20) - 0x1000), true));
}

const TREES: readonly BrokenInput[] = [
  { title: "an empty device tree", error: "ImageEmpty", dtb: new Uint8Array(0) },
  { title: "a device tree source file", error: "ImageNotRecognised", dtb: text("/dts-v1/;\n/ { };\n") },
  { title: "a device tree cut in half", error: "ImageTruncated", dtb: tree.subarray(0, tree.length / 2) },
  { title: "a device tree cut inside its header", error: "ImageTruncated", dtb: tree.subarray(0, 20) },
  {
    title: "a device tree of a future version",
    error: "ImageUnsupported",
    dtb: broken(tree, (view) => view.setUint32(24, 99)),
  },
  {
    title: "a device tree of 4 GiB by its header",
    error: "ImageTooLarge",
    dtb: broken(tree, (view) => view.setUint32(4, 0xffffffff)),
  },
  {
    title: "a device tree whose structure lies past its end",
    error: "ImageTruncated",
    dtb: broken(tree, (view) => view.setUint32(8, 0x10000)),
  },
  {
    title: "a device tree whose names lie past its end",
    error: "ImageTruncated",
    dtb: broken(tree, (view) => view.setUint32(12, 0x10000)),
  },
  {
    title: "a device tree with an unknown token",
    error: "ImageCorrupt",
    dtb: broken(tree, (view) => view.setUint32(view.getUint32(8) + 8, 7)),
  },
  {
    title: "a device tree that does not begin with a node",
    error: "ImageCorrupt",
    dtb: broken(tree, (view) => view.setUint32(view.getUint32(8), 3)),
  },
  {
    title: "a device tree without an end to its reservations",
    error: "ImageTruncated",
    dtb: broken(tree, (view) => view.setUint32(16, tree.length & ~7)),
  },
  { title: "a device tree nested a hundred deep", error: "ImageCorrupt", dtb: deepTree(100) },
  { title: "a device tree with one node twice", error: "ImageCorrupt", dtb: twinTree() },
];

function deepTree(depth: number): Uint8Array {
  let node = fdtNode("leaf");
  for (let level = 0; level < depth; level++) node = fdtNode(`level${level}`, {}, [node]);
  return writeFdt({ root: fdtNode("", {}, [node]), reservations: [], bootCpu: 0 });
}

function twinTree(): Uint8Array {
  const twin = () => fdtNode("twin", { reg: cells(0) });
  return writeFdt({ root: fdtNode("", {}, [twin(), twin()]), reservations: [], bootCpu: 0 });
}

const OPTIONS: readonly BrokenInput[] = [
  { title: "no memory", error: "MachineOptionError", memoryMiB: 0 },
  { title: "negative memory", error: "MachineOptionError", memoryMiB: -64 },
  { title: "half a mebibyte", error: "MachineOptionError", memoryMiB: 64.5 },
  { title: "memory that is not a number", error: "MachineOptionError", memoryMiB: Number.NaN },
  { title: "more memory than a tab can have", error: "MachineOptionError", memoryMiB: 65536 },
  { title: "no vCPU", error: "MachineOptionError", vcpus: 0 },
  { title: "nine vCPUs", error: "MachineOptionError", vcpus: 9 },
  { title: "a command line of 3000 characters", error: "MachineOptionError", bootArguments: "x".repeat(3000) },
  { title: "a command line with NUL", error: "MachineOptionError", bootArguments: "quiet\0init=/bin/sh" },
];

export const BROKEN_INPUTS: readonly BrokenInput[] = [...KERNELS, ...ELFS, ...INITRDS, ...TREES, ...OPTIONS];
