import { beforeEach, describe, expect, it } from "vitest";
import { X87_STATUS, X87_TAGS, X87_TOP } from "../../fp/x87/layout.ts";
import { CODE, DATA, Ia32Program } from "../../testing/ia32.ts";
import { CR0, Cr0, SEGMENT_SIZE, SEGMENTS, Segment, Vector } from "../state.ts";

const FNINIT = [0xdb, 0xe3];
const FLDCW = [0xd9, 0x2f];
const FLD1 = [0xd9, 0xe8];
const FLDZ = [0xd9, 0xee];
const FDIVP = [0xde, 0xf9];
const FNSTSW_AX = [0xdf, 0xe0];
const FNCLEX = [0xdb, 0xe2];
const FNOP = [0xd9, 0xd0];
const FWAIT = [0x9b];
const OUT_F0 = [0xe6, 0xf0];
const MOV_ECX_1 = [0xb9, 1, 0, 0, 0];
/** FNSTENV [edi + 16], FSTP QWORD [edi + 64]. */
const FNSTENV = [0xd9, 0x77, 16];
const FSTP = [0xdd, 0x5f, 64];
const ENVIRONMENT = DATA + 16;
/** Everything masked but Zero Divide. */
const UNMASKED_ZE = 0x37b;
const ZE = 4;
const WAITING = 0x8080;
/** A division of one by zero, unmasked. */
const FAILING = [...FLDCW, ...FLD1, ...FLDZ, ...FDIVP];
const DIVISION = CODE + FNINIT.length + FLDCW.length + FLD1.length + FLDZ.length;

let program: Ia32Program;

function setCr0(bits: number): void {
  program.core.setU64(CR0, BigInt(Cr0.PE | Cr0.ET | bits));
}

beforeEach(() => {
  program = new Ia32Program();
  setCr0(Cr0.NE);
  program.write32(DATA, UNMASKED_ZE);
  program.run(FNINIT, { edi: DATA });
});

const run = (bytes: readonly number[]) => program.runAt(CODE + FNINIT.length, bytes, { edi: DATA });

describe("an x87 exception that is not masked", () => {
  it("is reported by the next waiting instruction, with what lies between executed", () => {
    run([...FAILING, ...FNSTSW_AX, ...MOV_ECX_1, ...FLD1]);

    expect(program.get("eax") & (WAITING | ZE)).toBe(WAITING | ZE);
    expect(program.get("ecx")).toBe(1);
    const eip = DIVISION + FDIVP.length + FNSTSW_AX.length + MOV_ECX_1.length;
    expect(program.fault).toEqual({ vector: Vector.MF, eip });
  });

  it("is reported by FWAIT, too", () => {
    run([...FAILING, ...FWAIT]);

    expect(program.fault).toEqual({ vector: Vector.MF, eip: DIVISION + FDIVP.length });
  });

  it("leaves operands and stack as they were, and the pointer at the instruction", () => {
    run([...FAILING, ...FNSTENV]);

    expect(program.finished).toBe(true);
    expect(program.core.u32(X87_TOP)).toBe(6);
    expect(program.read(ENVIRONMENT + 12)).toBe(DIVISION);
    expect(program.read(ENVIRONMENT + 16) >>> 16).toBe(0x6f9);
  });

  it("is forgotten by FNCLEX", () => {
    run([...FAILING, ...FNCLEX, ...FNOP]);

    expect(program.finished).toBe(true);
  });

  it("is reported when FLDCW unmasks it later", () => {
    run([...FLD1, ...FLDZ, ...FDIVP, ...MOV_ECX_1, ...FLDCW, ...FNOP]);

    expect(program.get("ecx")).toBe(1);
    expect(program.fault).toMatchObject({ vector: Vector.MF });
    expect(program.core.u32(X87_STATUS) & ZE).toBe(ZE);
  });

  it("asks for an interrupt on line 13 while CR0.NE is clear, and the instruction waits", () => {
    setCr0(0);

    run([...FAILING, ...FNOP, ...MOV_ECX_1]);

    expect(program.core.exports.picState(1) & 0xff).toBe(1 << 5);
    expect(program.pc).toBe(DIVISION + FDIVP.length);
    expect(program.get("ecx")).toBe(0);
  });

  it("is ignored after a write to port F0h, until it is taken back", () => {
    setCr0(0);
    const line = () => (program.core.exports.picState(1) >> 5) & 1;

    run([...FAILING, ...FNOP]);
    expect(line()).toBe(1);
    program.runAt(CODE, [...OUT_F0, ...FSTP, ...MOV_ECX_1], { ecx: 0, edi: DATA });
    expect([line(), program.get("ecx"), program.finished]).toEqual([0, 1, true]);
    program.runAt(CODE, [...FNCLEX, ...FLD1, ...FLDZ, ...FDIVP, ...FNOP, ...MOV_ECX_1], { ecx: 0 });

    expect([line(), program.get("ecx")]).toEqual([1, 0]);
  });

  it("leaves a write to port F0h without effect while none waits", () => {
    setCr0(0);

    run([...OUT_F0, ...FAILING, ...FNOP, ...MOV_ECX_1]);

    expect(program.get("ecx")).toBe(0);
  });

  it("is asked for again, though it was ignored, when FLDCW masks it and then no more", () => {
    setCr0(0);
    program.write32(DATA + 4, 0x37f);

    run([...FAILING, ...FNOP]);
    program.runAt(CODE, [...OUT_F0, 0xd9, 0x6f, 4, ...FLDCW, ...FNOP], { edi: DATA });

    expect((program.core.exports.picState(1) >> 5) & 1).toBe(1);
  });
});

describe("CR0 and x87 instructions", () => {
  it.each([
    ["EM", Cr0.EM, FLD1, true],
    ["TS", Cr0.TS, FLD1, true],
    ["TS without MP", Cr0.TS, FWAIT, false],
    ["TS and MP", Cr0.TS | Cr0.MP, FWAIT, true],
  ])("%s: #NM or not", (_, bits, bytes, traps) => {
    setCr0(bits);

    run(bytes);

    expect(program.fault?.vector).toBe(traps ? Vector.NM : undefined);
    expect(program.finished).toBe(!traps);
  });
});

describe("x87 stores", () => {
  it("that fault leave the stack alone", () => {
    program.setSegment(Segment.Ds, 0, DATA + 63, 0xc093 & ~0x8000);

    run([...FLD1, ...FSTP]);

    expect(program.fault).toMatchObject({ vector: Vector.GP });
    expect(program.core.u32(X87_TOP)).toBe(7);
    expect(program.core.u32(X87_TAGS)).toBe(0x80);
  });
});

describe("FNSTENV", () => {
  it("has seven words with a 16-bit operand size", () => {
    run([...FLD1, 0x66, ...FNSTENV]);

    const word = (n: number) => (program.read(ENVIRONMENT + 2 * n) & 0xffff) >>> 0;
    expect([word(0), word(1), word(2), word(3)]).toEqual([0x37f, 0x3800, 0x3fff, (CODE + FNINIT.length) & 0xffff]);
  });

  it("has linear addresses of 20 bits in real mode", () => {
    const offset = 0x100;
    program.core.setU64(CR0, BigInt(Cr0.ET));
    program.use16(CODE);
    program.setSegment(Segment.Ds, CODE, 0xffff, 0x93);
    program.core.setU32(SEGMENTS + Segment.Cs * SEGMENT_SIZE, 0x1234);

    program.runAt(CODE + offset, [...FLD1, 0xd9, 0x36, 0x00, 0x80]);

    const word = (n: number) => program.read(CODE + 0x8000 + 2 * n) & 0xffff;
    expect([word(3), word(4)]).toEqual([0x2440, 0x11e8]);
  });
});
