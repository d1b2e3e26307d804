import { describe, expect, it } from "vitest";
import { DATA, Ia32Program } from "../../testing/ia32.ts";
import { Eflags, Vector } from "../state.ts";

const { CF, PF, AF, ZF, SF, OF } = Eflags;
const ADD_EAX_ECX = [0x01, 0xc8];
const ADC_AL_CL = [0x10, 0xc8];
const SBB_EAX_ECX = [0x19, 0xc8];
const INC_BYTE_EBX = [0xfe, 0x03];
const DEC_AX = [0x66, 0x48];
const NEG_AH = [0xf6, 0xdc];
const CMP_EAX_MINUS_1 = [0x83, 0xf8, 0xff];
const ADD_EBX_IMM = [0x81, 0x03, 0x00, 0x00, 0x00, 0x80];
const STC = 0xf9;

/** SDM volume 1, 3.4.3.1, and the pages of ADD, ADC, SBB, INC, DEC, NEG. */
describe("IA32 arithmetic", () => {
  it.each([
    [0x7fffffff, 1, 0x80000000, PF | AF | SF | OF],
    [0xffffffff, 1, 0, CF | PF | AF | ZF],
    [0x80000000, 0x80000000, 0, CF | PF | ZF | OF],
    [0x0f, 0x02, 0x11, PF | AF],
  ])("adds %i and %i", (eax, ecx, sum, flags) => {
    const program = new Ia32Program();

    program.run(ADD_EAX_ECX, { eax, ecx });

    expect([program.get("eax"), program.flags]).toEqual([sum, flags]);
  });

  it("adds bytes with carry and leaves the rest of the register alone", () => {
    const program = new Ia32Program();

    program.run([STC, ...ADC_AL_CL], { eax: 0x123456ff, ecx: 0xaa00 });

    expect([program.get("eax"), program.flags]).toEqual([0x12345600, CF | PF | AF | ZF]);
  });

  it("subtracts with borrow, where the borrow makes both operands equal", () => {
    const program = new Ia32Program();

    program.run([STC, ...SBB_EAX_ECX], { eax: 0, ecx: 0xffffffff });

    expect([program.get("eax"), program.flags]).toEqual([0, CF | PF | AF | ZF]);
  });

  it("increments and decrements without touching CF", () => {
    const program = new Ia32Program();
    program.write(DATA, [0x7f]);

    program.run([STC, ...INC_BYTE_EBX], { ebx: DATA });

    expect([program.read(DATA), program.flags]).toEqual([0x80, CF | AF | SF | OF]);
    program.run(DEC_AX, { eax: 0x55550000 });
    expect([program.get("eax"), program.flags]).toEqual([0x5555ffff, CF | PF | AF | SF]);
  });

  it("negates AH", () => {
    const program = new Ia32Program();

    program.run(NEG_AH, { eax: 0x11118033 });

    expect([program.get("eax"), program.flags]).toEqual([0x11118033, CF | SF | OF]);
  });

  it("extends the sign of a byte that it compares with", () => {
    const program = new Ia32Program();

    program.run(CMP_EAX_MINUS_1, { eax: 0xffffffff });

    expect([program.get("eax"), program.flags]).toEqual([0xffffffff, PF | ZF]);
  });

  it("changes neither flags nor memory when the write faults", () => {
    const program = new Ia32Program();
    program.setSegment(3, 0, 0xffffffff, 0xc091);
    program.write32(DATA, 0x80000000);
    program.eflags = AF;

    program.run(ADD_EBX_IMM, { ebx: DATA });

    expect([program.fault?.vector, program.flags, program.read(DATA)]).toEqual([Vector.GP, AF, 0x80000000]);
  });
});
