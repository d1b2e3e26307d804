import { describe, expect, it } from "vitest";
import { SCTLR_EL1 } from "../../aarch64/state.ts";
import { ExitReason } from "../../abi.ts";
import { VCPU_EVENT, VCPU_IRQ_LINES } from "../../layout.ts";
import { TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { Mode } from "../state.ts";

const START = Number(RAM_START);
const IRQ = 1;

describe("hints", () => {
  it("NOP, DBG and unnamed ones do nothing", () => {
    const program = new TestProgram32();
    // nop; dbg #1; hint #0x14
    expect(program.run("a32", [0xe320f000, 0xe320f0f1, 0xe320f014])).toBe(ExitReason.Hypercall);
    const thumb = new TestProgram32();
    // nop; nop.w; hint #7; dmb; dsb
    expect(thumb.run("t32", [0xbf00, 0xf3af8000, 0xbf70, 0xf3bf8f5f, 0xf3bf8f4f])).toBe(ExitReason.Hypercall);
  });

  it("WFI waits for a line, behind itself", () => {
    const program = new TestProgram32();
    expect(program.run("t32", [0xbf30])).toBe(ExitReason.Wait);
    expect(program.core.pc).toBe(RAM_START + 3n);
    const woken = new TestProgram32();
    woken.core.setU32(VCPU_IRQ_LINES, IRQ);
    woken.core.exports.setCpsr(woken.core.vcpu(), 0x1d3);
    expect(woken.run("a32", [0xe320f003])).toBe(ExitReason.Hypercall);
  });

  it("WFE takes the event that SEV sent", () => {
    const program = new TestProgram32();
    // sev; wfe; sevl; wfe
    expect(program.run("a32", [0xe320f004, 0xe320f002, 0xe320f005, 0xe320f002])).toBe(ExitReason.Hypercall);
    expect(program.core.u32(VCPU_EVENT)).toBe(0);
    expect(program.run("a32", [0xe320f002], [], RAM_START + 0x100n)).toBe(ExitReason.Wait);
  });

  it("WFI in User mode is undefined where SCTLR.nTWI is clear", () => {
    const program = new TestProgram32();
    program.core.exports.setCpsr(program.core.vcpu(), Mode.Usr);
    program.core.setU64(SCTLR_EL1, 0n);
    program.run("a32", [0xe320f003]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });

  it("ISB makes new instructions visible, in an IT block too", () => {
    const program = new TestProgram32();
    program.flags = 0b0100;
    // itt eq; isbeq; ldreq r0,[r1]
    program.run("t32", [0xbf04, 0xf3bf8f6f, 0x6808], [7, START]);
    expect(program.r(0)).toBe(0xf3bf_bf04);
    const skipped = new TestProgram32();
    skipped.flags = 0;
    skipped.run("t32", [0xbf04, 0xf3bf8f6f, 0x6808], [7, START]);
    expect(skipped.r(0)).toBe(7);
  });
});
