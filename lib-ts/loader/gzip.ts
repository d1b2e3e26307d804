/** gzip (RFC 1952) by the platform's own decompressor, with a limit against bombs. */
import { joined } from "./bytes.ts";
import { ImageCorrupt, ImageTooLarge, ImageTruncated } from "./imageError.ts";

const HEADER_SIZE = 10;
const TRAILER_SIZE = 8;
const METHOD_DEFLATE = 8;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The uncompressed bytes.
 * @throws ImageTooLarge when there are more than `limit`
 * @throws ImageCorrupt, ImageTruncated when the stream is damaged
 */
export async function gunzip(image: string, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  if (bytes.length < HEADER_SIZE + TRAILER_SIZE) {
    throw new ImageTruncated(image, "a gzip file", HEADER_SIZE + TRAILER_SIZE, bytes.length);
  }
  if (bytes[2] !== METHOD_DEFLATE)
    throw new ImageCorrupt(image, "the gzip method", `is ${bytes[2]}, not ${METHOD_DEFLATE}`);
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ImageCorrupt(image, "the gzip stream", `cannot be decompressed (${describe(cause)})`);
    });
    if (done) return joined(chunks);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new ImageTooLarge(image, size, limit, "uncompressed it is larger than the machine's memory");
    }
    chunks.push(value);
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
