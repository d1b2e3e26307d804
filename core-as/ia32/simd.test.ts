import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { EXIT_ADDRESS, EXIT_DATA, EXIT_WIDTH } from "../layout.ts";
import { doubles, singles } from "../testing/float.ts";
import { CODE, DATA } from "../testing/ia32.ts";
import { SIMD_RECORDS } from "../testing/simdHardware.ts";
import { SimdProgram } from "../testing/simdUnit.ts";
import { CR0, CR4, Cr0, Cr4, Segment, Vector } from "./state.ts";

/** Nothing is mapped there. */
const DEVICE = CODE + 0x100_0000;
const ONE_TWO = 0x4000000000000000_3ff0000000000000n;
/** ADDPS xmm0, xmm1; PADDB mm0, mm1; MOVAPS xmm0, [ebx]; MOVQ mm1, [ebx]; MOVQ [ebx], mm1. */
const ADDPS = [0x0f, 0x58, 0xc1];
const PADDB = [0x0f, 0xfc, 0xc1];
const MOVAPS_LOAD = [0x0f, 0x28, 0x03];
const MOVQ_LOAD = [0x0f, 0x6f, 0x0b];
const MOVQ_STORE = [0x0f, 0x7f, 0x0b];

describe("MMX, SSE and SSE2 instructions", () => {
  const program = new SimdProgram();
  const names = [...new Set(SIMD_RECORDS.map(({ name }) => name))];

  it.each(names)("%s does what the processor does", (name) => {
    const records = SIMD_RECORDS.filter((record) => record.name === name);

    const results = records.map((record) => program.result(record));

    expect(results).toEqual(records.map(({ result }) => result));
  });
});

describe("arithmetic when every exception is recorded already", () => {
  const NONE = 0x1f80;
  const ALL = 0x1fbf;
  const word = (low: bigint, high: bigint) => low | (high << 32n);
  const lanes32 = fc.tuple(singles, singles, singles, singles).map(([a, b, c, d]) => word(a, b) | (word(c, d) << 64n));
  const lanes64 = fc.tuple(doubles, doubles).map(([a, b]) => a | (b << 64n));

  it.each([
    ["ADD", 0x58],
    ["MUL", 0x59],
    ["SUB", 0x5c],
    ["DIV", 0x5e],
    ["SQRT", 0x51],
  ])("%s has the results that it has when none is, of denormal numbers too", (_, opcode) => {
    const program = new SimdProgram();
    const forms = [
      { code: [0x0f, opcode, 0xc1], operands: lanes32 },
      { code: [0xf3, 0x0f, opcode, 0xc1], operands: lanes32 },
      { code: [0x66, 0x0f, opcode, 0xc1], operands: lanes64 },
      { code: [0xf2, 0x0f, opcode, 0xc1], operands: lanes64 },
    ];
    const result = (code: readonly number[], operands: readonly bigint[], mxcsr: number) => {
      program.mxcsr = mxcsr;
      for (const [n, operand] of operands.entries()) program.setXmm(n, operand);
      program.run([...code]);
      return program.xmm(0);
    };
    for (const { code, operands } of forms) {
      fc.assert(
        fc.property(fc.tuple(operands, operands), (pair) => {
          expect(result(code, pair, ALL)).toBe(result(code, pair, NONE));
        }),
        { numRuns: 400 },
      );
    }
  });
});

describe("operands in memory", () => {
  it("must be aligned to 16 bytes, but for the unaligned moves", () => {
    const program = new SimdProgram();
    program.write(DATA + 8, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    program.run([0x0f, 0x10, 0x03], { ebx: DATA + 8 });
    expect(program.xmm(0)).toBe(0x100f0e0d0c0b0a090807060504030201n);
    program.run([0x89, 0xc0, ...MOVAPS_LOAD], { ebx: DATA + 8 });

    expect(program.fault).toEqual({ vector: Vector.GP, eip: CODE + 2, errorCode: 0 });
  });

  it("are 4 and 8 bytes of scalar forms, wherever they lie", () => {
    const program = new SimdProgram();
    program.setXmm(0, ONE_TWO);
    program.write(DATA + 3, [0, 0, 0, 0, 0, 0, 0x08, 0x40]);

    program.run([0xf2, 0x0f, 0x58, 0x03], { ebx: DATA + 3 });

    expect(program.xmm(0)).toBe(0x4000000000000000_4010000000000000n);
  });

  it("clear the rest of the register in MOVSS and MOVSD, whose register forms keep it", () => {
    const program = new SimdProgram();
    program.write(DATA, [0x11, 0x22, 0x33, 0x44]);
    program.setXmm(0, ONE_TWO);
    program.setXmm(1, ONE_TWO);
    program.setXmm(2, 0x99n);

    program.run([0xf3, 0x0f, 0x10, 0x03, 0xf3, 0x0f, 0x10, 0xca], { ebx: DATA });

    expect(program.xmm(0)).toBe(0x44332211n);
    expect(program.xmm(1)).toBe(0x4000000000000000_3ff0000000000099n);
  });

  it("are written byte by byte by MASKMOVDQU, to DS:EDI", () => {
    const program = new SimdProgram();
    program.write32(DATA + 5, 0x44444444);
    program.setXmm(0, 0xaabbccddn);
    program.setXmm(1, 0x80008000n);

    program.run([0x66, 0x0f, 0xf7, 0xc1], { edi: DATA + 5 });

    expect(program.read(DATA + 5)).toBe(0xaa44cc44 >>> 0);
  });
});

describe("MASKMOVDQU", () => {
  it("stores to a device only the bytes that the mask chooses", () => {
    const program = new SimdProgram();
    program.setXmm(0, 0xaabbccddn);
    program.setXmm(1, 0x80008000n);

    expect(program.run([0x66, 0x0f, 0xf7, 0xc1], { edi: DEVICE })).toBe(ExitReason.Memory);
    const { core } = program;
    expect([core.u64(EXIT_ADDRESS), core.u32(EXIT_WIDTH), core.u64(EXIT_DATA)]).toEqual([
      BigInt(DEVICE) + 1n,
      1,
      0xccn,
    ]);
    core.exports.completeAccess(core.vcpu(), 0n);
    expect(core.exports.runVcpu(core.vcpu(), 10n)).toBe(ExitReason.Memory);

    expect([core.u64(EXIT_ADDRESS), core.u32(EXIT_WIDTH), core.u64(EXIT_DATA)]).toEqual([
      BigInt(DEVICE) + 3n,
      1,
      0xaan,
    ]);
  });

  it("faults as a write, also when no byte is chosen", () => {
    const program = new SimdProgram();
    program.setXmm(1, 0n);
    program.setSegment(Segment.Ds, 0, DATA + 14, 0x93);

    program.run([0x66, 0x0f, 0xf7, 0xc1], { edi: DATA });

    expect(program.fault?.vector).toBe(Vector.GP);
  });
});

describe("MM registers", () => {
  it("are the significands of x87 registers, with an exponent of ones, TOP 0 and no register empty", () => {
    const program = new SimdProgram();
    program.setTop(5, 0x11);
    program.write(DATA, [1, 2, 3, 4, 5, 6, 7, 8]);

    program.run(MOVQ_LOAD, { ebx: DATA });

    expect([program.mm(1), program.exponent(1)]).toEqual([0x0807060504030201n, 0xffff]);
    expect([program.top, program.tags]).toEqual([0, 0xff]);
  });

  it("stay x87 registers when the store faults", () => {
    const program = new SimdProgram();
    program.setTop(5, 0x11);
    program.setSegment(Segment.Ds, 0, 0xfff, 0xc093);

    program.run(MOVQ_STORE, { ebx: DATA });

    expect(program.fault?.vector).toBe(Vector.GP);
    expect([program.top, program.tags]).toEqual([5, 0x11]);
  });

  it("are empty after EMMS, which also sets TOP to 0", () => {
    const program = new SimdProgram();
    program.setTop(6, 0xc0);

    program.run([0x0f, 0x77]);

    expect([program.top, program.tags]).toEqual([0, 0]);
  });

  it("are not entered by CVTPI2PS and CVTPI2PD from memory", () => {
    const program = new SimdProgram();
    program.setTop(6, 0xc0);
    program.write(DATA, [1, 0, 0, 0, 2, 0, 0, 0]);

    program.run([0x0f, 0x2a, 0x03, 0x66, 0x0f, 0x2a, 0x0b], { ebx: DATA });

    expect([program.top, program.tags]).toEqual([6, 0xc0]);
    expect([program.xmm(0), program.xmm(1)]).toEqual([0x40000000_3f800000n, ONE_TWO]);
  });
});

describe("what makes the instructions trap", () => {
  const fault = (code: readonly number[], cr0: number, cr4: number) => {
    const program = new SimdProgram();
    program.core.setU64(CR0, BigInt(Cr0.PE | cr0));
    program.core.setU64(CR4, BigInt(cr4));
    program.run(code);
    return program.fault?.vector;
  };

  it("is #UD with CR0.EM, and for SSE without CR4.OSFXSR", () => {
    expect(fault(ADDPS, Cr0.EM, Cr4.OSFXSR)).toBe(Vector.UD);
    expect(fault(PADDB, Cr0.EM, Cr4.OSFXSR)).toBe(Vector.UD);
    expect(fault(ADDPS, 0, 0)).toBe(Vector.UD);
    expect(fault(PADDB, 0, 0)).toBeUndefined();
  });

  it("is #NM with CR0.TS, but #UD comes first", () => {
    expect(fault(ADDPS, Cr0.TS, Cr4.OSFXSR)).toBe(Vector.NM);
    expect(fault(PADDB, Cr0.TS, Cr4.OSFXSR)).toBe(Vector.NM);
    expect(fault(ADDPS, Cr0.TS, 0)).toBe(Vector.UD);
  });

  it("is #UD in place of #XM without CR4.OSXMMEXCPT, with the flags set and no result", () => {
    const program = new SimdProgram();
    program.core.setU64(CR4, BigInt(Cr4.OSFXSR));
    program.mxcsr = 0x1d80;
    program.setXmm(0, ONE_TWO);
    program.setXmm(1, 0n);

    program.run([0x66, 0x0f, 0x5e, 0xc1]);

    expect([program.fault?.vector, program.xmm(0), program.mxcsr]).toEqual([Vector.UD, ONE_TWO, 0x1d84]);
  });
});
