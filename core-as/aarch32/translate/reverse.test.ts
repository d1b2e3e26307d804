import { describe, expect, it } from "vitest";
import { afterA32, afterT32 } from "../../testing/aarch32.ts";

describe("orders of bytes and bits", () => {
  it("REV, REV16, REVSH, RBIT", () => {
    expect(afterA32(0xe6bf0f31, [0, 0x11223384]).r(0)).toBe(0x84332211);
    expect(afterA32(0xe6bf0fb1, [0, 0x11223384]).r(0)).toBe(0x22118433);
    expect(afterA32(0xe6ff0fb1, [0, 0x11223384]).r(0)).toBe(0xffff8433);
    expect(afterT32(0xbac8, [0, 0x11228433]).r(0)).toBe(0x3384);
    expect(afterA32(0xe6ff0f31, [0, 0x80000003]).r(0)).toBe(0xc0000001);
  });

  it("CLZ of zero is 32", () => {
    expect(afterA32(0xe16f0f11, [1, 0]).r(0)).toBe(32);
    expect(afterA32(0xe16f0f11, [1, 0xffff]).r(0)).toBe(16);
  });
});

it("CRC32 of a byte and CRC32C of a word", () => {
  // Of "a" with the usual complements: e8b7be43. CRC32C of a word of zeros that follows 32 ones is the complement of 48674bc7.
  expect(afterA32(0xe1010042, [0, 0xffffffff, 0x61]).r(0)).toBe(~0xe8b7be43 >>> 0);
  expect(afterA32(0xe1410242, [0, 0xffffffff, 0]).r(0)).toBe(~0x48674bc7 >>> 0);
});
