import { describe, expect, it } from "vitest";
import { CODE, DATA, Ia32Program, STACK } from "../../testing/ia32.ts";
import { Eflags, Segment, Vector } from "../state.ts";

const { CF, PF, ZF, SF, OF } = Eflags;
const INC_EAX = 0x40;

/** SDM volume 2, the page of each instruction; conditions: volume 1, appendix B. */
describe("IA32 control transfer", () => {
  it.each([
    [0, OF, CF],
    [2, CF, ZF],
    [4, ZF, CF],
    [6, ZF, SF],
    [6, CF, OF],
    [8, SF, OF],
    [10, PF, CF],
    [12, SF, SF | OF],
    [12, OF, 0],
    [14, ZF, 0],
    [14, SF, SF | OF],
  ])("takes jump %i and not its opposite with flags %i, and the other way round with %i", (condition, holds, fails) => {
    const program = new Ia32Program();
    const jumps = [0x70 | condition, 1, INC_EAX, 0x71 | condition, 2, INC_EAX, INC_EAX];

    program.eflags = holds;
    program.run(jumps, { eax: 0 });
    const skippedFirst = program.get("eax");
    program.eflags = fails;
    program.run(jumps, { eax: 0 });

    expect([skippedFirst, program.get("eax")]).toEqual([2, 1]);
  });

  it.each([
    ["below", 0x72, 1, 2, true],
    ["below", 0x72, 0x80000000, 1, false],
    ["less", 0x7c, 0x80000000, 1, true],
    ["greater", 0x7f, 1, 0xffffffff, true],
    ["not above", 0x76, 5, 5, true],
  ])("compares and jumps: %s", (_, opcode, eax, ecx, taken) => {
    const program = new Ia32Program();

    program.run([0x39, 0xc8, opcode, 2, 0xb3, 0x01], { eax, ecx, ebx: 0 });

    expect(program.get("ebx")).toBe(taken ? 0 : 1);
  });

  it("counts with LOOP, and with LOOPNE until ZF", () => {
    const program = new Ia32Program();

    program.run([INC_EAX, 0xe2, 0xfd], { eax: 0, ecx: 5 });
    expect([program.get("eax"), program.get("ecx")]).toEqual([5, 0]);

    program.run([INC_EAX, 0x83, 0xf8, 0x03, 0xe0, 0xfa], { eax: 0, ecx: 10 });
    expect([program.get("eax"), program.get("ecx")]).toEqual([3, 7]);
  });

  it("looks at CX alone in JCXZ", () => {
    const program = new Ia32Program();

    program.run([0x67, 0xe3, 1, INC_EAX], { eax: 0, ecx: 0x10000 });

    expect(program.get("eax")).toBe(0);
  });

  it("calls through ESP and through memory, and returns over parameters", () => {
    const program = new Ia32Program();
    program.write(DATA, [INC_EAX, 0xc2, 8, 0]);
    program.write32(STACK - 4, DATA);

    program.run([0xff, 0x14, 0x24], { esp: STACK - 4, eax: 0 });

    expect([program.finished, program.get("eax"), program.get("esp")]).toEqual([true, 1, STACK + 4]);
  });

  it("pushes EIP, not the linear address, and checks targets before it pushes", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Cs, CODE, 0xfff, 0x409b);

    program.runAt(CODE + 0x100, [0xe8, 0, 0, 0, 0, 0x58, 0xff, 0xd3], { ebx: 0x1000 });

    expect(program.get("eax")).toBe(0x105);
    expect(program.fault).toMatchObject({ vector: Vector.GP, errorCode: 0, eip: 0x106 });
  });

  it("raises #BR outside of the bounds only", () => {
    const program = new Ia32Program();
    program.write32(DATA, -2);
    program.write32(DATA + 4, 2);

    program.run([0x62, 0x03], { eax: -2, ebx: DATA });
    expect(program.finished).toBe(true);

    program.run([0x62, 0x03], { eax: 3, ebx: DATA });
    expect(program.fault).toEqual({ vector: Vector.BR, eip: CODE });
  });
});
