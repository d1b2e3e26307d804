/** What the tests know of a fetched guest from its files, to compare with what the guest says itself. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readCpio } from "../../lib-ts/loader/cpio.ts";
import { type GuestEntry, parseManifest } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../../tools/guests/cache.ts";

export function guestEntry(id: string): GuestEntry {
  const { guests } = parseManifest(JSON.parse(readFileSync(join(guestCacheFolder(), "manifest.json"), "utf8")));
  const guest = guests.find((entry) => entry.id === id);
  if (guest === undefined) throw new Error(`no ${id} in the cache`);
  return guest;
}

/** The file that /bin/busybox of the guest is, from the initramfs in the cache. */
export function busybox(id: string): Uint8Array {
  const file = guestEntry(id).initrd?.file ?? "";
  const bytes = readFileSync(join(guestCacheFolder(), file));
  const archive = readCpio(file, file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  const found = archive.find(({ name }) => name === "bin/busybox");
  if (found === undefined) throw new Error(`no busybox in ${file}`);
  return found.data;
}
