import { describe, expect, it } from "vitest";
import { afterA32, afterT32 } from "../../testing/aarch32.ts";

describe("extension", () => {
  it("of a byte, where the rotation says", () => {
    expect(afterA32(0xe6ef0071, [0, 0x11223384]).r(0)).toBe(0x84);
    expect(afterA32(0xe6af0471, [0, 0x11228384]).r(0)).toBe(0xffffff83);
    expect(afterT32(0xb2c8, [0, 0xfff]).r(0)).toBe(0xff);
  });

  it("of a halfword that the rotation takes from both ends", () => {
    // sxth r0, r1, ror #24
    expect(afterA32(0xe6bf0c71, [0, 0x12345681]).r(0)).toBe(0xffff8112);
  });

  it("of two bytes", () => {
    expect(afterA32(0xe68f0071, [0, 0x11801170]).r(0)).toBe(0xff800070);
  });

  it("with addition, of halfwords each for itself", () => {
    // uxtab r0, r1, r2, ror #16; sxtab16 r0, r1, r2, ror #8
    expect(afterA32(0xe6e10872, [0, 0xffffffff, 0x11832233]).r(0)).toBe(0x82);
    expect(afterA32(0xe6810472, [0, 0x00010000, 0xff00ff00]).r(0)).toBe(0x0000ffff);
  });
});
