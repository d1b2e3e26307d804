import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { VM_INSTRUCTIONS } from "../../layout.ts";
import { CODE, DATA, Ia32Program } from "../../testing/ia32.ts";
import { Eflags, Segment, Vector } from "../state.ts";

const PAGE = 0x1000;
const REP_MOVSB = [0xf3, 0xa4];
const REP_MOVSD = [0xf3, 0xa5];
const REP_STOSD = [0xf3, 0xab];
const REPE_CMPSB = [0xf3, 0xa6];
const REPNE_SCASB = [0xf2, 0xae];
const VMCALL = [0x0f, 0x01, 0xc1];
const RET = 0xc3;
/** CALL at CODE. */
const callTo = (address: number) => [0xe8, ...[0, 8, 16, 24].map((bits) => ((address - CODE - 5) >> bits) & 0xff)];
const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));

function bytesAt(program: Ia32Program, address: number, length: number): number[] {
  const at = program.core.ram + address - CODE;
  return [...program.core.bytes.subarray(at, at + length)];
}

/** Instructions that the code and a VMCALL behind it count, when each run ends after `budget` of them. */
function countedInstructions(
  program: Ia32Program,
  code: readonly number[],
  registers: Parameters<Ia32Program["run"]>[1],
  budget: number,
): number {
  const { core } = program;
  let reason = program.run([...code, ...VMCALL], registers, budget);
  while (reason === ExitReason.Budget) reason = core.exports.runVcpu(core.vcpu(), BigInt(budget));
  expect(reason).toBe(ExitReason.Hypercall);
  return Number(core.view.getBigUint64(VM_INSTRUCTIONS, true));
}

describe("IA32 string instructions", () => {
  it("copy over page ends, and leave the registers behind the last element", () => {
    const program = new Ia32Program();
    const data = Array.from({ length: 3 * PAGE }, (_, index) => (index * 7) & 0xff);
    program.write(DATA + 3, data);

    program.run(REP_MOVSD, { esi: DATA + 3, edi: DATA + 0x8ffe, ecx: (3 * PAGE) / 4 });

    expect(bytesAt(program, DATA + 0x8ffe, 3 * PAGE)).toEqual(data);
    expect([program.get("ecx"), program.get("esi"), program.get("edi")]).toEqual([
      0,
      DATA + 3 + 3 * PAGE,
      DATA + 0x8ffe + 3 * PAGE,
    ]);
  });

  it("repeat what they have just written when the target lies a little above the source", () => {
    const program = new Ia32Program();
    program.write(DATA, [1, 2, 3]);

    program.run(REP_MOVSB, { esi: DATA, edi: DATA + 3, ecx: 9 });

    expect(bytesAt(program, DATA, 12)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it("go down with DF", () => {
    const program = new Ia32Program();
    program.write(DATA, [1, 2, 3, 4, 5, 6]);
    program.eflags = Eflags.DF;

    program.run(REP_MOVSB, { esi: DATA + 5, edi: DATA + PAGE + 1, ecx: 6 });

    expect(bytesAt(program, DATA + PAGE - 4, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(program.get("esi")).toBe(DATA - 1);
  });

  it("fill with the accumulator", () => {
    const program = new Ia32Program();

    program.run(REP_STOSD, { edi: DATA + PAGE - 6, eax: 0x04030201, ecx: 3 });

    expect(bytesAt(program, DATA + PAGE - 6, 13)).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 0]);
  });

  it("compare until something differs", () => {
    const program = new Ia32Program();
    program.write(DATA, text("commander"));
    program.write(DATA + PAGE, text("commodore"));

    program.run(REPE_CMPSB, { esi: DATA, edi: DATA + PAGE, ecx: 9 });

    expect([program.get("ecx"), program.get("esi") - DATA]).toEqual([4, 5]);
    expect(program.flags & (Eflags.CF | Eflags.ZF)).toBe(Eflags.CF);
  });

  it("look for the accumulator", () => {
    const program = new Ia32Program();
    program.write(DATA, text("needle"));

    program.run(REPNE_SCASB, { edi: DATA, eax: "l".charCodeAt(0), ecx: 100 });

    expect([program.get("ecx"), program.get("edi") - DATA, program.flags & Eflags.ZF]).toEqual([95, 5, Eflags.ZF]);
  });

  it("do nothing for a count of zero, flags included", () => {
    const program = new Ia32Program();
    program.eflags = Eflags.CF | Eflags.OF;

    program.run(REPE_CMPSB, { ecx: 0, esi: 1, edi: 1 });

    expect([program.finished, program.flags, program.get("esi")]).toEqual([true, Eflags.CF | Eflags.OF, 1]);
  });

  it("count in CX and move SI and DI with 16-bit addresses", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Ds, DATA, 0xffffffff, 0xc093);
    program.setSegment(Segment.Es, DATA, 0xffffffff, 0xc093);
    program.write(DATA + 0x10, [1, 2]);

    program.run([0x67, ...REP_MOVSB], { esi: 0x70010, edi: 0x80020, ecx: 0x90002 });

    expect(bytesAt(program, DATA + 0x20, 2)).toEqual([1, 2]);
    expect([program.get("esi"), program.get("edi"), program.get("ecx")]).toEqual([0x70012, 0x80022, 0x90000]);
  });

  it("stop between elements when the budget is used up, and go on", () => {
    const program = new Ia32Program();
    program.write(DATA, [9, 8, 7]);

    const reason = program.run(REP_MOVSD, { esi: DATA, edi: DATA + 8 * PAGE, ecx: 4 * PAGE }, 3);

    expect(reason).toBe(ExitReason.Budget);
    expect(program.pc).toBe(CODE);
    const left = program.get("ecx");
    expect(left).toBeGreaterThan(0);
    expect(program.get("esi")).toBe(DATA + 4 * (4 * PAGE - left));
  });

  it("count as many instructions wherever they are left and gone on with", () => {
    const counted = (budget: number) => {
      const program = new Ia32Program();
      const registers = { esi: DATA, edi: DATA + 8 * PAGE, ecx: 4 * PAGE };
      return countedInstructions(program, REP_MOVSD, registers, budget);
    };

    const whole = counted(1);
    expect(whole).toBeGreaterThan(8);
    expect([2, 3, 7, whole].map(counted)).toEqual([whole, whole, whole, whole]);
  });

  it("count as many instructions on a page that holds code, and is stored to slowly, as on another", () => {
    const counted = (filled: number) => {
      const program = new Ia32Program();
      const end = DATA + PAGE - 1;
      program.write(end, [RET]);
      const code = [...callTo(end), ...REP_STOSD];
      return countedInstructions(program, code, { edi: filled, eax: 1, ecx: 0x100 }, 1);
    };

    expect(counted(DATA)).toBe(counted(DATA + PAGE));
  });

  it("take a count with its highest bit set for what it is", () => {
    const program = new Ia32Program();

    const reason = program.run(REP_MOVSB, { esi: DATA, edi: DATA + 0x800, ecx: 0x80000001 }, 4);

    expect(reason).toBe(ExitReason.Budget);
    expect(0x80000001 - program.get("ecx")).toBe(program.get("esi") - DATA);
  });

  it("fault at the element that is outside of its segment, with those before it done", () => {
    const program = new Ia32Program();
    program.setSegment(Segment.Es, 0, DATA + 10, 0x4093);

    program.run(REP_STOSD, { edi: DATA, eax: 5, ecx: 4 });

    expect(program.fault).toMatchObject({ vector: Vector.GP, eip: CODE });
    expect([program.get("ecx"), program.get("edi"), program.read(DATA + 4)]).toEqual([2, DATA + 8, 5]);
  });
});
