import { describe, expect, it } from "vitest";
import { DATA, Ia32Program } from "../../testing/ia32.ts";
import { Eflags } from "../state.ts";

const { CF, PF, ZF, SF, OF } = Eflags;
const ALL = CF | PF | ZF | SF | OF | Eflags.AF;
const CARRY = CF | OF;

/** SDM volume 2: SAL/SAR/SHL/SHR, RCL/RCR/ROL/ROR, SHLD, SHRD. */
describe("IA32 shifts and rotations", () => {
  it.each([
    ["shl eax, 1", [0xd1, 0xe0], 0xc0000000, 0x80000000, CF | PF | SF],
    ["shl al, 9", [0xc0, 0xe0, 9], 0x777777ff, 0x77777700, PF | ZF],
    ["shr eax, 1", [0xd1, 0xe8], 0x80000001, 0x40000000, CF | PF | OF],
    ["shr ax, 4", [0x66, 0xc1, 0xe8, 4], 0xaaaa8008, 0xaaaa0800, CF | PF],
    ["sar ah, 3", [0xc0, 0xfc, 3], 0x5555f455, 0x5555fe55, CF | SF],
    ["sar eax, 31", [0xc1, 0xf8, 31], 0x80000000, 0xffffffff, PF | SF],
  ])("%s", (_, code, before, after, flags) => {
    const program = new Ia32Program();

    program.run(code, { eax: before });

    expect([program.get("eax"), program.flags & ~Eflags.AF & (code.length === 2 ? ALL : ALL & ~OF)]).toEqual([
      after,
      flags,
    ]);
  });

  it.each([
    ["rol eax, 4", [0xc1, 0xc0, 4], 0x80000001, 0x00000018, 0],
    ["rol al, 1", [0xd0, 0xc0], 0x11111181, 0x11111103, CARRY],
    ["ror ax, 1", [0x66, 0xd1, 0xc8], 0x22220001, 0x22228000, CARRY],
    ["rcl eax, 1, carry set", [0xd1, 0xd0], 0x40000000, 0x80000001, OF],
    ["rcr al, 1, carry set", [0xd0, 0xd8], 0x33333300, 0x33333380, OF],
  ])("%s leaves SF, ZF and PF alone", (_, code, before, after, flags) => {
    const program = new Ia32Program();
    program.eflags = CF | ZF | SF | PF;

    program.run(code, { eax: before });

    expect([program.get("eax"), program.flags & CF]).toEqual([after, flags & CF]);
    expect(program.flags & (ZF | SF | PF)).toBe(ZF | SF | PF);
  });

  it("takes counts modulo 32, and leaves flags alone for none", () => {
    const program = new Ia32Program();
    program.eflags = ALL;

    program.run([0xd3, 0xe0, 0xd3, 0xc0, 0xd3, 0xd0, 0x0f, 0xa5, 0xd0], { eax: 0x1234, ecx: 0x20 });

    expect([program.get("eax"), program.flags]).toEqual([0x1234, ALL]);
  });

  it("rotates bytes through the carry by CL, modulo 9", () => {
    const program = new Ia32Program();
    program.eflags = CF;

    program.run([0xd2, 0xd0], { eax: 0x80, ecx: 10 });

    expect([program.get("eax"), program.flags & CF]).toEqual([0x01, CF]);
  });

  it("shifts two registers as one", () => {
    const program = new Ia32Program();

    program.run([0x0f, 0xa4, 0xd0, 8], { eax: 0x12345678, edx: 0xabcdef01 });
    expect([program.get("eax"), program.flags & (CF | SF | ZF)]).toEqual([0x345678ab, 0]);

    program.run([0x66, 0x0f, 0xad, 0xd0], { eax: 0xffff0f01, edx: 0x0003, ecx: 1 });
    expect([program.get("eax"), program.flags & (CF | SF | OF)]).toEqual([0xffff8780, CF | SF | OF]);
  });

  it("shifts memory", () => {
    const program = new Ia32Program();
    program.write32(DATA, 0x80000003);

    program.run([0xd1, 0x3b], { ebx: DATA });

    expect([program.read(DATA), program.flags & (CF | SF)]).toEqual([0xc0000001, CF | SF]);
  });
});
