import { describe, expect, it } from "vitest";
import { DATA, Ia32Program } from "../../testing/ia32.ts";
import { Eflags } from "../state.ts";

const { CF, ZF } = Eflags;

/** SDM volume 2: BT, BTS, BTR, BTC, BSF, BSR, SETcc. */
describe("IA32 bit instructions", () => {
  it("test and change a bit of a register, by a number modulo its width", () => {
    const program = new Ia32Program();

    program.run([0x0f, 0xba, 0xe8, 33], { eax: 0 });
    expect([program.get("eax"), program.flags & CF]).toEqual([2, 0]);

    program.run([0x66, 0x0f, 0xb3, 0xc8], { eax: 0xffffffff, ecx: 0x1f });
    expect([program.get("eax"), program.flags & CF]).toEqual([0xffff7fff, CF]);
  });

  it.each([
    [33, 4, 2],
    [-1, -4, 0x80000000],
  ])("change bit %i of a string in memory", (bit, offset, value) => {
    const program = new Ia32Program();

    program.run([0x0f, 0xbb, 0x0b], { ebx: DATA + 0x100, ecx: bit });

    expect(program.read(DATA + 0x100 + offset)).toBe(value >>> 0);
  });

  it("scan from both ends, and leave the destination alone when there is no bit", () => {
    const program = new Ia32Program();

    program.run([0x0f, 0xbc, 0xc1, 0x0f, 0xbd, 0xd1], { ecx: 0x00108000 });
    expect([program.get("eax"), program.get("edx"), program.flags & ZF]).toEqual([15, 20, 0]);

    program.run([0x66, 0x0f, 0xbc, 0xc1], { eax: 0x1234, ecx: 0x00100000 });
    expect([program.get("eax"), program.flags & ZF]).toEqual([0x1234, ZF]);
  });

  it("set a byte by condition", () => {
    const program = new Ia32Program();

    program.run([0x39, 0xc8, 0x0f, 0x9c, 0xc4], { eax: 0x80000000, ecx: 1 });

    expect(program.get("eax")).toBe(0x80000100);
  });
});
