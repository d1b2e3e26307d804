/** What the interpreter makes of AArch32's floating-point instructions is what compiled regions make of them. */
import { expect, it } from "vitest";
import { FPEXC, FPSCR_NZCV } from "../../core-as/aarch32/state.ts";
import { CPACR_EL1 } from "../../core-as/aarch64/state.ts";
import { Architecture, RunState } from "../../core-as/abi.ts";
import { FPCR, FPSR, SLOT_CC, SLOT_CC_A, SLOT_V, SLOT_X } from "../../core-as/layout.ts";
import { bits32, bits64 } from "../../core-as/testing/float.ts";
import { CoreInstance } from "../core/index.ts";
import { coreModule } from "../testing/core.ts";

const RAM = 1 << 20;
const START = 0x4000_0000;
const DATA = START + 0x1_0000;
const DATA_BYTES = 0x200;
/** B to itself. */
const STOP = 0xeafffffe;
const BUDGET = 60;
const FP_ACCESS = 0xfn << 20n;
const FPEXC_EN = 1n << 30n;

const PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  // vadd s1,s2,s7; vmla s0,s5,s10; vmul s3,s1,s0; vfma s6,s1,s9; vsqrt s11,s3; vneg s15,s11; vdiv s13,s2,s5
  singles: [0xee710a23, 0xee020a85, 0xee601a80, 0xeea03aa4, 0xeef15ae1, 0xeef17a65, 0xeec16a22],
  // vadd s4,s0,s8; vadd s8,s4,s12
  "singles that begin a vector": [0xee302a04, 0xee324a06],
  // vsub d17,d2,d3; vnmls d0,d17,d5; vfnma d1,d2,d4; vmaxnm d6,d7,d8; vabs d9,d10; vnmul d11,d12,d13; vdiv d14,d15,d16; vsqrt d19,d9
  doubles: [0xee721b43, 0xee110b85, 0xee921b44, 0xfe876b08, 0xeeb09bca, 0xee2cbb4d, 0xee8feb20, 0xeef13bc9],
  // vcmp d2,d3; vmrs APSR_nzcv,fpscr; vaddgt d4,d5,d6; vmovmi r0,s3; vselge d7,d8,d9; vcmpe s1,#0; vmrs r1,fpscr
  comparisons: [0xeeb42b43, 0xeef1fa10, 0xce354b06, 0x4e110a90, 0xfe287b09, 0xeef50ac0, 0xeef11a10],
  // vcvt.s32.f64 s1,d2; vcvtr.u32.f32 s3,s4; vcvt.f64.s32 d5,s1; vcvt.f32.u32 s7,s3; vrinta s22,s23; vrintx d18,d19
  integers: [0xeefd0bc2, 0xeefc1a42, 0xeeb85be0, 0xeef83a61, 0xfeb8ba6b, 0xeef72b63],
  // vcvtt.f16.f32 s9,s8; vcvtb.f64.f16 d7,s9; vcvt.f32.f64 s17,d3; vcvt.f64.f32 d10,s13
  formats: [0xeef34ac4, 0xeeb27b64, 0xeef78bc3, 0xeeb7aae6],
  // vcvt.s16.f64 d12,#8; vcvt.f32.s16 s27,#4; vcvt.f64.u32 d15,#12; vcvt.f32.u32 s4,#32
  "fixed point": [0xeebecb44, 0xeefada46, 0xeebbfbca, 0xeebb2ac0],
  // vmov d17,#-1.5; vmov s1,#0.125; vmov d31,d2; vmov s6,r2; vmov.8 d17[7],r2; vmov.16 d3[1],r2; vmov.s8 r0,d20[5]; vmov.u16 r1,d21[3]
  moves: [0xeeff1b08, 0xeef40a00, 0xeef0fb42, 0xee032a10, 0xee612bf0, 0xee032b70, 0xee740bb0, 0xeeb51bf0],
  // vldr d17,[r3,#8]; vldr s1,[r3,#4]; vldr d4,[r3,#20]; vstr d17,[r3,#64]; vstr s2,[r3,#72]
  loads: [0xedd31b02, 0xedd30a01, 0xed934b05, 0xedc31b10, 0xed831a12],
  // vpush {d1-d6}; vpop {d20-d25}; vstmia r3!,{s3-s12}; vldmdb r3!,{d26-d27}
  multiples: [0xed2d1b0c, 0xecfd4b0c, 0xece31a0a, 0xed73ab04],
  // vmsr fpscr,r1; vadd d17,d2,d3; vmrs r0,fpscr
  status: [0xeee11a10, 0xee721b03, 0xeef10a10],
  // vldmia r3!,{d1}; vmla d0,d1,d2; vldr s8,[r3,#4]; vadd s9,s9,s8; subs r0,r0,#1; bne to the first
  loop: [0xecb31b02, 0xee010b02, 0xed934a01, 0xee744a84, 0xe2500001, 0x1afffff9],
};

/** NaNs, infinities, denormal and ordinary numbers, of both widths. */
const DOUBLES = [0, -0, 1.5, -2.25, 2 ** -1074, -(2 ** -1022), 1e300, 1 / 3, 65504, 1e10].map(bits64);
const SINGLES = [0, -1.5, 2 ** -149, 1 / 3, 3e38, 70000, -7.75].map(bits32);
const PATTERNS = [
  ...DOUBLES,
  0x7ff0_0000_0000_0000n,
  0x7ff0_0000_0000_0001n,
  0xfff8_0000_1234_5678n,
  ...SINGLES.map((low, n) => (SINGLES[(n + 3) % SINGLES.length] << 32n) | low),
  0x7f80_0001_ffc0_0000n,
];
/** Inexact results recorded or not; flush to zero, default NaN, alternative half precision; toward plus. */
const STATUS = [0x10, 0, 0x0700_0010, 0x0040_0010];
const VARIANTS = STATUS.flatMap((fpscr) => [0, 5, 11].map((shift) => ({ fpscr, shift })));

class Machine {
  readonly core = new CoreInstance(coreModule, 1, RAM, { tier: "all", architecture: Architecture.AArch32 });
  private readonly cpu = this.core.vcpus[0];

  constructor(program: readonly number[]) {
    this.core.mapPages(START, RAM >> 12, "ram");
    this.cpu.setU64(CPACR_EL1, FP_ACCESS);
    this.cpu.setU64(FPEXC, FPEXC_EN);
    this.core.guest.write(START, new Uint8Array(Uint32Array.from([...program, STOP]).buffer));
  }

  /** All that the program may change, as text. */
  run({ fpscr, shift }: (typeof VARIANTS)[number]): string {
    const { cpu, core } = this;
    const pattern = (n: number) => PATTERNS[(n * 7 + shift) % PATTERNS.length];
    for (let n = 0; n < 32; n++) cpu.setU64(SLOT_V + 8 * n, pattern(n));
    core.guest.write(
      DATA,
      new Uint8Array(BigUint64Array.from({ length: DATA_BYTES / 8 }, (_, n) => pattern(n)).buffer),
    );
    for (const [n, value] of [4, 0x0080_0010, 0x9234_5678, DATA + 0x40].entries()) cpu.setX(n, BigInt(value));
    cpu.setX(13, BigInt(DATA + 0x180));
    cpu.setU64(FPSCR_NZCV, 0n);
    cpu.setU64(FPCR, BigInt(fpscr & 0x07c0_0000));
    cpu.setU64(FPSR, BigInt(fpscr & 0x9f));
    cpu.setU64(SLOT_CC, 0n);
    cpu.setU64(SLOT_CC_A, 0n);
    cpu.pc = BigInt(START);
    cpu.runState = RunState.Running;
    cpu.run(BUDGET);
    const registers = Array.from({ length: 15 }, (_, n) => cpu.u64(SLOT_X + 8 * n));
    const floats = Array.from({ length: 32 }, (_, n) => cpu.u64(SLOT_V + 8 * n));
    const words = [...registers, ...floats, cpu.u64(FPSCR_NZCV) | cpu.u64(FPCR) | cpu.u64(FPSR)];
    return `${words.map((word) => word.toString(16))} ${Buffer.from(core.guest.read(DATA, DATA_BYTES)).toString("hex")}`;
  }
}

it.each(Object.entries(PROGRAMS))("%s: regions do what the interpreter does", (_name, program) => {
  const machine = new Machine(program);

  const interpreted = VARIANTS.map((variant) => machine.run(variant));
  machine.core.compileHotCode();
  const compiled = VARIANTS.map((variant) => machine.run(variant));

  expect(machine.core.stats.regions?.regionsCompiled).toBeGreaterThan(0);
  expect(compiled).toEqual(interpreted);
});
