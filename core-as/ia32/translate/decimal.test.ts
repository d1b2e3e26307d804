import { describe, expect, it } from "vitest";
import { CODE, Ia32Program } from "../../testing/ia32.ts";
import { Eflags, Vector } from "../state.ts";

const { CF, AF } = Eflags;

/** The examples of SDM volume 2: DAA, DAS, AAA, AAS, AAM, AAD. */
describe("IA32 decimal arithmetic", () => {
  it.each([
    ["add al, bl; daa", [0x00, 0xd8, 0x27], 0x79, 0x35, 0x14, CF | AF],
    ["sub al, bl; das", [0x28, 0xd8, 0x2f], 0x35, 0x47, 0x88, CF | AF],
  ])("%s", (_, code, eax, ebx, al, flags) => {
    const program = new Ia32Program();

    program.run(code, { eax, ebx });

    expect([program.get("eax"), program.flags & (CF | AF)]).toEqual([al, flags]);
  });

  it("adjusts unpacked digits, with a carry into AH", () => {
    const program = new Ia32Program();

    program.run([0x00, 0xd8, 0x37], { eax: 0x0108, ebx: 0x09 });
    expect([program.get("eax"), program.flags & (CF | AF)]).toEqual([0x0207, CF | AF]);

    program.run([0x28, 0xd8, 0x3f], { eax: 0x0203, ebx: 0x05 });
    expect([program.get("eax"), program.flags & (CF | AF)]).toEqual([0x0108, CF | AF]);
  });

  it("splits and joins digits in any base", () => {
    const program = new Ia32Program();

    program.run([0xd4, 10], { eax: 63 });
    expect(program.get("eax")).toBe(0x0603);

    program.run([0xd5, 16], { eax: 0x0a05 });
    expect(program.get("eax")).toBe(0xa5);
  });

  it("raises #DE for AAM with base 0", () => {
    const program = new Ia32Program();

    program.run([0xd4, 0], { eax: 1 });

    expect(program.fault).toEqual({ vector: Vector.DE, eip: CODE });
  });
});
