/**
 * The kernel inside a bzImage, unpacked here instead of by the guest: an ELF file for the kernel's own addresses, followed by
 * relocations for those who move it. scripts/Makefile.lib appends the unpacked size, a u32, where the format has none.
 */

import { isElf } from "./elf.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { ImageUnsupported } from "./imageError.ts";
import { recognise } from "./recognise.ts";

/**
 * @param limit largest unpacked size in bytes
 * @throws ImageTooLarge, ImageCorrupt, ImageTruncated; ImageUnsupported for a format that is not known here
 */
export async function unpackPayload(name: string, payload: Uint8Array, limit: number): Promise<Uint8Array> {
  if (isElf(payload)) return payload;
  if (isGzip(payload)) return gunzip(name, payload, limit);
  throw new ImageUnsupported(name, `a kernel packed as ${recognise(payload)}`, "let the guest unpack it");
}
