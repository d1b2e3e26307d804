import { describe, expect, it } from "vitest";
import { DATA, Ia32Program, STACK } from "../../testing/ia32.ts";
import { Eflags, Segment, Vector } from "../state.ts";

const { CF, PF, AF, ZF, SF, OF } = Eflags;

/** SDM volume 2, the page of each instruction. */
describe("IA32 data transfer", () => {
  it("makes addresses of base, scaled index and displacement, in the segment that was asked for", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Fs, 0x100, 0xffffffff, 0xc093);
    program.write32(DATA + 0x100 + 8 * 3 - 4, 0xdeadbeef);

    program.run([0x64, 0x8b, 0x44, 0xcb, 0xfc, 0x8d, 0x54, 0xcb, 0xfc], { ebx: DATA, ecx: 3 });

    expect([program.get("eax"), program.get("edx")]).toEqual([0xdeadbeef, DATA + 20]);
  });

  it("extends bytes and words", () => {
    const program = new Ia32Program();
    program.write(DATA, [0x80, 0xff]);

    program.run([0x0f, 0xb6, 0x03, 0x0f, 0xbf, 0x13, 0x66, 0x0f, 0xbe, 0xed], {
      ebx: DATA,
      ebp: 0x77770000,
      ecx: 0x9000,
    });

    expect([program.get("eax"), program.get("edx"), program.get("ebp")]).toEqual([0x80, 0xffffff80, 0x7777ff90]);
  });

  it("exchanges, byte registers of one register too", () => {
    const program = new Ia32Program();
    program.write32(DATA, 1);

    program.run([0x86, 0xc4, 0x87, 0x13, 0x93], { eax: 0x1234, ebx: DATA, edx: 2 });

    expect([program.get("ebx"), program.get("eax"), program.get("edx"), program.read(DATA)]).toEqual([
      0x3412,
      DATA,
      1,
      2,
    ]);
  });

  it("compares and exchanges", () => {
    const program = new Ia32Program();
    program.write32(DATA, 5);

    program.run([0xf0, 0x0f, 0xb1, 0x13], { eax: 5, ebx: DATA, edx: 9 });
    expect([program.read(DATA), program.get("eax"), program.flags & ZF]).toEqual([9, 5, ZF]);

    program.run([0xf0, 0x0f, 0xb1, 0x13], { eax: 5, ebx: DATA, edx: 7 });
    expect([program.read(DATA), program.get("eax"), program.flags & ZF]).toEqual([9, 9, 0]);
  });

  it("compares and exchanges eight bytes over a page end, with ZF as the only flag", () => {
    const program = new Ia32Program();
    const at = DATA + 0xffc;
    program.write32(at, 1);
    program.write32(at + 4, 2);
    program.eflags = CF | SF;

    program.run([0xf0, 0x0f, 0xc7, 0x0f], { edi: at, eax: 1, edx: 2, ebx: 3, ecx: 4 });

    expect([program.read(at), program.read(at + 4), program.flags]).toEqual([3, 4, CF | SF | ZF]);
  });

  it("adds and exchanges a register with itself", () => {
    const program = new Ia32Program();

    program.run([0x0f, 0xc1, 0xc0], { eax: 0x80000000 });

    expect([program.get("eax"), program.flags]).toEqual([0, CF | PF | ZF | OF]);
  });

  it("reads the source of a CMOV that moves nothing", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Ds, 0, DATA, 0x4093);

    program.run([0x0f, 0x44, 0x03], { ebx: DATA });

    expect(program.fault?.vector).toBe(Vector.GP);
  });

  it("translates a byte, extends the accumulator, swaps bytes, moves flags", () => {
    const program = new Ia32Program();
    program.write(DATA + 0xfe, [0x81]);
    program.eflags = SF | AF;

    program.run([0xd7, 0x66, 0x98, 0x98, 0x99, 0x0f, 0xcb, 0x9f], { eax: 0xfe, ebx: DATA });

    expect([program.get("edx"), program.get("ebx")]).toEqual([0xffffffff, 0x00000140]);
    expect(program.get("eax")).toBe(0xffff9281);
  });
});

describe("the IA32 stack", () => {
  it("pushes ESP as it was, and pops it as it is on the stack", () => {
    const program = new Ia32Program();

    program.run([0x54, 0x58, 0x6a, 0xff, 0x5c]);

    expect([program.get("eax"), program.get("esp")]).toEqual([STACK, 0xffffffff]);
  });

  it("pops to memory at an address made with the new ESP", () => {
    const program = new Ia32Program();
    program.write32(STACK - 8, 0x1234);

    program.run([0x8f, 0x04, 0x24], { esp: STACK - 8 });

    expect([program.read(STACK - 4), program.get("esp")]).toEqual([0x1234, STACK - 4]);
  });

  it("uses SP alone in a 16-bit stack segment, and wraps it", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Ss, DATA, 0xffff, 0x93);

    program.run([0x6a, 0x55], { esp: 0x12340000 });

    expect([program.get("esp"), program.read(DATA + 0xfffc)]).toEqual([0x1234fffc, 0x55]);
  });

  it("pushes and pops all registers but ESP", () => {
    const program = new Ia32Program();

    program.run([0x60, 0x31, 0xc0, 0x31, 0xff, 0x61], { eax: 1, edi: 8, ebp: 6 });

    expect([program.get("eax"), program.get("edi"), program.get("ebp"), program.get("esp")]).toEqual([1, 8, 6, STACK]);
  });

  it("enters nested procedures and leaves them", () => {
    const program = new Ia32Program();
    program.write32(STACK + 0x100 - 4, 0xaaaa);
    program.write32(STACK + 0x100 - 8, 0xbbbb);

    program.run([0xc8, 0x10, 0x00, 0x03], { ebp: STACK + 0x100 });

    expect([1, 2, 3, 4].map((n) => program.read(STACK - 4 * n))).toEqual([STACK + 0x100, 0xaaaa, 0xbbbb, STACK - 4]);
    expect([program.get("ebp"), program.get("esp")]).toEqual([STACK - 4, STACK - 32]);
    program.run([0xc9]);
    expect([program.get("ebp"), program.get("esp")]).toEqual([STACK + 0x100, STACK]);
  });
});
