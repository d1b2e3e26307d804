import { beforeEach, describe, expect, it } from "vitest";
import { CPSR_IT, CPSR_MODE, FPSCR_NZCV } from "../aarch32/state.ts";
import { FPSR, SLOT_TC, SLOT_TC_USER, VCPU_IRQ_LINES } from "../layout.ts";
import { ERET, HVC, NOP } from "../testing/a64.ts";
import { RAM_START, TestCore } from "../testing/core.ts";
import {
  CNTKCTL_EL1,
  CPACR_EL1,
  ELR_EL1,
  ESR_EL1,
  FAR_EL1,
  MDSCR_EL1,
  OSLSR_EL1,
  PSTATE_EL,
  SCTLR_EL1,
  SP_EL0,
  SPSR_EL1,
  TPIDRRO_EL0,
  VBAR_EL1,
} from "./state.ts";

const VECTORS = RAM_START + 0x8000n;
const CODE = RAM_START + 0x1000n;
/** Behind the HVC at the vector for synchronous exceptions and interrupts of a lower level in AArch32 state. */
const SYNCHRONOUS = VECTORS + 0x604n;
const IRQ = VECTORS + 0x684n;
const USER = 0x10;
const T = 0x20;
const FP_ENABLED = 3n << 20n;
/** ISS.CV and COND of an instruction that is executed. */
const ALWAYS = 0x1e0_0000;

/** ESR_EL1 of an instruction of 32 bits, and of 16 bits. */
const esr = (ec: number, iss = 0) => (BigInt(ec) << 26n) | 0x200_0000n | BigInt(iss);
const narrow = (ec: number, iss = 0) => (BigInt(ec) << 26n) | BigInt(iss);

let core: TestCore;

beforeEach(() => {
  core = new TestCore();
  core.setU64(VBAR_EL1, VECTORS);
  core.setU64(CPACR_EL1, FP_ENABLED);
  for (let vector = 0; vector < 16; vector++) core.load([HVC], 0x8000 + 0x80 * vector);
});

/** Leaves EL1 for `spsr` at CODE + `skip`, where A32 words, or T32 halfwords, are; runs until EL1 has an exception. */
function returnTo(spsr: number, code: readonly number[], skip = 0n): void {
  const offset = core.ram + Number(CODE - RAM_START);
  code.forEach((word, n) => {
    if ((spsr & T) !== 0) core.view.setUint16(offset + 2 * n, word, true);
    else core.view.setUint32(offset + 4 * n, word, true);
  });
  core.load([ERET]);
  core.setU64(SPSR_EL1, BigInt(spsr));
  core.setU64(ELR_EL1, CODE + skip);
  core.run();
}

describe("AArch32 state at EL0", () => {
  it("is entered by M[4] of SPSR, with 32 bits of the registers, and left by SVC to the group at 0x600", () => {
    core.setX(1, 0x1_0000_0005n);
    core.setX(15, 0x1_0000_0005n);
    // add r0, r1, r1; svc #0x12345
    returnTo(USER, [0xe0810001, 0xef012345]);

    expect(core.pc).toBe(SYNCHRONOUS);
    expect([core.x(0), core.x(1), core.x(15)]).toEqual([10n, 5n, 0x1_0000_0005n]);
    expect(core.u64(ESR_EL1)).toBe(esr(0x11, 0x2345));
    expect(core.u64(ELR_EL1)).toBe(CODE + 8n);
    expect(core.u64(SPSR_EL1)).toBe(BigInt(USER));
    expect([core.u32(PSTATE_EL), core.u32(CPSR_MODE)]).toEqual([1, 0]);
  });

  it("has T32 by SPSR.T: ELR_EL1 is an address, and SVC has 16 bits", () => {
    // movs r0, #9; svc #7
    returnTo(USER | T, [0x2009, 0xdf07]);

    expect(core.x(0)).toBe(9n);
    expect(core.u64(ESR_EL1)).toBe(narrow(0x11, 7));
    expect(core.u64(ELR_EL1)).toBe(CODE + 4n);
    expect(core.u64(SPSR_EL1)).toBe(BigInt(USER | T));
  });

  it("keeps flags, Q, GE and E on the way in and out", () => {
    const bits = 0xf80f0210;
    returnTo(bits, [0xef000000]);

    expect(core.u64(SPSR_EL1)).toBe(BigInt(bits));
  });

  it("leaves the stack pointers of AArch64 alone", () => {
    core.setU64(SP_EL0, 0x1_2345_6780n);
    // mov sp, #16; svc #0
    returnTo(USER, [0xe3a0d010, 0xef000000]);

    expect(core.x(13)).toBe(16n);
    expect(core.u64(SP_EL0)).toBe(0x1_2345_6780n);
  });

  it("has other modes only as illegal ones", () => {
    returnTo(0x13, [0xef000000]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x0e));
    expect(core.u32(CPSR_MODE)).toBe(0);
  });

  it("resumes within an IT block, and saves ITSTATE behind an SVC in one", () => {
    // itttt eq; moveq r0, #1; svceq #0; moveq r1, #1; moveq r2, #1; svc #1
    const code = [0xbf01, 0x2001, 0xdf00, 0x2101, 0x2201, 0xdf01];
    returnTo(USER | T | 0x4000_0000, code);
    const spsr = Number(core.u64(SPSR_EL1));
    const elr = core.u64(ELR_EL1);
    core.run();

    // ITSTATE is 0x01 behind ITTTT EQ, 0x04 behind the SVC: two are left.
    expect([spsr >>> 25, (spsr >>> 10) & 0x3f, elr - CODE]).toEqual([0x20, 0x01, 6n]);
    expect(core.u64(ESR_EL1)).toBe(narrow(0x11, 1));
    expect([core.x(0), core.x(1), core.x(2)]).toEqual([1n, 1n, 1n]);
    expect(core.u64(CPSR_IT)).toBe(0n);
  });

  it("has jump caches apart from AArch64 state's at the same addresses", () => {
    // As A32: svc #1. As A64: a word that is not allocated.
    returnTo(USER, [0xef000001]);
    const first = core.u64(ESR_EL1);
    core.load([ERET]);
    core.setU64(SPSR_EL1, 0n);
    core.setU64(ELR_EL1, CODE);
    core.run();
    const second = core.u64(ESR_EL1);
    returnTo(USER, [0xef000001]);

    expect([first, second, core.u64(ESR_EL1)]).toEqual([esr(0x11, 1), esr(0), esr(0x11, 1)]);
    expect(core.u32(SLOT_TC)).not.toBe(core.u32(SLOT_TC_USER));
  });

  it("passes FPSCR's flags through FPSR", () => {
    core.setU64(FPSR, 0x6000_0001n);
    // vmrs r0, fpscr; vmsr fpscr, r1; svc #0
    core.setX(1, 0x9000_0000n);
    returnTo(USER, [0xeef10a10, 0xeee11a10, 0xef000000]);

    expect(core.x(0)).toBe(0x6000_0001n);
    expect(core.u64(FPSR)).toBe(0x9000_0000n);
    expect(core.u64(FPSCR_NZCV)).toBe(0x9000_0000n);
  });

  it("steps one instruction at a time under software step", () => {
    core.setU64(OSLSR_EL1, 8n);
    core.setU64(MDSCR_EL1, 1n);
    returnTo(USER | T | (1 << 21), [0x2009, 0x2109]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x32, 0x100_0022));
    expect([core.u64(ELR_EL1), core.x(0), core.x(1)]).toEqual([CODE + 2n, 9n, 0n]);
  });
});

describe("exceptions from AArch32 state", () => {
  it.each([
    ["udf", USER, [0xe7f000f0], esr(0)],
    ["hvc", USER, [0xe1400070], esr(0)],
    ["bkpt #0x1234", USER, [0xe1212374], esr(0x38, 0x1234)],
    ["bkpt #1, T32", USER | T, [0xbe01], narrow(0x38, 1)],
    ["wfi", USER, [0xe320f003], esr(0x01, ALWAYS)],
    ["wfi, T32", USER | T, [0xbf30], narrow(0x01, ALWAYS)],
    [
      "mrrc p15, 1, r2, r3, c14",
      USER,
      [0xec532f1e],
      esr(0x04, ALWAYS | (1 << 16) | (3 << 10) | (2 << 5) | (14 << 1) | 1),
    ],
    ["mrc p15, 0, r4, c14, c0, 0", USER, [0xee1e4f10], esr(0x03, ALWAYS | (14 << 10) | (4 << 5) | 1)],
    ["mcr p15, 0, r0, c7, c10, 5", USER, [0xee070fba], esr(0)],
    ["mrc p15, 0, r0, c0, c0, 0", USER, [0xee100f10], esr(0)],
  ])("%s", (_name, spsr, code, expected) => {
    core.setU64(CNTKCTL_EL1, 0n);
    core.setU64(SCTLR_EL1, 0n);
    returnTo(spsr, code);

    expect([core.u64(ESR_EL1), core.u64(ELR_EL1), core.pc]).toEqual([expected, CODE, SYNCHRONOUS]);
  });

  it("trap floating point by CPACR_EL1.FPEN", () => {
    core.setU64(CPACR_EL1, 1n << 20n);
    // vadd.f32 s0, s0, s0
    returnTo(USER, [0xee300a00]);
    const scalar = core.u64(ESR_EL1);
    // vadd.i8 d0, d0, d0
    returnTo(USER, [0xf2000800]);

    expect([scalar, core.u64(ESR_EL1)]).toEqual([esr(0x07, ALWAYS), esr(0x07, ALWAYS)]);
  });

  it("report misaligned accesses by address", () => {
    core.setX(1, RAM_START + 0x3001n);
    // ldrd r2, r3, [r1]
    returnTo(USER, [0xe1c120d0]);

    expect([core.u64(ESR_EL1), core.u64(FAR_EL1)]).toEqual([esr(0x24, 0x21), RAM_START + 0x3001n]);
  });

  it("take interrupts between instructions, T32's with the address alone", () => {
    core.setU32(VCPU_IRQ_LINES, 1);
    returnTo(USER | T, [0x2009]);

    expect(core.pc).toBe(IRQ);
    expect([core.u64(ELR_EL1), core.u64(SPSR_EL1)]).toEqual([CODE, BigInt(USER | T)]);
  });
});

describe("system registers of coprocessor 15 at EL0", () => {
  it("are AArch64's: TPIDRURO is TPIDRRO_EL0", () => {
    core.setU64(TPIDRRO_EL0, 0x1234n);
    // mrc p15, 0, r0, c13, c0, 3; svc #0
    returnTo(USER, [0xee1d0f70, 0xef000000]);

    expect(core.x(0)).toBe(0x1234n);
  });

  it("have barriers while SCTLR_EL1.CP15BEN is set", () => {
    core.setU64(SCTLR_EL1, 1n << 5n);
    // mcr p15, 0, r0, c7, c10, 5; svc #3
    returnTo(USER, [0xee070fba, 0xef000003]);

    expect(core.u64(ESR_EL1)).toBe(esr(0x11, 3));
  });
});

describe("the host", () => {
  it("sets AArch32 state by its SPSR form, and leaves it", () => {
    core.load([NOP]);
    const v = core.vcpu();

    const entered = core.exports.setPstate(v, 0x8000_0030);
    expect([entered, core.exports.pstate(v) >>> 0, core.pc & 1n]).toEqual([1, 0x8000_0030, 1n]);
    expect(core.exports.setPstate(v, 0x12)).toBe(0);
    core.exports.setPstate(v, 0x3c5);
    expect([core.exports.pstate(v), core.pc & 1n, core.u32(CPSR_MODE)]).toEqual([0x3c5, 0n, 0]);
  });
});
