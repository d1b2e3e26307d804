import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GuestEntry, parseManifest } from "../../lib-ts/machines/guests.ts";
import { arm64Entries } from "./arm64Guests.ts";
import { ia32Entries } from "./ia32Guests.ts";
import { intactGuests, MANIFEST, sha256, storeFile, storeManifest, verifiedManifest } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guests-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (file: string) => storeFile(folder, file, Buffer.from("image"));
const item = { name: "package", version: "1", size: 1, sha256: "", depends: "" };

/** A manifest whose files exist, all the same bytes. */
function store(): void {
  const files = { vmlinuz: put("d/vmlinuz"), cpio: put("d/cpio"), cpioGz: put("d/cpio.gz"), uboot: put("u-boot.bin") };
  const guests = arm64Entries(files, { kernel: item, busybox: item, uboot: item });
  storeManifest(folder, guests);
}

/** The same for IA32, whose kernels are other files. */
function ia32Guests(): GuestEntry[] {
  const files = {
    vmlinuz: put("i/vmlinuz"),
    vmlinuzPae: put("i/vmlinuz-pae"),
    cpio: put("i/cpio"),
    cpioGz: put("i/cpio.gz"),
    uboot: put("u-boot.rom"),
    memtest: put("memtest"),
    gnumach: put("gnumach"),
  };
  const packages = { kernel: item, kernelPae: item, busybox: item, uboot: item, memtest: item, gnumach: item };
  return ia32Entries(files, packages);
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

it("keeps the guests of one architecture when a file of another is damaged", () => {
  store();
  storeManifest(folder, [...intactGuests(folder), ...ia32Guests()]);
  writeFileSync(join(folder, "d/vmlinuz"), "imagE");
  expect(verifiedManifest(folder)).toBeUndefined();
  expect(intactGuests(folder).map(({ id }) => id)).toEqual([
    "debian-i386-fast",
    "debian-i386",
    "debian-i386-pae",
    "uboot-x86",
    "memtest86",
    "gnumach",
  ]);
});
