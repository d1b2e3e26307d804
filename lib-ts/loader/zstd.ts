/** Zstandard (RFC 8878) by the library fzstd: small, and it names what is wrong with a frame. */
import { Decompress } from "fzstd";
import { joined } from "./bytes.ts";
import { ImageCorrupt, ImageError, ImageTooLarge } from "./imageError.ts";

/** Input between two looks at the size of the output. */
const STEP = 1 << 16;

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/**
 * The unpacked bytes. The library does not check frames' checksums.
 * @throws ImageTooLarge when there are more than `limit`
 * @throws ImageCorrupt when the frame is damaged
 */
export function unzstd(image: string, bytes: Uint8Array, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((part) => {
    size += part.length;
    if (size > limit) {
      throw new ImageTooLarge(image, size, limit, "uncompressed it is larger than the machine's memory");
    }
    parts.push(part);
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    }
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ImageCorrupt(image, "the zstd frame", `cannot be decompressed (${why})`);
  }
  return joined(parts);
}
