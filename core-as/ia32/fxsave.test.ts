import { describe, expect, it } from "vitest";
import { CODE, DATA } from "../testing/ia32.ts";
import { SimdProgram } from "../testing/simdUnit.ts";
import { CR0, Cr0, Segment, Vector } from "./state.ts";

const FXSAVE = [0x0f, 0xae, 0x03];
const FXRSTOR = [0x0f, 0xae, 0x0b];
const LDMXCSR = [0x0f, 0xae, 0x13];
const STMXCSR = [0x0f, 0xae, 0x1b];
const DIVSD = [0xf2, 0x0f, 0x5e, 0xc1];

describe("FXSAVE and FXRSTOR", () => {
  it("keep XMM and x87 registers and MXCSR", () => {
    const program = new SimdProgram();
    program.mxcsr = 0x3fa1;
    program.setXmm(7, 0x1234_0000_0000_0000_0000_0000_0000_5678n);
    program.setMm(6, 0x8000_0000_0000_0001n);
    program.setTop(6, 0xc0);
    program.run(FXSAVE, { ebx: DATA });

    const other = new SimdProgram();
    const image = program.core.bytes.slice(program.core.ram + DATA - CODE, program.core.ram + DATA - CODE + 512);
    other.write(DATA, [...image]);
    other.run(FXRSTOR, { ebx: DATA });

    expect([other.mxcsr, other.top, other.tags]).toEqual([0x3fa1, 6, 0xc0]);
    expect([other.xmm(7), other.mm(6)]).toEqual([0x1234_0000_0000_0000_0000_0000_0000_5678n, 0x8000_0000_0000_0001n]);
  });

  it("have the layout of table 3-43: ST0 at 32, XMM0 at 160, MXCSR at 24 and its mask behind it", () => {
    const program = new SimdProgram();
    program.setXmm(0, 0x66n);
    program.setMm(3, 0x77n);
    program.setTop(3, 0x08);

    program.run(FXSAVE, { ebx: DATA });

    expect([program.read(DATA + 32), program.read(DATA + 160)]).toEqual([0x77, 0x66]);
    expect([program.read(DATA + 24), program.read(DATA + 28)]).toEqual([0x1f80, 0xffff]);
    expect([program.read(DATA) >>> 16, program.read(DATA + 4) & 0xff]).toEqual([0x1800, 0x08]);
  });

  it("leave the bytes behind XMM7 alone", () => {
    const program = new SimdProgram();
    program.write32(DATA + 288, 0xcafe);

    program.run(FXSAVE, { ebx: DATA });

    expect(program.read(DATA + 288)).toBe(0xcafe);
  });

  it("store nothing when the page in which the area ends is not there", () => {
    const program = new SimdProgram();
    program.setSegment(Segment.Ds, 0, DATA + 0xfff, 0x93);
    program.write32(DATA + 0xf80, 0xcafe);

    program.run(FXSAVE, { ebx: DATA + 0xf80 });

    expect([program.fault?.vector, program.read(DATA + 0xf80)]).toEqual([Vector.GP, 0xcafe]);
  });

  it("load nothing when the last bytes of the area, which mean nothing, cannot be read", () => {
    const program = new SimdProgram();
    program.setXmm(0, 0x66n);
    program.write32(DATA + 24, 0x1f80);
    program.setSegment(Segment.Ds, 0, DATA + 510, 0x93);

    program.run(FXRSTOR, { ebx: DATA });
    expect([program.fault?.vector, program.xmm(0)]).toEqual([Vector.GP, 0x66n]);
    program.setSegment(Segment.Ds, 0, DATA + 511, 0x93);
    program.run(FXRSTOR, { ebx: DATA });

    expect([program.fault, program.xmm(0)]).toEqual([undefined, 0n]);
  });

  it("raise #GP for an area that is not aligned, and #NM with CR0.EM or TS", () => {
    const program = new SimdProgram();
    program.run(FXSAVE, { ebx: DATA + 8 });
    expect(program.fault?.vector).toBe(Vector.GP);

    program.core.setU64(CR0, BigInt(Cr0.PE | Cr0.EM));
    program.run(FXRSTOR, { ebx: DATA });

    expect(program.fault?.vector).toBe(Vector.NM);
  });

  it("change nothing when MXCSR has reserved bits set", () => {
    const program = new SimdProgram();
    program.setXmm(0, 0x66n);
    program.write32(DATA + 24, 0x11f80);

    program.run(FXRSTOR, { ebx: DATA });

    expect([program.fault?.vector, program.xmm(0), program.mxcsr]).toEqual([Vector.GP, 0x66n, 0x1f80]);
  });
});

describe("LDMXCSR and STMXCSR", () => {
  it("set and give control, masks and flags", () => {
    const program = new SimdProgram();
    program.write32(DATA, 0xffbf);

    program.run([...LDMXCSR, ...STMXCSR], { ebx: DATA });

    expect([program.mxcsr, program.read(DATA)]).toEqual([0xffbf, 0xffbf]);
  });

  it("raises #GP for reserved bits", () => {
    const program = new SimdProgram();
    program.write32(DATA, 0x1_0000);

    program.run(LDMXCSR, { ebx: DATA });

    expect(program.fault?.vector).toBe(Vector.GP);
  });

  it("makes exceptions trap from the next instruction on", () => {
    const program = new SimdProgram();
    program.write32(DATA, 0x1d80);
    program.setXmm(0, 0x3ff0_0000_0000_0000n);
    program.setXmm(1, 0n);

    program.run([...DIVSD, ...LDMXCSR, ...DIVSD], { ebx: DATA });
    expect(program.fault).toBeUndefined();
    program.setXmm(0, 0x3ff0_0000_0000_0000n);
    program.run([...LDMXCSR, ...DIVSD], { ebx: DATA });

    expect(program.fault).toEqual({ vector: Vector.XM, eip: CODE + 3 });
  });
});
