import { describe, expect, it } from "vitest";
import { Architecture, Direction, ExitReason } from "../abi.ts";
import { EXIT_ADDRESS, EXIT_DATA, EXIT_DIRECTION, EXIT_REASON, EXIT_WIDTH, SLOT_DATA } from "../layout.ts";
import { TestCore } from "../testing/core.ts";

const COM1 = 0x3f8;

function freshCore(): TestCore {
  return new TestCore(1 << 16, 1, Architecture.IA32);
}

function exitRecord(core: TestCore): (number | bigint)[] {
  const fields = [EXIT_REASON, EXIT_WIDTH, EXIT_DIRECTION].map((field) => core.u32(field));
  return [...fields, core.u64(EXIT_ADDRESS), core.u64(EXIT_DATA)];
}

describe("a port that the core does not serve", () => {
  it("leaves the instruction with what a read asks for", () => {
    const core = freshCore();

    expect(core.exports.portRead(core.vcpu(), COM1, 2)).toBe(0);
    expect(exitRecord(core)).toEqual([ExitReason.Port, 2, Direction.Read, BigInt(COM1), 0n]);
  });

  it("answers a read from the log when the instruction runs again, at the width of the access", () => {
    const core = freshCore();
    core.exports.portRead(core.vcpu(), COM1, 2);
    core.exports.completeAccess(core.vcpu(), 0xa1b2_c3d4n);

    expect(core.exports.portRead(core.vcpu(), COM1, 2)).toBe(1);
    expect(core.u64(SLOT_DATA) & 0xffff_ffffn).toBe(0xc3d4n);
  });

  it("shows the bytes that a write stores, and lets it pass once it is answered", () => {
    const core = freshCore();

    expect(core.exports.portWrite(core.vcpu(), COM1, 1, 0x1234)).toBe(0);
    expect(exitRecord(core)).toEqual([ExitReason.Port, 1, Direction.Write, BigInt(COM1), 0x34n]);
    core.exports.completeAccess(core.vcpu(), 0n);
    expect(core.exports.portWrite(core.vcpu(), COM1, 1, 0x1234)).toBe(1);
  });
});
