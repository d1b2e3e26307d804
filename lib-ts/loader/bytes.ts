/** Untrusted bytes: every read is checked and says which field is missing. */
import { ImageCorrupt, ImageTruncated } from "./imageError.ts";

/** A view of an image with one byte order. Offsets are file offsets. */
export class ImageReader {
  private readonly view: DataView;

  constructor(
    readonly image: string,
    readonly bytes: Uint8Array,
    private readonly littleEndian = true,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get size(): number {
    return this.bytes.length;
  }

  /** @throws ImageTruncated unless `length` bytes at `offset` are there */
  require(field: string, offset: number, length: number): void {
    if (offset + length > this.size) throw new ImageTruncated(this.image, field, offset + length, this.size);
  }

  u16(field: string, offset: number): number {
    this.require(field, offset, 2);
    return this.view.getUint16(offset, this.littleEndian);
  }

  u32(field: string, offset: number): number {
    this.require(field, offset, 4);
    return this.view.getUint32(offset, this.littleEndian);
  }

  /** A 64-bit field that must be small enough to count bytes of an image or of guest memory. */
  u64(field: string, offset: number): number {
    this.require(field, offset, 8);
    const value = this.view.getBigUint64(offset, this.littleEndian);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new ImageCorrupt(this.image, field, `is 0x${value.toString(16)}, more than any memory`);
    }
    return Number(value);
  }

  /** A 64-bit field of any value, such as a virtual address. */
  u64Exact(field: string, offset: number): bigint {
    this.require(field, offset, 8);
    return this.view.getBigUint64(offset, this.littleEndian);
  }

  /** A part of the image, not copied. */
  slice(field: string, offset: number, length: number): Uint8Array {
    this.require(field, offset, length);
    return this.bytes.subarray(offset, offset + length);
  }
}

/** The parts, one after another. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
