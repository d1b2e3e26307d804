import { describe, expect, it } from "vitest";
import { DATA, Ia32Program } from "../testing/ia32.ts";
import { microOpsAtStart } from "../testing/microOps.ts";

/** Names of the micro-ops of the block at CODE, after `bytes` ran from there. */
function opsOf(bytes: readonly number[]): string[] {
  const program = new Ia32Program();
  program.run(bytes, { ebx: DATA });
  return microOpsAtStart(program.core);
}

describe("flags that nobody reads", () => {
  it("are not recorded when the next instruction records others", () => {
    expect(opsOf([0x01, 0xc8, 0x40, 0x39, 0xd8, 0x74, 0x00])).toEqual(["AddI32", "AddiI32", "BcmpI32"]);
  });

  it("are recorded when an instruction between may fault", () => {
    expect(opsOf([0x01, 0xc8, 0x8b, 0x13, 0x01, 0xc8])).toEqual(["AddsI32", "LdwU32", "AddsI32", "Goto"]);
  });

  it("are recorded when they are read: by ADC, by INC for its carry, by what follows the block", () => {
    expect(opsOf([0x01, 0xc8, 0x11, 0xda])).toEqual(["AddsI32", "Withcarry", "FlagsAdc32", "AddwithI32", "Goto"]);
    expect(opsOf([0x01, 0xc8, 0x40])).toEqual(["AddsI32", "AddiI32", "CarryIa32", "FlagsInc32", "Goto"]);
  });
});
