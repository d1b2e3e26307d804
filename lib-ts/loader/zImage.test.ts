import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joined } from "./bytes.ts";
import { ImageCorrupt, ImageError, ImageNotRecognised, ImageUnsupported } from "./imageError.ts";
import { mangled } from "./testing/mangled.ts";
import { sampleText, XZ } from "./testing/packed.ts";
import { sampleZImage } from "./testing/sampleZImage.ts";
import { parseZImage, unpackZImage } from "./zImage.ts";

const MIB = 2 ** 20;
const KERNEL = sampleText();
const XZ_MAGIC = XZ.plain.subarray(0, 6);

function size(bytes: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(bytes).buffer);
}

const xzPayload = joined([XZ.plain, size(KERNEL.length)]);
const gzipPayload = new Uint8Array(gzipSync(KERNEL));

/** Outcome of unpacking: the kernel, or the error's name. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await unpackZImage(parseZImage("kernel", bytes), MIB);
    return "fine";
  } catch (error) {
    if (error instanceof ImageError) return error.name;
    throw error;
  }
}

describe("parseZImage", () => {
  it("reads the table for loaders", () => {
    expect(parseZImage("kernel", sampleZImage({ payload: xzPayload, start: 0x1000 })).kernel).toEqual({
      end: 0x58 + xzPayload.length,
      bssSize: 0x1000,
      textOffset: 0x20_8000,
    });
  });

  it("knows the usual place of kernels whose table does not tell it", () => {
    expect(parseZImage("kernel", sampleZImage({ payload: xzPayload, words: 4 })).kernel?.textOffset).toBe(0x8000);
  });

  it("finds an appended device tree", () => {
    const tree = Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 12, 1, 2, 3, 4);
    const image = sampleZImage({ payload: xzPayload });

    expect(parseZImage("kernel", joined([image, tree])).dtb).toEqual(tree);
    expect(parseZImage("kernel", image).dtb).toBeUndefined();
  });

  it("refuses other files, big-endian kernels and headers that contradict themselves", () => {
    const word = (at: number, value: number) => {
      const copy = sampleZImage({ payload: xzPayload });
      new DataView(copy.buffer).setUint32(at, value, true);
      return copy;
    };
    expect(() => parseZImage("kernel", KERNEL)).toThrow(ImageNotRecognised);
    expect(() => parseZImage("kernel", word(0x30, 0x0102_0304))).toThrow(ImageUnsupported);
    expect(() => parseZImage("kernel", word(0x2c, 4))).toThrow(ImageCorrupt);
    expect(() => parseZImage("kernel", word(0x48, 0xffff_0000))).toThrow(ImageCorrupt);
  });
});

describe("unpackZImage", () => {
  it.each([
    ["XZ", xzPayload],
    ["gzip", gzipPayload],
    ["XZ behind code that compares with its first bytes", joined([XZ_MAGIC, size(0), xzPayload])],
  ])("unpacks %s", async (_, payload) => {
    const kernel = await unpackZImage(parseZImage("kernel", sampleZImage({ payload })), MIB);

    expect(kernel).toEqual({ bytes: KERNEL, size: KERNEL.length + 0x1000, textOffset: 0x20_8000 });
  });

  it("names a kernel that is packed in another way", async () => {
    expect(await outcome(sampleZImage({ payload: KERNEL }))).toBe("ImageUnsupported");
  });

  it("throws nothing but image errors, whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(mangled(sampleZImage({ payload: gzipPayload })), async (bytes) => {
        expect(await outcome(bytes)).toMatch(/^fine$|^Image/);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
