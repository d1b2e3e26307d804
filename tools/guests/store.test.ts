import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseManifest } from "../../lib-ts/machines/guests.ts";
import { guestEntries } from "./catalogue.ts";
import { MANIFEST, sha256, storeFile, verifiedManifest } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guests-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A manifest whose files exist, all the same bytes. */
function store(): void {
  const put = (file: string) => storeFile(folder, file, Buffer.from("image"));
  const files = { vmlinuz: put("d/vmlinuz"), cpio: put("d/cpio"), cpioGz: put("d/cpio.gz"), uboot: put("u-boot.bin") };
  const item = { name: "package", version: "1", size: 1, sha256: "", depends: "" };
  const guests = guestEntries(files, { kernel: item, busybox: item, uboot: item });
  storeFile(folder, MANIFEST, Buffer.from(JSON.stringify({ guests })));
}

it("accepts what it has stored, as the machine's manifest reader does", () => {
  store();
  expect(verifiedManifest(folder)?.guests.map(({ id }) => id)).toEqual([
    "debian-arm64-fast",
    "debian-arm64",
    "uboot-arm64",
  ]);
});

it.each([
  ["a changed file", "d/vmlinuz", "imagE"],
  ["a short file", "u-boot.bin", "im"],
  ["a damaged manifest", MANIFEST, "{"],
  ["an old manifest", MANIFEST, "{}"],
])("does not accept %s", (_, file, content) => {
  store();
  writeFileSync(join(folder, file), content);
  expect(verifiedManifest(folder)).toBeUndefined();
});

it("finds nothing in an empty folder", () => {
  expect(verifiedManifest(folder)).toBeUndefined();
});

it("names files by hash", () => {
  const hash = sha256(Buffer.from("abc"));
  expect(hash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("offers the stock command line and a tuned one", () => {
  store();
  const lines = verifiedManifest(folder)?.guests.map(({ bootArguments }) => bootArguments);
  expect(lines?.[1]).toBe("console=ttyAMA0");
  expect(lines?.[0]).toContain("cryptomgr.notests");
});

it("refuses an entry that leads out of the folder", () => {
  store();
  const manifest = verifiedManifest(folder);
  const guests = manifest?.guests.map((guest) => ({ ...guest, kernel: { ...guest.kernel, file: "../x" } }));
  expect(() => parseManifest({ guests })).toThrow(/kernel/);
});
