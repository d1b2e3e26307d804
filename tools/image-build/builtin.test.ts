import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isArm64Image, parseArm64Image } from "../../lib-ts/loader/arm64Image.ts";
import { verifiedManifest } from "../guests/store.ts";
import { assembleGuest, GUEST_FOLDER, hasBinutils, imageFile } from "./assemble.ts";
import { BUILTIN_GUESTS } from "./builtin.ts";

const IDS = BUILTIN_GUESTS.map(({ id }) => id);
const committed = (id: string) => new Uint8Array(readFileSync(join(GUEST_FOLDER, imageFile(id))));

it("lists every guest in the manifest, with the hash of its image", () => {
  expect(verifiedManifest(GUEST_FOLDER)?.guests.map(({ id }) => id)).toEqual(IDS);
});

it("says in the manifest what the catalogue says", () => {
  expect(verifiedManifest(GUEST_FOLDER)?.guests).toMatchObject(BUILTIN_GUESTS);
});

describe.each(IDS)("%s", (id) => {
  it("is an arm64 Image of less than 8 KiB", () => {
    const bytes = committed(id);
    expect(isArm64Image(bytes)).toBe(true);
    expect(parseArm64Image(id, bytes).imageSize).toBeGreaterThanOrEqual(bytes.length);
    expect(bytes.length).toBeLessThan(8192);
  });

  it.skipIf(!hasBinutils())("is what its source assembles to (skipped without binutils-aarch64-linux-gnu)", () => {
    expect(Buffer.from(assembleGuest(id)).equals(committed(id))).toBe(true);
  });
});
