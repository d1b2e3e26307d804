/** What the tests know of the Debian guests from their files, to compare with what the guests say themselves. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCpio } from "../../lib-ts/loader/cpio.ts";
import { guestCacheFolder } from "../../tools/guests/cache.ts";

const INITRAMFS = join(guestCacheFolder(), "debian-arm64/initramfs.cpio");

/** Whether `npm run guests` has been here. */
export function debianIsHere(): boolean {
  return existsSync(INITRAMFS) && existsSync(join(guestCacheFolder(), "manifest.json"));
}

export const WITHOUT_DEBIAN = "the Debian guests are missing: npm run guests";

/** MD5 of a file in the initial file system. */
export function md5InGuest(path: string): string {
  const entry = readCpio("initramfs.cpio", readFileSync(INITRAMFS)).find(({ name }) => name === path);
  if (entry === undefined) throw new Error(`${path} is not in the initial file system`);
  return createHash("md5").update(entry.data).digest("hex");
}

/** SHA-256 of so many MiB of zeros. */
export function sha256OfZeros(mebibytes: number): string {
  const hash = createHash("sha256");
  const block = new Uint8Array(2 ** 20);
  for (let i = 0; i < mebibytes; i++) hash.update(block);
  return hash.digest("hex");
}
