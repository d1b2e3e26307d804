/**
 * The kernel inside a bzImage or zImage, unpacked here instead of by the guest. In a bzImage it is an ELF file for the kernel's own
 * addresses, followed by relocations for those who move it; in a zImage it is the Image. scripts/Makefile.lib appends the unpacked size, a u32, but for gzip, which has it.
 */
import { isElf } from "./elf.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { ImageCorrupt, ImageTooLarge, ImageTruncated, ImageUnsupported } from "./imageError.ts";
import { isLz4Legacy, unlz4 } from "./lz4.ts";
import { recognise } from "./recognise.ts";
import { isXz, unxz } from "./xz.ts";
import { isZstd, unzstd } from "./zstd.ts";

const SIZE_BYTES = 4;

/** @throws ImageTooLarge, ImageCorrupt, ImageTruncated when there are more bytes than `limit` or they are damaged */
type Unpack = (image: string, bytes: Uint8Array, limit: number) => Uint8Array;

/**
 * @param limit largest unpacked size in bytes
 * @throws ImageTooLarge, ImageCorrupt, ImageTruncated; ImageUnsupported for a format that is not known here
 */
export async function unpackPayload(image: string, payload: Uint8Array, limit: number): Promise<Uint8Array> {
  if (isElf(payload)) return payload;
  if (isGzip(payload)) return gunzip(image, payload, limit);
  if (isXz(payload)) return unpackSized(image, payload, limit, unxz);
  if (isLz4Legacy(payload)) return unpackSized(image, payload, limit, unlz4);
  if (isZstd(payload)) return unpackSized(image, payload, limit, unzstd);
  const found = recognise(payload);
  throw new ImageUnsupported(image, `a kernel packed as ${found}`, "let the guest unpack it: unpack=guest");
}

function unpackSized(image: string, payload: Uint8Array, limit: number, unpack: Unpack): Uint8Array {
  const end = payload.length - SIZE_BYTES;
  if (end < SIZE_BYTES) throw new ImageTruncated(image, "the compressed kernel", 2 * SIZE_BYTES, payload.length);
  const size = new DataView(payload.buffer, payload.byteOffset + end).getUint32(0, true);
  if (size > limit) throw new ImageTooLarge(image, size, limit);
  const bytes = unpack(image, payload.subarray(0, end), size);
  if (bytes.length !== size)
    throw new ImageCorrupt(image, "the compressed kernel", `has ${bytes.length} bytes, not ${size}`);
  return bytes;
}
