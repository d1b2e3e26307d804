import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isArm64Image, parseArm64Image } from "../../lib-ts/loader/arm64Image.ts";
import { AARCH32_ELF, I386_ELF, readElf } from "../../lib-ts/loader/elf.ts";
import type { GuestArchitecture } from "../../lib-ts/machines/guests.ts";
import { verifiedManifest } from "../guests/store.ts";
import { assembleGuest, GUEST_FOLDER, hasBinutils, imageFile } from "./assemble.ts";
import { BUILTIN_GUESTS } from "./builtin.ts";

const IDS = BUILTIN_GUESTS.map(({ id }) => id);
const committed = (id: string, architecture: GuestArchitecture) =>
  new Uint8Array(readFileSync(join(GUEST_FOLDER, imageFile(id, architecture))));

const IMAGE_CHECKS: Record<GuestArchitecture, (id: string, bytes: Uint8Array) => boolean> = {
  aarch64: (id, bytes) => isArm64Image(bytes) && parseArm64Image(id, bytes).imageSize >= bytes.length,
  aarch32: (id, bytes) => readElf(id, bytes, AARCH32_ELF).segments.every(({ address }) => address >= 0x4000_0000),
  ia32: (id, bytes) => readElf(id, bytes, I386_ELF).segments.every(({ address }) => address >= 0x10_0000),
};

it("lists every guest in the manifest, with the hash of its image", () => {
  expect(verifiedManifest(GUEST_FOLDER)?.guests.map(({ id }) => id)).toEqual(IDS);
});

it("says in the manifest what the catalogue says", () => {
  expect(verifiedManifest(GUEST_FOLDER)?.guests).toMatchObject(BUILTIN_GUESTS);
});

describe.each(BUILTIN_GUESTS)("$id", ({ id, architecture }) => {
  it("is an image of its architecture of less than 8 KiB", () => {
    const bytes = committed(id, architecture);
    expect(IMAGE_CHECKS[architecture](id, bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(8192);
  });

  it.skipIf(!hasBinutils(architecture))("is what its source assembles to (skipped without its binutils)", () => {
    expect(Buffer.from(assembleGuest(id, architecture)).equals(committed(id, architecture))).toBe(true);
  });
});
