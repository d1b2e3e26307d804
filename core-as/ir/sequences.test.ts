import { describe, expect, it } from "vitest";
import { Segment } from "../ia32/state.ts";
import { CODE, DATA, Ia32Program } from "../testing/ia32.ts";
import { codesAtStart, microOpsAtStart } from "../testing/microOps.ts";
import { Op } from "./ops.gen.ts";

const DATA_32 = 0xc093;
/** MOV ECX, [EBX]; MOV EDX, [ESI]. */
const TWO_LOADS = [0x8b, 0x0b, 0x8b, 0x16];

function programWithData(): Ia32Program {
  const program = new Ia32Program();
  program.write(DATA, [1, 0, 0, 0, 2, 0, 0, 0]);
  return program;
}

describe("sequences of micro-ops", () => {
  it("have the place of their first micro-op; the others stay behind it", () => {
    const program = programWithData();
    program.run(TWO_LOADS, { ebx: DATA, esi: DATA + 4 });
    expect(program.get("ecx")).toBe(1);
    expect(program.get("edx")).toBe(2);
    expect(codesAtStart(program.core).slice(0, 2)).toEqual([Op.LdwU32ThenLdwU32, Op.LdwU32]);
    expect(microOpsAtStart(program.core)).toEqual(["LdwU32", "LdwU32", "Goto"]);
  });

  it("are as long as they can be", () => {
    const program = programWithData();
    // CALL to the next instruction: the return address, the push, the jump.
    program.run([0xe8, 0, 0, 0, 0]);
    expect(codesAtStart(program.core)).toEqual([Op.AddiI32, Op.Stw32ThenAddiI32ThenGoto, Op.AddiI32, Op.Goto]);
  });

  it.each([
    ["first", { ebx: DATA + 0x1000, esi: DATA }, 0, { ecx: 7, edx: 8 }],
    ["second", { ebx: DATA, esi: DATA + 0x1000 }, 2, { ecx: 1, edx: 8 }],
  ])("that fault in the %s have done what stands before, and name the instruction", (_, pointers, at, after) => {
    const program = programWithData();
    program.setSegment(Segment.Ds, 0, DATA + 0xfff, DATA_32);
    program.run(TWO_LOADS, { ...pointers, ecx: 7, edx: 8 });
    expect(program.fault).toMatchObject({ vector: 13, eip: CODE + at });
    expect({ ecx: program.get("ecx"), edx: program.get("edx") }).toEqual(after);
  });
});
