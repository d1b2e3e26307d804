/** ELF executables as a plan of segments: bare-metal programs and `vmlinux`. Names follow the ELF object format. */
import { ImageReader } from "./bytes.ts";
import { ImageCorrupt, ImageEmpty, ImageMisplaced, ImageNotRecognised, ImageUnsupported } from "./imageError.ts";
import { checkPlacement, hex, type LoadPlan, type MemoryRange, type Segment } from "./loadPlan.ts";
import { recognise } from "./recognise.ts";

const DATA_LITTLE_ENDIAN = 1;
const TYPE_EXECUTABLE = 2;
const TYPE_SHARED = 3;
const SEGMENT_LOAD = 1;
/** An executable with more program headers than this is not one. */
const MAX_SEGMENTS = 64;

/** Where a class of ELF has its fields: of the header, then of a program header. */
interface ElfLayout {
  readonly headerSize: number;
  readonly entry: number;
  readonly programHeaders: number;
  readonly entrySize: number;
  readonly count: number;
  readonly programHeaderSize: number;
  readonly offset: number;
  readonly virtual: number;
  readonly physical: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

const ELF64: ElfLayout = {
  headerSize: 64,
  entry: 24,
  programHeaders: 32,
  entrySize: 54,
  count: 56,
  programHeaderSize: 56,
  offset: 8,
  virtual: 16,
  physical: 24,
  fileSize: 32,
  memorySize: 40,
};

const ELF32: ElfLayout = {
  headerSize: 52,
  entry: 24,
  programHeaders: 28,
  entrySize: 42,
  count: 44,
  programHeaderSize: 32,
  offset: 4,
  virtual: 8,
  physical: 12,
  fileSize: 16,
  memorySize: 20,
};

/** The processor that an ELF file must be for. */
export interface ElfTarget {
  /** EI_CLASS: 1 for 32 bits, 2 for 64. */
  readonly elfClass: 1 | 2;
  readonly machine: number;
  /** "an AArch64 executable" */
  readonly wanted: string;
  /** "AArch64 (ELF64)" */
  readonly build: string;
}

export const AARCH64_ELF: ElfTarget = {
  elfClass: 2,
  machine: 183,
  wanted: "an AArch64 executable",
  build: "AArch64 (ELF64)",
};
export const AARCH32_ELF: ElfTarget = {
  elfClass: 1,
  machine: 40,
  wanted: "a 32-bit Arm executable",
  build: "32-bit Arm (ELF32)",
};
export const I386_ELF: ElfTarget = { elfClass: 1, machine: 3, wanted: "an i386 executable", build: "i386 (ELF32)" };

/** A PT_LOAD program header; its address is the physical one. */
export interface ProgramHeader extends Segment {
  readonly virtual: bigint;
}

export interface ElfFile {
  /** e_entry as it stands there: virtual for most linkers. */
  readonly entry: bigint;
  readonly segments: readonly ProgramHeader[];
}

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Where an AArch64 file's segments go (at their physical addresses) and where it starts.
 * @throws ImageError when the file is not an AArch64 executable that fits `ram`
 */
export function planElf(name: string, bytes: Uint8Array, ram: MemoryRange): LoadPlan {
  const file = readElf(name, bytes, AARCH64_ELF);
  checkPlacement(name, file.segments, ram);
  return { entry: physicalEntry(name, file), segments: file.segments };
}

/** @throws ImageError when the bytes are not an executable for `target` that loads something */
export function readElf(name: string, bytes: Uint8Array, target: ElfTarget): ElfFile {
  if (bytes.length === 0) throw new ImageEmpty(name);
  const reader = new ElfReader(name, bytes, target);
  reader.checkHeader();
  return { entry: reader.address("e_entry", reader.layout.entry), segments: reader.loadSegments() };
}

/**
 * e_entry is a virtual address; the MMU is off at the start, so it is taken through the segment that holds it.
 * @throws ImageMisplaced
 */
export function physicalEntry(name: string, { entry, segments }: ElfFile): number {
  const home = segments.find(({ virtual, size }) => entry >= virtual && entry < virtual + BigInt(size));
  if (home === undefined) throw new ImageMisplaced(name, `entry point ${hex(entry)}`, "lies in no segment");
  return home.address + Number(entry - home.virtual);
}

class ElfReader extends ImageReader {
  readonly layout: ElfLayout;

  constructor(
    image: string,
    bytes: Uint8Array,
    private readonly target: ElfTarget,
  ) {
    super(image, bytes);
    this.layout = target.elfClass === 2 ? ELF64 : ELF32;
  }

  checkHeader(): void {
    const { elfClass, machine, wanted, build } = this.target;
    if (!isElf(this.bytes)) {
      throw new ImageNotRecognised(this.image, "an ELF file", recognise(this.bytes), `give ${wanted}`);
    }
    this.require("the ELF header", 0, this.layout.headerSize);
    const found = this.u16("e_machine", 18);
    if (this.bytes[4] !== elfClass || found !== machine) {
      throw new ImageUnsupported(this.image, `an ELF file for machine ${found}`, `build it for ${build}`);
    }
    if (this.bytes[5] !== DATA_LITTLE_ENDIAN) {
      throw new ImageUnsupported(this.image, "a big-endian ELF file", "build it little-endian");
    }
    const type = this.u16("e_type", 16);
    if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
      throw new ImageUnsupported(this.image, `an ELF file of type ${type}`, "link it into an executable");
    }
  }

  loadSegments(): ProgramHeader[] {
    const { layout, image } = this;
    const table = this.word("e_phoff", layout.programHeaders);
    const entrySize = this.u16("e_phentsize", layout.entrySize);
    const count = this.u16("e_phnum", layout.count);
    if (count === 0) throw new ImageCorrupt(image, "e_phnum", "is 0: there is nothing to load");
    if (count > MAX_SEGMENTS) throw new ImageCorrupt(image, "e_phnum", `is ${count}, more than ${MAX_SEGMENTS}`);
    if (entrySize < layout.programHeaderSize)
      throw new ImageCorrupt(image, "e_phentsize", `is ${entrySize}, less than ${layout.programHeaderSize}`);
    this.require("the program header table", table, count * entrySize);
    const segments: ProgramHeader[] = [];
    for (let index = 0; index < count; index++) {
      const segment = this.loadSegment(table + index * entrySize, index);
      if (segment !== undefined) segments.push(segment);
    }
    if (segments.length === 0) throw new ImageCorrupt(image, "the program header table", "has no PT_LOAD segment");
    return segments;
  }

  /** A virtual address. */
  address(field: string, offset: number): bigint {
    return this.target.elfClass === 2 ? this.u64Exact(field, offset) : BigInt(this.u32(field, offset));
  }

  /** The program header at `at`, or undefined when it loads nothing. */
  private loadSegment(at: number, index: number): ProgramHeader | undefined {
    if (this.u32("p_type", at) !== SEGMENT_LOAD) return undefined;
    const { layout } = this;
    const name = `segment ${index}`;
    const fileOffset = this.word(`${name} p_offset`, at + layout.offset);
    const fileSize = this.word(`${name} p_filesz`, at + layout.fileSize);
    const size = this.word(`${name} p_memsz`, at + layout.memorySize);
    if (fileSize > size) {
      throw new ImageCorrupt(this.image, `${name} p_filesz`, `is ${fileSize}, more than p_memsz ${size}`);
    }
    if (size === 0) return undefined;
    return {
      name,
      address: this.word(`${name} p_paddr`, at + layout.physical),
      virtual: this.address(`${name} p_vaddr`, at + layout.virtual),
      bytes: this.slice(name, fileOffset, fileSize),
      size,
    };
  }

  /** A size, an offset or a physical address. */
  private word(field: string, offset: number): number {
    return this.target.elfClass === 2 ? this.u64(field, offset) : this.u32(field, offset);
  }
}
