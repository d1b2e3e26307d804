/** AArch64 ELF executables as a plan of segments: bare-metal programs and `vmlinux`. Names follow the ELF-64 object format. */
import { ImageReader } from "./bytes.ts";
import { ImageCorrupt, ImageEmpty, ImageMisplaced, ImageNotRecognised, ImageUnsupported } from "./imageError.ts";
import { checkPlacement, hex, type LoadPlan, type MemoryRange, type Segment } from "./loadPlan.ts";
import { recognise } from "./recognise.ts";

const EHDR_SIZE = 64;
const PHDR_SIZE = 56;
const CLASS_64 = 2;
const DATA_LITTLE_ENDIAN = 1;
const TYPE_EXECUTABLE = 2;
const TYPE_SHARED = 3;
const MACHINE_AARCH64 = 183;
const SEGMENT_LOAD = 1;
/** An executable with more program headers than this is not one. */
const MAX_SEGMENTS = 64;

/** A PT_LOAD program header. */
interface ProgramHeader extends Segment {
  readonly virtual: bigint;
}

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Where an ELF file's segments go (at their physical addresses) and where it starts.
 * @throws ImageError when the file is not an AArch64 executable that fits `ram`
 */
export function planElf(name: string, bytes: Uint8Array, ram: MemoryRange): LoadPlan {
  if (bytes.length === 0) throw new ImageEmpty(name);
  const reader = new ImageReader(name, bytes);
  checkHeader(reader);
  const segments = loadSegments(reader);
  checkPlacement(name, segments, ram);
  return { entry: physicalEntry(reader, segments), segments };
}

function checkHeader(reader: ImageReader): void {
  if (!isElf(reader.bytes)) {
    throw new ImageNotRecognised(reader.image, "an ELF file", recognise(reader.bytes), "give an AArch64 executable");
  }
  reader.require("the ELF header", 0, EHDR_SIZE);
  const machine = reader.u16("e_machine", 18);
  if (reader.bytes[4] !== CLASS_64 || machine !== MACHINE_AARCH64) {
    throw new ImageUnsupported(reader.image, `an ELF file for machine ${machine}`, "build it for AArch64 (ELF64)");
  }
  if (reader.bytes[5] !== DATA_LITTLE_ENDIAN) {
    throw new ImageUnsupported(reader.image, "a big-endian ELF file", "build it little-endian");
  }
  const type = reader.u16("e_type", 16);
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    throw new ImageUnsupported(reader.image, `an ELF file of type ${type}`, "link it into an executable");
  }
}

function loadSegments(reader: ImageReader): ProgramHeader[] {
  const table = reader.u64("e_phoff", 32);
  const entrySize = reader.u16("e_phentsize", 54);
  const count = reader.u16("e_phnum", 56);
  if (count === 0) throw new ImageCorrupt(reader.image, "e_phnum", "is 0: there is nothing to load");
  if (count > MAX_SEGMENTS) throw new ImageCorrupt(reader.image, "e_phnum", `is ${count}, more than ${MAX_SEGMENTS}`);
  if (entrySize < PHDR_SIZE)
    throw new ImageCorrupt(reader.image, "e_phentsize", `is ${entrySize}, less than ${PHDR_SIZE}`);
  reader.require("the program header table", table, count * entrySize);
  const segments: ProgramHeader[] = [];
  for (let index = 0; index < count; index++) {
    const segment = loadSegment(reader, table + index * entrySize, index);
    if (segment !== undefined) segments.push(segment);
  }
  if (segments.length === 0) throw new ImageCorrupt(reader.image, "the program header table", "has no PT_LOAD segment");
  return segments;
}

/** The program header at `at`, or undefined when it loads nothing. */
function loadSegment(reader: ImageReader, at: number, index: number): ProgramHeader | undefined {
  if (reader.u32("p_type", at) !== SEGMENT_LOAD) return undefined;
  const name = `segment ${index}`;
  const fileOffset = reader.u64(`${name} p_offset`, at + 8);
  const fileSize = reader.u64(`${name} p_filesz`, at + 32);
  const size = reader.u64(`${name} p_memsz`, at + 40);
  if (fileSize > size) {
    throw new ImageCorrupt(reader.image, `${name} p_filesz`, `is ${fileSize}, more than p_memsz ${size}`);
  }
  if (size === 0) return undefined;
  return {
    name,
    address: reader.u64(`${name} p_paddr`, at + 24),
    virtual: reader.u64Exact(`${name} p_vaddr`, at + 16),
    bytes: reader.slice(name, fileOffset, fileSize),
    size,
  };
}

/** e_entry is a virtual address; the MMU is off at the start, so it is taken through the segment that holds it. */
function physicalEntry(reader: ImageReader, segments: readonly ProgramHeader[]): number {
  const entry = reader.u64Exact("e_entry", 24);
  const home = segments.find(({ virtual, size }) => entry >= virtual && entry < virtual + BigInt(size));
  if (home === undefined) throw new ImageMisplaced(reader.image, `entry point ${hex(entry)}`, "lies in no segment");
  return home.address + Number(entry - home.virtual);
}
