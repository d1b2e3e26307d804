/** Copy, modified immediate, shift by immediate, permute, table lookup. */
import { beforeEach, describe, expect, it } from "vitest";
import { lanes, SimdCore, splat } from "../../testing/simd.ts";

/** Bytes 0 to 15, and 16 to 31. */
const COUNT = lanes(8, ...Array.from({ length: 16 }, (_, i) => i));
const COUNT_ON = lanes(8, ...Array.from({ length: 16 }, (_, i) => 16 + i));

let core: SimdCore;

beforeEach(() => {
  core = new SimdCore();
  core.setV(0, splat(8, 0x55));
  core.setV(1, COUNT);
  core.setV(2, COUNT_ON);
});

function result(word: number): bigint {
  core.execute(word);
  return core.v(0);
}

describe("copy", () => {
  it("DUP fills all lanes with the element", () => {
    expect(result(0x4e160420)).toBe(splat(16, 0x0b0a)); // dup v0.8h, v1.h[5]
  });

  it("SMOV extends the sign to 64 bits", () => {
    core.setV(1, 0x80n << 120n);
    core.execute(0x4e1f2c20); // smov x0, v1.b[15]
    expect(core.x(0)).toBe(0xffff_ffff_ffff_ff80n);
  });

  it("UMOV clears the upper part of the register", () => {
    core.setX(0, ~0n);
    core.execute(0x0e1e3c20); // umov w0, v1.h[7]
    expect(core.x(0)).toBe(0x0f0en);
  });

  it("INS keeps the other lanes", () => {
    core.setX(1, 0x1_2345_6789n);
    expect(result(0x4e1c1c20)).toBe(lanes(32, 0x55555555, 0x55555555, 0x55555555, 0x23456789)); // ins v0.s[3], w1
    expect(result(0x6e037420) & 0xffffn).toBe(0x0e55n); // ins v0.b[1], v1.b[14]
  });
});

describe("modified immediate", () => {
  it("MOVI with MSL shifts ones in", () => {
    expect(result(0x4f00d640)).toBe(splat(32, 0x12ffff)); // movi v0.4s, #0x12, msl #16
  });

  it("MOVI of 64 bits makes a byte of each bit", () => {
    expect(result(0x2f05e4c0)).toBe(0xff00_ff00_00ff_ff00n); // movi d0, #0xff00ff0000ffff00
  });

  it("BIC clears the immediate's bits", () => {
    expect(result(0x6f07b600)).toBe(splat(16, 0x0555)); // bic v0.8h, #0xf0, lsl #8
  });

  it("FMOV expands a double", () => {
    expect(result(0x6f07f700)).toBe(splat(64, 0xbff8_0000_0000_0000n)); // fmov v0.2d, #-1.5
  });
});

describe("shift by immediate", () => {
  it("USHR by the whole width gives zero", () => {
    expect(result(0x6f400420)).toBe(0n); // ushr v0.2d, v1.2d, #64
  });

  it("SLI keeps the bits below the shift, SRI those above", () => {
    core.setV(1, splat(16, 0xabcd));
    expect(result(0x6f145420)).toBe(splat(16, 0xbcd5)); // sli v0.8h, v1.8h, #4
    core.setV(0, splat(8, 0x55));
    core.setV(1, splat(32, 0x12345678));
    expect(result(0x6f384420)).toBe(splat(32, 0x55123456)); // sri v0.4s, v1.4s, #8
  });

  it("SHRN packs the middle bits, as string searches use it", () => {
    core.setV(1, lanes(16, 0xff00, 0x00ff, 0xffff));
    expect(result(0x0f0c8420)).toBe(lanes(8, 0xf0, 0x0f, 0xff)); // shrn v0.8b, v1.8h, #4
  });

  it("SQRSHRN2 rounds 64-bit lanes and writes the upper half", () => {
    core.setV(1, lanes(64, 0x8000_0000n, 0x7fff_ffff_ffff_ffffn));
    expect(result(0x4f209c20)).toBe(lanes(32, 0x55555555, 0x55555555, 1, 0x7fffffff)); // sqrshrn2 v0.4s, v1.2d, #32
  });

  it("SSHLL2 widens the upper lanes, then shifts", () => {
    core.setV(1, lanes(32, 0, 0, -1, 5));
    expect(result(0x4f23a420)).toBe(lanes(64, -8, 40)); // sshll2 v0.2d, v1.4s, #3
  });
});

describe("permute", () => {
  it("ZIP2 of 64-bit vectors interleaves their upper lanes", () => {
    expect(result(0x0e427820)).toBe(lanes(16, 0x0504, 0x1514, 0x0706, 0x1716)); // zip2 v0.4h
  });

  it("UZP1 takes even lanes of both", () => {
    expect(result(0x4e021820)).toBe(lanes(8, ...Array.from({ length: 16 }, (_, i) => 2 * i))); // uzp1 v0.16b
  });

  it("TRN2 takes odd lanes in turn", () => {
    expect(result(0x4e826820)).toBe(lanes(32, 0x07060504, 0x17161514, 0x0f0e0d0c, 0x1f1e1d1c)); // trn2 v0.4s
  });

  it("EXT of 64-bit vectors goes on in the second operand's first byte", () => {
    expect(result(0x2e021820)).toBe(lanes(8, 3, 4, 5, 6, 7, 16, 17, 18)); // ext v0.8b, v1.8b, v2.8b, #3
  });

  it("TBL wraps from V31 to V0 and gives zero out of range", () => {
    core.setV(31, COUNT);
    core.setV(0, COUNT_ON);
    core.setV(2, lanes(8, 0, 31, 32, 255, 16));
    expect(result(0x4e0223e0)).toBe(lanes(8, 0, 31, 0, 0, 16)); // tbl v0.16b, {v31.16b, v0.16b}, v2.16b
  });

  it("TBX keeps bytes whose index is out of range", () => {
    core.setV(2, lanes(8, 1, 16, 15));
    expect(result(0x0e021020)).toBe(lanes(8, 1, 0x55, 15)); // tbx v0.8b, {v1.16b}, v2.8b
  });
});
