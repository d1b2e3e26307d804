import { describe, expect, it } from "vitest";
import { listCode } from "./listing.ts";

describe("listCode", () => {
  it("lists A64 by words", () => {
    const bytes = Uint8Array.of(0xa5, 0x04, 0x00, 0x91, 0xc0, 0x03, 0x5f, 0xd6);

    expect(listCode(bytes, 0x4000_0000n, "a64")).toEqual([
      { address: 0x4000_0000n, code: "910004a5", text: "add x5, x5, #0x1" },
      { address: 0x4000_0004n, code: "d65f03c0", text: "ret" },
    ]);
  });

  it("lists A32 by words and T32 by the length of each instruction, and leaves a part of one out", () => {
    const bytes = Uint8Array.of(0x01, 0x20, 0xc1, 0xf2, 0x02, 0x01, 0x70, 0x47, 0x00, 0xf0);

    expect(listCode(bytes, 0x8000n, "t32")).toEqual([
      { address: 0x8000n, code: "2001", text: "movs r0, #1" },
      { address: 0x8002n, code: "f2c10102", text: "movt r1, #4098" },
      { address: 0x8006n, code: "4770", text: "bx lr" },
    ]);
    expect(listCode(bytes, 0x8000n, "a32")).toEqual([
      { address: 0x8000n, code: "f2c12001", text: "vaddl.s8 q9, d1, d1" },
      { address: 0x8004n, code: "47700102", text: "ldrbmi r0, [r0, -r2, lsl #2]!" },
    ]);
  });

  it("knows T32's IT blocks, also one that began before", () => {
    // ite ne; movne r0, #1; moveq r0, #2; movs r0, #3
    const bytes = Uint8Array.of(0x14, 0xbf, 0x01, 0x20, 0x02, 0x20, 0x03, 0x20);
    const texts = (code: Uint8Array, ifThen: number) => listCode(code, 0n, "t32", ifThen).map(({ text }) => text);

    expect(texts(bytes, 0)).toEqual(["ite ne", "movne r0, #1", "moveq r0, #2", "movs r0, #3"]);
    expect(texts(bytes.subarray(4), 0x08)).toEqual(["moveq r0, #2", "movs r0, #3"]);
  });

  it("lists IA32 by the length of each instruction, in its segment's default size", () => {
    const bytes = Uint8Array.of(0x90, 0xb8, 0x34, 0x12, 0x00, 0x00, 0xf4);

    expect(listCode(bytes, 0x7c00n, "ia32-32").map(({ address, code }) => [address, code])).toEqual([
      [0x7c00n, "90"],
      [0x7c01n, "b834120000"],
      [0x7c06n, "f4"],
    ]);
    expect(listCode(bytes, 0x7c00n, "ia32-16").map(({ code }) => code)).toEqual(["90", "b83412", "0000", "f4"]);
  });
});
