/**
 * .xz files (The .xz File Format, version 1.2.0): one stream, whose index says before anything is unpacked how large it will
 * be. Filters: LZMA2, and before it x86 or Arm branches, as Linux packs its kernels. Integrity: none, CRC32, CRC64.
 */
import { type BranchFilter, undoArm, undoArmThumb, undoX86 } from "./bcj.ts";
import { ImageReader } from "./bytes.ts";
import { crc32, crc64 } from "./crc.ts";
import { ImageCorrupt, ImageNotRecognised, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { Lzma2Decoder } from "./lzma2.ts";
import { recognise } from "./recognise.ts";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];
const FOOTER_MAGIC = 0x5a59;
const HEADER_SIZE = 12;
const FOOTER_SIZE = 12;
/** Bytes of a check, by its number. */
const CHECKS: Readonly<Record<number, number>> = { 0: 0, 1: 4, 4: 8 };
const CRC32_CHECK = 1;
const CRC64_CHECK = 4;
const LZMA2 = 0x21;
const BRANCH_FILTERS: Readonly<Record<number, BranchFilter>> = { 4: undoX86, 7: undoArm, 8: undoArmThumb };
const HAS_PACKED_SIZE = 0x40;
const HAS_SIZE = 0x80;
const MORE_FLAGS = 0x3c;
/** A variable-length integer has at most this many bytes. */
const MAX_INTEGER_BYTES = 9;

export function isXz(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** What the index says about a block. */
interface BlockRecord {
  /** Without the padding after it. */
  readonly packed: number;
  readonly size: number;
}

/** A filter before LZMA2, with the address that its code is taken to have. */
interface Branches {
  readonly undo: BranchFilter;
  readonly start: number;
}

/**
 * The unpacked bytes of an .xz file that consists of one stream.
 * @throws ImageTooLarge when there are more than `limit`
 * @throws ImageCorrupt, ImageTruncated when it is damaged; ImageUnsupported for other filters and checks
 */
export function unxz(image: string, bytes: Uint8Array, limit: number): Uint8Array {
  if (!isXz(bytes)) throw new ImageNotRecognised(image, "xz data", recognise(bytes), "pack it with xz");
  return new XzReader(image, bytes).unpack(limit);
}

class XzReader extends ImageReader {
  /** Where the next field is. */
  private at = 0;
  private check = 0;

  unpack(limit: number): Uint8Array {
    this.check = this.streamFlags("the xz header", 6, 8);
    const blocks = this.index();
    const size = blocks.reduce((sum, block) => sum + block.size, 0);
    if (size > limit) {
      throw new ImageTooLarge(this.image, size, limit, "uncompressed it is larger than the machine's memory");
    }
    const output = new Uint8Array(size);
    this.at = HEADER_SIZE;
    let position = 0;
    for (const block of blocks) {
      this.block(block, output, position);
      position += block.size;
    }
    return output;
  }

  /** The two bytes of flags at `at` and their CRC32 at `crcAt`. @returns the number of the check */
  private streamFlags(field: string, at: number, crcAt: number): number {
    const flags = this.slice(field, at, 2);
    const check = flags[1];
    if (crcAt > at) this.checkCrc32(field, flags, crcAt);
    if (flags[0] !== 0 || CHECKS[check] === undefined) {
      throw new ImageUnsupported(this.image, `the xz integrity check ${check}`, "pack it with xz --check=crc32");
    }
    return check;
  }

  /** Finds it from the end, and checks both. */
  private index(): BlockRecord[] {
    const footer = this.size - FOOTER_SIZE;
    this.require("the xz footer", HEADER_SIZE, FOOTER_SIZE);
    if (this.u16("the xz footer", footer + 10) !== FOOTER_MAGIC) this.fail("the xz footer", "is not where it belongs");
    this.checkCrc32("the xz footer", this.slice("the xz footer", footer + 4, 6), footer);
    if (this.streamFlags("the xz footer", footer + 8, 0) !== this.check) {
      this.fail("the xz footer", "contradicts the header");
    }
    const indexSize = (this.u32("the index's size", footer + 4) + 1) * 4;
    const start = footer - indexSize;
    if (start < HEADER_SIZE) this.fail("the xz index", `has ${indexSize} bytes, more than the file`);
    this.checkCrc32("the xz index", this.slice("the xz index", start, indexSize - 4), footer - 4);
    return this.records(start, footer - 4);
  }

  private records(start: number, end: number): BlockRecord[] {
    this.at = start + 1;
    if (this.bytes[start] !== 0) this.fail("the xz index", "does not begin with 0");
    const count = this.integer();
    const blocks: BlockRecord[] = [];
    let next = HEADER_SIZE;
    for (let number = 0; number < count; number++) {
      const block = { packed: this.integer(), size: this.integer() };
      if (this.at > end) this.fail("the xz index", "has more records than bytes");
      next += Math.ceil(block.packed / 4) * 4;
      blocks.push(block);
    }
    if (next !== start) this.fail("the xz index", `says that the blocks end at ${next}, not at ${start}`);
    return blocks;
  }

  private block({ packed, size }: BlockRecord, output: Uint8Array, position: number): void {
    const begin = this.at;
    const data = begin + packed - CHECKS[this.check];
    const branches = this.blockHeader();
    if (this.at >= data) this.fail("an xz block", "has no room for data");
    const decoder = new Lzma2Decoder(this.image, this.bytes.subarray(0, data), output.subarray(0, position + size));
    const end = decoder.decode(this.at, position);
    if (end.at !== data || end.position !== position + size)
      this.fail("an xz block", "is not as long as its index says");
    const content = output.subarray(position, position + size);
    branches?.undo(content, branches.start);
    const checkAt = Math.ceil(data / 4) * 4;
    if (this.slice("the padding of an xz block", data, checkAt - data).some((byte) => byte !== 0)) {
      this.fail("the padding of an xz block", "is not 0");
    }
    this.checkContent(content, checkAt);
    this.at = begin + Math.ceil(packed / 4) * 4;
  }

  /** Leaves `at` behind it. @returns the filter to undo after LZMA2 */
  private blockHeader(): Branches | undefined {
    const start = this.at;
    this.require("an xz block header", start, 1);
    const size = (this.bytes[start] + 1) * 4;
    this.checkCrc32("an xz block header", this.slice("an xz block header", start, size - 4), start + size - 4);
    const flags = this.bytes[start + 1];
    if ((flags & MORE_FLAGS) !== 0) this.unsupported(`block flags 0x${flags.toString(16)}`);
    this.at = start + 2;
    // The index has told both sizes.
    if ((flags & HAS_PACKED_SIZE) !== 0) this.integer();
    if ((flags & HAS_SIZE) !== 0) this.integer();
    const filters = Array.from({ length: (flags & 3) + 1 }, () => this.filter());
    if (this.at > start + size - 4) this.fail("an xz block header", "is longer than it says");
    this.at = start + size;
    const last = filters.pop();
    if (last?.id !== LZMA2 || filters.length > 1) this.unsupported("this chain of filters");
    return filters.length === 0 ? undefined : this.branches(filters[0]);
  }

  private filter(): { readonly id: number; readonly properties: Uint8Array } {
    const id = this.integer();
    const length = this.integer();
    const properties = this.slice("the properties of an xz filter", this.at, length);
    this.at += length;
    return { id, properties };
  }

  private branches({ id, properties }: ReturnType<XzReader["filter"]>): Branches {
    const undo = BRANCH_FILTERS[id];
    if (undo === undefined) this.unsupported(`filter ${id}`);
    const { buffer, byteOffset, length } = properties;
    if (length !== 0 && length !== 4) this.fail("an xz filter", `has ${length} bytes of properties`);
    return { undo, start: length === 0 ? 0 : new DataView(buffer, byteOffset).getUint32(0, true) };
  }

  private checkContent(content: Uint8Array, at: number): void {
    if (this.check === CRC32_CHECK) this.checkCrc32("the unpacked data", content, at);
    if (this.check === CRC64_CHECK && crc64(content) !== this.u64Exact("a CRC64", at)) {
      this.fail("the unpacked data", "has another CRC64 than it should");
    }
  }

  private checkCrc32(field: string, bytes: Uint8Array, at: number): void {
    if (crc32(bytes) !== this.u32(`the CRC32 of ${field}`, at)) this.fail(field, "has another CRC32 than it should");
  }

  /** A variable-length integer: seven bits a byte, lowest first. */
  private integer(): number {
    let value = 0;
    for (let index = 0; index < MAX_INTEGER_BYTES; index++) {
      this.require("an xz integer", this.at, 1);
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (value > Number.MAX_SAFE_INTEGER) break;
      if (byte < 0x80) return value;
    }
    this.fail("an xz integer", "is too large");
  }

  private unsupported(what: string): never {
    throw new ImageUnsupported(this.image, `xz data with ${what}`, "pack it with xz --x86 --lzma2 or without a filter");
  }

  private fail(field: string, why: string): never {
    throw new ImageCorrupt(this.image, field, why);
  }
}
