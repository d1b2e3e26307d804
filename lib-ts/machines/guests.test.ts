import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ManifestError } from "../errors.ts";
import { parseManifest } from "./guests.ts";

const FILE = { file: "a/kernel", size: 10, sha256: "0".repeat(64) };
const ENTRY = {
  id: "a-guest",
  name: "A guest",
  architecture: "aarch64",
  description: "Does nothing.",
  origin: "this repository",
  licence: "BSD-2-Clause",
  kind: "built-in",
  kernel: FILE,
  bootArguments: "",
  memoryMiB: 64,
  vcpus: 1,
};

describe("parseManifest", () => {
  it("takes a complete entry as it is", () => {
    expect(parseManifest({ guests: [ENTRY] })).toEqual({ guests: [ENTRY] });
  });

  it("takes the manifest of the built-in guests", () => {
    const text = readFileSync(new URL("../../public/guests/manifest.json", import.meta.url), "utf8");

    expect(parseManifest(JSON.parse(text)).guests.map(({ kind }) => kind)).toContain("built-in");
  });

  it.each([
    ["nothing", undefined],
    ["a list", []],
    ["guests that are no list", { guests: {} }],
  ])("refuses %s", (_, value) => {
    expect(() => parseManifest(value)).toThrow(ManifestError);
  });

  it.each([
    ["id", { id: "../etc" }],
    ["id", { id: 7 }],
    ["a-guest: name", { name: undefined }],
    ["a-guest: architecture", { architecture: "vax" }],
    ["a-guest: kind", { kind: "borrowed" }],
    ["a-guest: memoryMiB", { memoryMiB: 1.5 }],
    ["a-guest: memoryMiB", { memoryMiB: "64" }],
    ["a-guest: vcpus", { vcpus: 0 }],
    ["a-guest: initrd", { initrd: "initrd.cpio" }],
    ["a-guest: ready", { ready: 1 }],
    ["a-guest: unpack", { unpack: "nobody" }],
    ["a-guest: kernel", { kernel: { ...FILE, file: "../../etc/passwd" } }],
    ["a-guest: kernel", { kernel: { ...FILE, file: "/etc/passwd" } }],
    ["a-guest: kernel", { kernel: { ...FILE, file: "https://elsewhere.test/kernel" } }],
    ["a-guest: kernel", { kernel: { ...FILE, size: 0 } }],
    ["a-guest: kernel", { kernel: { ...FILE, sha256: "0".repeat(63) } }],
    ["a-guest: kernel", { kernel: { ...FILE, sha256: "A".repeat(64) } }],
  ])("names the field that is wrong: %s", (field, change) => {
    expect(() => parseManifest({ guests: [{ ...ENTRY, ...change }] })).toThrow(field);
  });
});
