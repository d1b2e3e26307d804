/** VMRS and VMSR: which bits, in which modes. */
import { beforeEach, describe, expect, it } from "vitest";
import { CPSR_MODE, FPEXC, Mode } from "../../aarch32/state.ts";
import { CPACR_EL1 } from "../../aarch64/state.ts";
import { FloatProgram32 } from "../../testing/aarch32Float.ts";
import { RAM_START } from "../../testing/core.ts";

const READ_FPEXC = 0xeef82a10; // vmrs r2, fpexc
const WRITE_FPEXC = 0xeee82a10; // vmsr fpexc, r2
const VADD = 0xee721b03; // vadd.f64 d17, d2, d3
const EN = 0x4000_0000;

let program: FloatProgram32;

beforeEach(() => {
  program = new FloatProgram32();
});

function set(register: number, value: bigint): void {
  program.core.setU64(register, value);
  program.core.exports.systemRegistersChanged(program.core.vcpu());
}

describe("FPSCR", () => {
  it("keeps what the processor has: no short vectors, no trapped exceptions", () => {
    program.run("a32", [0xeee12a10, 0xeef13a10], [0, 0, 0xffff_ffff]); // vmsr fpscr, r2; vmrs r3, fpscr
    expect(program.r(3)).toBe(0xffc0_009f);
  });
});

describe("identification registers", () => {
  it("are those of VFPv4 with 32 registers", () => {
    program.run("a32", [0xeef02a10, 0xeef73a10, 0xeef64a10, 0xeef55a10]); // vmrs of fpsid, mvfr0, mvfr1, mvfr2
    expect([2, 3, 4, 5].map((n) => program.r(n))).toEqual([0x4104_30f0, 0x1011_0222, 0x1211_1111, 0x43]);
  });

  it("are undefined in User mode", () => {
    set(CPSR_MODE, BigInt(Mode.Usr));
    program.run("a32", [0xeef02a10]);
    expect(program.wasUndefined).toBe(true);
  });
});

describe("FPEXC", () => {
  it("can be read while it disables everything else", () => {
    set(FPEXC, 0n);
    program.run("a32", [READ_FPEXC], [0, 0, 1]);
    expect(program.r(2)).toBe(0);
    expect(program.wasUndefined).toBe(false);
  });

  it("enables what comes behind it", () => {
    set(FPEXC, 0n);
    program.setDouble(2, 1);
    program.setDouble(3, 2);
    program.run("a32", [WRITE_FPEXC, VADD, READ_FPEXC], [0, 0, 0xffff_ffff]);
    expect(program.double(17)).toBe(3);
    expect(program.r(2)).toBe(EN);
  });

  it("counts each time that the same code runs", () => {
    program.setDouble(2, 1);
    program.setDouble(3, 2);
    // The second turn finds what the first one disabled; an instruction on a condition does not ask for those behind it.
    const addIfMinus = 0x4e721b03; // vaddmi.f64 d17, d2, d3
    program.run("a32", [addIfMinus, VADD, WRITE_FPEXC, 0xeafffffb], [0, 0, 0]); // b to the first
    expect(program.double(17)).toBe(3);
    expect(program.wasUndefined).toBe(true);
    expect(program.r(14)).toBe(Number(RAM_START) + 8);
  });

  it("is undefined where CPACR denies access", () => {
    set(CPACR_EL1, 0n);
    program.run("a32", [READ_FPEXC]);
    expect(program.wasUndefined).toBe(true);
  });
});
