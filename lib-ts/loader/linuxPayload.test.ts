import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageCorrupt, ImageError, ImageTooLarge, ImageUnsupported } from "./imageError.ts";
import { unpackPayload } from "./linuxPayload.ts";
import { unlz4 } from "./lz4.ts";
import { mangled } from "./testing/mangled.ts";
import { LZ4_LEGACY, sampleText, XZ, ZSTD } from "./testing/packed.ts";
import { unzstd } from "./zstd.ts";

const MIB = 2 ** 20;

/** As the kernel's build appends it. */
function withSize(packed: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(packed.length + 4);
  bytes.set(packed);
  new DataView(bytes.buffer).setUint32(packed.length, size, true);
  return bytes;
}

describe("unpackPayload", () => {
  it.each([
    ["XZ", withSize(XZ.plain, sampleText().length), 2000],
    ["LZ4", withSize(LZ4_LEGACY, sampleText(200).length), 200],
    ["Zstandard", withSize(ZSTD, sampleText(200).length), 200],
    ["gzip", new Uint8Array(gzipSync(sampleText())), 2000],
  ])("unpacks %s", async (_, payload, lines) => {
    expect(await unpackPayload("kernel", payload, MIB)).toEqual(sampleText(lines));
  });

  it.each([
    ["XZ", withSize(XZ.plain, sampleText().length + 1)],
    ["LZ4", withSize(LZ4_LEGACY, sampleText(200).length + 1)],
    ["Zstandard", withSize(ZSTD, sampleText(200).length + 1)],
  ])("refuses %s of another size than it says", async (_, payload) => {
    await expect(unpackPayload("kernel", payload, MIB)).rejects.toThrow(ImageCorrupt);
  });

  it.each([
    ["XZ", withSize(XZ.plain, MIB)],
    ["LZ4", withSize(LZ4_LEGACY, MIB)],
    ["Zstandard", withSize(ZSTD, MIB)],
    ["gzip", new Uint8Array(gzipSync(sampleText()))],
  ])("stops %s at the limit", async (_, payload) => {
    await expect(unpackPayload("kernel", payload, 1000)).rejects.toThrow(ImageTooLarge);
  });

  it("names a format that the guest has to unpack itself", async () => {
    const payload = new TextEncoder().encode("BZh91AY&SY");
    await expect(unpackPayload("kernel", payload, MIB)).rejects.toThrow(/bzip2/);
    await expect(unpackPayload("kernel", payload, MIB)).rejects.toThrow(ImageUnsupported);
  });

  it.each([
    ["LZ4", LZ4_LEGACY, unlz4],
    ["Zstandard", ZSTD, unzstd],
  ] as const)("gives bytes or an ImageError for damaged %s", (_, packed, unpack) => {
    fc.assert(
      fc.property(mangled(packed), (bytes) => survives(() => unpack("kernel", bytes, MIB))),
      { numRuns: 500, seed: 4 },
    );
  });
});

function survives(unpack: () => Uint8Array): boolean {
  try {
    unpack();
    return true;
  } catch (error) {
    return error instanceof ImageError;
  }
}
