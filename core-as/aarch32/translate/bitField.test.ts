import { describe, expect, it } from "vitest";
import { afterA32, afterT32, TestProgram32 } from "../../testing/aarch32.ts";
import { Mode } from "../state.ts";

describe("bit fields", () => {
  it("UBFX and SBFX", () => {
    expect(afterA32(0xe7e70251, [0, 0xffffff80]).r(0)).toBe(0xf8);
    expect(afterA32(0xe7a70251, [0, 0xffffff80]).r(0)).toBe(0xfffffff8);
    expect(afterT32(0xf3411007, [0, 0x7f0]).r(0)).toBe(0x7f);
  });

  it("BFI puts low bits in, BFC clears", () => {
    // bfi r0, r1, #8, #8; bfc r0, #4, #28
    expect(afterA32(0xe7cf0411, [0xffffffff, 0x112233]).r(0)).toBe(0xffff33ff);
    expect(afterA32(0xe7df021f, [0xffffffff]).r(0)).toBe(0xf);
  });

  it("a field beyond bit 31 is undefined", () => {
    // ubfx r0, r1, #28, #8
    const program = new TestProgram32();
    program.run("a32", [0xe7e70e51], [1]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});

describe("packing", () => {
  it("PKHBT shifts left, PKHTB right", () => {
    expect(afterA32(0xe6810412, [0, 0x11112222, 0x00333344]).r(0)).toBe(0x33332222);
    expect(afterA32(0xe6810052, [0, 0x11112222, 0x80000000]).r(0)).toBe(0x1111ffff);
  });
});
