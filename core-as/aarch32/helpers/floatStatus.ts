/**
 * FPSID, MVFR0 to MVFR2 and FPEXC, for VMRS and VMSR. DDI 0487 G8.2. For `Call.system` of ir/emit.ts.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; `d` and `a` are addresses of slots.
 */
import { fpAccessAllowed, updateContext } from "../context";
import { raiseUndefinedInstruction } from "../exception";
import { FPEXC } from "../state";

/** Numbers of an encoding. */
export enum FloatRegister {
  FPSID = 0,
  FPSCR = 1,
  MVFR2 = 5,
  MVFR1 = 6,
  MVFR0 = 7,
  FPEXC = 8,
}

/** Bits of FPSCR: NZCV; those of FPCR (AHP, DN, FZ, RMode); those of FPSR (QC and the cumulative exceptions). */
export enum ControlBits {
  Flags = 0xf000_0000,
  Control = 0x07c0_0000,
  Status = 0x0800_009f,
}

/** Arm, hardware, VFPv3 or later, and the part, variant and revision of Cortex-A15. */
const FPSID_VALUE: u32 = 0x4104_30f0;
/** 32 doublewords, both precisions, divide, square root, all rounding modes; no short vectors and no trapped exceptions. */
const MVFR0_VALUE: u32 = 0x1011_0222;
/** Fused multiply-add; half precision to and from both others; Advanced SIMD; NaNs propagated and denormals kept. */
const MVFR1_VALUE: u32 = 0x1211_1111;
/** VSEL, VCVTA and their like, VRINT, VMAXNM, in both scalars and vectors. */
const MVFR2_VALUE: u32 = 0x43;
const FPEXC_EN: u32 = 1 << 30;

/** VMRS: slot `d` = the register. */
export function readFloatRegister(v: usize, d: usize, a: usize, b: usize, register: u32): i32 {
  if (!fpAccessAllowed(v) || !isReadable(register)) {
    raiseUndefinedInstruction(v);
    return 1;
  }
  store<u64>(d, register == FloatRegister.FPEXC ? load<u32>(v, FPEXC) : identification(register));
  return 0;
}

/** VMSR: FPEXC has one bit here, EN; the identification registers ignore writes. */
export function writeFloatRegister(v: usize, d: usize, a: usize, b: usize, register: u32): i32 {
  if (!fpAccessAllowed(v) || (register != FloatRegister.FPEXC && register != FloatRegister.FPSID)) {
    raiseUndefinedInstruction(v);
    return 1;
  }
  if (register == FloatRegister.FPEXC) {
    store<u64>(v, load<u32>(a) & FPEXC_EN, FPEXC);
    updateContext(v);
  }
  return 0;
}

function isReadable(register: u32): bool {
  return register != FloatRegister.FPSCR && (register == FloatRegister.FPEXC || identification(register) != 0);
}

/** Value of an identification register, 0 for numbers that name none. */
function identification(register: u32): u32 {
  switch (register) {
    case FloatRegister.FPSID:
      return FPSID_VALUE;
    case FloatRegister.MVFR0:
      return MVFR0_VALUE;
    case FloatRegister.MVFR1:
      return MVFR1_VALUE;
    case FloatRegister.MVFR2:
      return MVFR2_VALUE;
    default:
      return 0;
  }
}
