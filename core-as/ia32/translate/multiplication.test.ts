import { describe, expect, it } from "vitest";
import { CODE, Ia32Program } from "../../testing/ia32.ts";
import { Eflags, Vector } from "../state.ts";

const OVERFLOW = Eflags.CF | Eflags.OF;
const MUL_ECX = [0xf7, 0xe1];
const MUL_CL = [0xf6, 0xe1];
const IMUL_CX = [0x66, 0xf7, 0xe9];
const IMUL_EAX_ECX = [0x0f, 0xaf, 0xc1];
const IMUL_EAX_ECX_MINUS_2 = [0x6b, 0xc1, 0xfe];
const DIV_ECX = [0xf7, 0xf1];
const IDIV_CL = [0xf6, 0xf9];
const IDIV_ECX = [0xf7, 0xf9];

/** SDM volume 2: MUL, IMUL, DIV, IDIV. */
describe("IA32 multiplication and division", () => {
  it("gives products twice as wide, and says whether the upper half matters", () => {
    const program = new Ia32Program();

    program.run(MUL_ECX, { eax: 0xffffffff, ecx: 0xffffffff });
    expect([program.get("eax"), program.get("edx"), program.flags & OVERFLOW]).toEqual([1, 0xfffffffe, OVERFLOW]);

    program.run(MUL_CL, { eax: 0xaaaa000f, ecx: 0x11 });
    expect([program.get("eax"), program.flags & OVERFLOW]).toEqual([0xaaaa00ff, 0]);

    program.run(IMUL_CX, { eax: 0x1111ffff, ecx: 0x7fff, edx: 0x22220000 });
    expect([program.get("eax"), program.get("edx"), program.flags & OVERFLOW]).toEqual([0x11118001, 0x2222ffff, 0]);
  });

  it("cuts products of two and three operands, with a sign", () => {
    const program = new Ia32Program();

    program.run(IMUL_EAX_ECX, { eax: 0x10000, ecx: 0x8000 });
    expect([program.get("eax"), program.flags & OVERFLOW]).toEqual([0x80000000, OVERFLOW]);

    program.run(IMUL_EAX_ECX_MINUS_2, { ecx: 3 });
    expect([program.get("eax"), program.flags & OVERFLOW]).toEqual([0xfffffffa, 0]);
  });

  it("divides, and rounds towards zero", () => {
    const program = new Ia32Program();

    program.run(DIV_ECX, { edx: 1, eax: 5, ecx: 0x10 });
    expect([program.get("eax"), program.get("edx")]).toEqual([0x10000000, 5]);

    program.run(IDIV_CL, { eax: 0xaaaafff9, ecx: 2 });
    expect(program.get("eax")).toBe(0xaaaafffd);
  });

  it.each([
    ["zero", DIV_ECX, { edx: 0, eax: 1, ecx: 0 }],
    ["a quotient that does not fit", DIV_ECX, { edx: 2, eax: 0, ecx: 2 }],
    ["the most negative number by -1", IDIV_ECX, { edx: 0xffffffff, eax: 0x80000000, ecx: 0xffffffff }],
    ["a negative quotient that does not fit", IDIV_CL, { eax: 0xff00, ecx: 1 }],
  ])("raises #DE for %s, and changes nothing", (_, code, registers) => {
    const program = new Ia32Program();

    program.run(code, registers);

    expect(program.fault).toEqual({ vector: Vector.DE, eip: CODE });
    expect(program.get("eax")).toBe(registers.eax);
  });
});
