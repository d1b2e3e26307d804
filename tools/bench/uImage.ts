/**
 * The 32-bit Arm kernel that QEMU is given where our loader unpacks the kernel before its guest starts: the same kernel, unpacked
 * too, behind the header of U-Boot's legacy image, which says where it wants to lie. QEMU puts a kernel without one at 0x10000.
 */
import { existsSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type ArmKernel, parseZImage, unpackZImage } from "../../lib-ts/loader/zImage.ts";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { storeFile } from "../guests/store.ts";

const FOLDER = "bench";
/** RAM of QEMU's virt board. */
const RAM_START = 0x4000_0000;
const MIB = 2 ** 20;

/** include/image.h of U-Boot, image_header_t: big-endian. */
const HEADER_BYTES = 64;
const MAGIC = 0x2705_1956;
const Offset = { magic: 0, headerCrc: 4, size: 12, load: 16, entry: 20, dataCrc: 24, kind: 28, name: 32 } as const;
/** Linux, Arm, kernel, not compressed. */
const KIND = [5, 2, 2, 0];

/** Path of the kernel that QEMU is given for a guest. `buildQemuKernel` makes it where it is not the guest's own. */
export function qemuKernel(guest: GuestEntry): string {
  const cache = guestCacheFolder();
  return isUnpacked(guest) ? join(cache, FOLDER, uImageFile(guest)) : join(cache, guest.kernel.file);
}

/** @throws ImageError when the guest's kernel cannot be unpacked */
export async function buildQemuKernel(guest: GuestEntry): Promise<void> {
  if (!isUnpacked(guest)) return;
  const path = qemuKernel(guest);
  const now = Date.now() / 1000;
  if (existsSync(path)) return utimesSync(path, now, now);
  const packed = parseZImage(guest.kernel.file, readFileSync(join(guestCacheFolder(), guest.kernel.file)));
  const kernel = await unpackZImage(packed, guest.memoryMiB * MIB);
  storeFile(join(guestCacheFolder(), FOLDER), uImageFile(guest), uImage(guest.id, kernel));
}

function isUnpacked({ architecture, unpack }: GuestEntry): boolean {
  return architecture === "aarch32" && unpack === "host";
}

function uImageFile({ kernel }: GuestEntry): string {
  return `uImage-${kernel.sha256.slice(0, 12)}`;
}

/** @param name at most 32 characters of ASCII */
export function uImage(name: string, { bytes, textOffset }: ArmKernel): Uint8Array {
  const image = new Uint8Array(HEADER_BYTES + bytes.length);
  const view = new DataView(image.buffer);
  const address = RAM_START + textOffset;
  view.setUint32(Offset.magic, MAGIC);
  view.setUint32(Offset.size, bytes.length);
  view.setUint32(Offset.load, address);
  view.setUint32(Offset.entry, address);
  view.setUint32(Offset.dataCrc, crc32(bytes));
  image.set(KIND, Offset.kind);
  image.set(new TextEncoder().encode(name).subarray(0, HEADER_BYTES - Offset.name), Offset.name);
  view.setUint32(Offset.headerCrc, crc32(image.subarray(0, HEADER_BYTES)));
  image.set(bytes, HEADER_BYTES);
  return image;
}
