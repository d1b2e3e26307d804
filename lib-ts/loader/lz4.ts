/**
 * LZ4's legacy frame, in which `lz4 -l` packs Linux kernels: a magic number, then blocks of at most 8 MiB unpacked, each with
 * its packed size before it (lz4_Frame_format.md, "Legacy frame"; lz4_Block_format.md).
 */
import { ImageReader, joined } from "./bytes.ts";
import { ImageCorrupt, ImageTooLarge } from "./imageError.ts";

const MAGIC = 0x184c_2102;
const BLOCK = 8 << 20;
const MIN_MATCH = 4;
/** A length of 15 goes on in further bytes. */
const LONG = 15;

export function isLz4Legacy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x02 && bytes[1] === 0x21 && bytes[2] === 0x4c && bytes[3] === 0x18;
}

/**
 * The unpacked bytes of one legacy frame, or of several one after another.
 * @throws ImageTooLarge when there are more than `limit`
 * @throws ImageCorrupt, ImageTruncated when it is damaged
 */
export function unlz4(image: string, bytes: Uint8Array, limit: number): Uint8Array {
  const reader = new ImageReader(image, bytes);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at < bytes.length; ) {
    const packed = reader.u32("the size of an LZ4 block", at);
    at += 4;
    if (packed === MAGIC) continue;
    const block = unpackBlock(image, reader.slice("an LZ4 block", at, packed));
    at += packed;
    size += block.length;
    if (size > limit) {
      throw new ImageTooLarge(image, size, limit, "uncompressed it is larger than the machine's memory");
    }
    parts.push(block);
  }
  return joined(parts);
}

/** Sequences: a token with two lengths, literals, and how far back a match is; the last sequence has no match. */
function unpackBlock(image: string, input: Uint8Array): Uint8Array {
  const source = new BlockReader(image, input);
  const output = new Uint8Array(BLOCK);
  let size = 0;
  while (!source.ended) {
    const token = source.byte();
    const literals = source.literals(source.length(token >> 4));
    if (size + literals.length > BLOCK) source.fail("is longer than 8 MiB");
    output.set(literals, size);
    size += literals.length;
    if (source.ended) break;
    const from = size - source.distance();
    const end = size + MIN_MATCH + source.length(token & 0xf);
    if (from < 0 || from === size || end > BLOCK) source.fail("refers to what is not there");
    for (let at = from; size < end; size++, at++) output[size] = output[at];
  }
  return output.slice(0, size);
}

class BlockReader {
  private at = 0;

  constructor(
    private readonly image: string,
    private readonly input: Uint8Array,
  ) {}

  get ended(): boolean {
    return this.at >= this.input.length;
  }

  byte(): number {
    if (this.ended) this.fail("ends within a sequence");
    return this.input[this.at++];
  }

  /** @param nibble of the token */
  length(nibble: number): number {
    let length = nibble;
    for (let more = nibble === LONG; more; ) {
      const byte = this.byte();
      length += byte;
      more = byte === 0xff;
    }
    return length;
  }

  distance(): number {
    return this.byte() + this.byte() * 256;
  }

  literals(length: number): Uint8Array {
    if (this.at + length > this.input.length) this.fail("ends within literals");
    this.at += length;
    return this.input.subarray(this.at - length, this.at);
  }

  fail(why: string): never {
    throw new ImageCorrupt(this.image, `an LZ4 block (${this.input.length} bytes, at byte ${this.at})`, why);
  }
}
