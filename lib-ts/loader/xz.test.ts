import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageCorrupt, ImageError, ImageTooLarge, ImageTruncated, ImageUnsupported } from "./imageError.ts";
import { Lzma2Decoder } from "./lzma2.ts";
import { mangled } from "./testing/mangled.ts";
import { sampleCode, sampleNoise, sampleText, XZ } from "./testing/packed.ts";
import { unxz } from "./xz.ts";

const MIB = 2 ** 20;
/** Where the LZMA2 data of XZ.plain begin: behind the stream's header and the block's. */
const FIRST_CHUNK = 24;

describe("unxz", () => {
  it.each([
    ["CRC32", XZ.plain],
    ["CRC64", XZ.crc64],
    ["no check, and literals that depend on their position", XZ.unchecked],
    ["several blocks", XZ.blocks],
  ])("unpacks what xz packed with %s", (_, packed) => {
    expect(unxz("sample", packed, MIB)).toEqual(sampleText());
  });

  it.each([
    ["x86 branches", XZ.x86],
    ["x86 branches from another address on", XZ.x86At4096],
    ["Arm branches", XZ.arm],
  ])("undoes the filter for %s", (_, packed) => {
    expect(unxz("sample", packed, MIB)).toEqual(sampleCode());
  });

  it("copies what xz has stored", () => {
    expect(unxz("sample", XZ.stored, MIB)).toEqual(sampleNoise());
  });

  it("refuses more bytes than the limit before it unpacks any", () => {
    expect(() => unxz("sample", XZ.plain, 1000)).toThrow(ImageTooLarge);
  });

  it.each([
    ["a check that is not known here", XZ.sha256],
    ["a filter that is not known here", XZ.delta],
  ])("names %s", (_, packed) => {
    expect(() => unxz("sample", packed, MIB)).toThrow(ImageUnsupported);
  });

  it("notices a changed bit anywhere", () => {
    const damage = fc.tuple(fc.nat(XZ.blocks.length - 1), fc.nat(7)).map(([at, bit]) => {
      const copy = XZ.blocks.slice();
      copy[at] ^= 1 << bit;
      return copy;
    });
    fc.assert(
      fc.property(damage, (bytes) => {
        expect(() => unxz("sample", bytes, MIB)).toThrow(ImageError);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it("notices a missing end", () => {
    expect(() => unxz("sample", XZ.plain.subarray(0, 700), MIB)).toThrow(ImageCorrupt);
    expect(() => unxz("sample", XZ.plain.subarray(0, 20), MIB)).toThrow(ImageTruncated);
  });
});

describe("LZMA2 on hostile bytes", () => {
  it("gives bytes or an ImageError", () => {
    fc.assert(
      fc.property(mangled(XZ.plain.subarray(FIRST_CHUNK)), (bytes) => outcomeOf(bytes)),
      { numRuns: 500, seed: 2 },
    );
  });
});

/** Whether decoding ends as it may. */
function outcomeOf(bytes: Uint8Array): boolean {
  try {
    new Lzma2Decoder("sample", bytes, new Uint8Array(64_000)).decode(0, 0);
    return true;
  } catch (error) {
    return error instanceof ImageError;
  }
}
