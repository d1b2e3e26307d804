import { describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { CODE, DATA, Ia32Program } from "../testing/ia32.ts";
import { Segment, Vector } from "./state.ts";

const PAGE = 0x1000;

describe("IA32 translation", () => {
  it("executes an instruction that lies in two pages", () => {
    const program = new Ia32Program();

    program.runAt(CODE + PAGE - 2, [0xb8, 0x78, 0x56, 0x34, 0x12]);

    expect(program.get("eax")).toBe(0x12345678);
    expect(program.finished).toBe(true);
  });

  it("sees a change of the second page of such an instruction", () => {
    const program = new Ia32Program();
    program.runAt(CODE + PAGE - 2, [0xb8, 0x78, 0x56, 0x34, 0x12]);

    program.write(CODE + PAGE, [0x99]);
    program.core.run(10n, BigInt(CODE + PAGE - 2));

    expect(program.get("eax")).toBe(0x12349978);
  });

  it("raises #GP for more than 15 bytes, and only for more", () => {
    const program = new Ia32Program();
    const prefixes = (count: number) => Array.from({ length: count }, () => 0x3e);

    expect(program.run([...prefixes(13), 0x8b, 0xc1], { ecx: 5 })).toBe(ExitReason.Budget);
    expect(program.get("eax")).toBe(5);
    program.run([...prefixes(14), 0x8b, 0xc1]);
    expect(program.fault?.vector).toBe(Vector.GP);
  });

  it("raises #UD for LOCK where it has no place", () => {
    const program = new Ia32Program();

    program.run([0xf0, 0x89, 0x00], { eax: DATA });

    expect(program.fault).toEqual({ vector: Vector.UD, eip: CODE });
  });

  it("raises #GP at the first instruction that ends outside of its segment", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Cs, CODE, 0x102, 0xc09b);

    program.runAt(CODE + 0xf9, [0xb8, 1, 0, 0, 0, 0xb9, 2, 0, 0, 0, 0xba, 3, 0, 0, 0]);

    expect(program.fault).toMatchObject({ vector: Vector.GP, eip: 0x103 });
    expect([program.get("eax"), program.get("ecx"), program.get("edx")]).toEqual([1, 2, 0x106ca]);
  });

  it("wraps 16-bit addresses at 64 KiB, below the segment's base", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Ds, DATA, 0xffff, 0x93);
    program.write32(DATA + 1, 0xcafe);

    program.run([0x67, 0x8b, 0x40, 0x02], { ebx: 0xffff, esi: 0x7f0000 });

    expect(program.get("eax")).toBe(0xcafe);
  });

  it("cuts EIP to 16 bits when the operand size is 16", () => {
    const program = new Ia32Program();
    program.use16(CODE);
    program.write(CODE + 0xfff0, [0xeb, 0x10]);
    program.write(CODE + 2, [0xb8, 0x34, 0x12, 0xeb, 0xfe]);

    program.core.run(10n, BigInt(CODE + 0xfff0));

    expect(program.get("eax") & 0xffff).toBe(0x1234);
  });
});
