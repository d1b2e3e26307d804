import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { uImage } from "./uImage.ts";

describe("uImage", () => {
  it("puts U-Boot's header before an unpacked kernel: where it lies and starts in QEMU's RAM, and two sums", () => {
    const bytes = Uint8Array.from([1, 2, 3, 4]);
    const image = uImage("debian-armhf-fast", { bytes, size: 8, textOffset: 0x20_8000 });
    const view = new DataView(image.buffer);
    expect(image.subarray(64)).toEqual(bytes);
    expect([0, 12, 16, 20].map((offset) => view.getUint32(offset))).toEqual([0x2705_1956, 4, 0x4020_8000, 0x4020_8000]);
    expect(view.getUint32(24)).toBe(crc32(bytes));
    expect([...image.subarray(28, 32)]).toEqual([5, 2, 2, 0]);
    const header = image.slice(0, 64).fill(0, 4, 8);
    expect(view.getUint32(4)).toBe(crc32(header));
  });

  it("keeps the name within the header", () => {
    const image = uImage("x".repeat(40), { bytes: Uint8Array.from([0xea]), size: 1, textOffset: 0x8000 });
    expect(image.length).toBe(65);
    expect(image[64]).toBe(0xea);
  });
});
