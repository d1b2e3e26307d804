/**
 * AArch32 state at EL0: the way in and out, and the exceptions that only it has. DDI 0487 D1.20 (interprocessing), D13.2.37
 * (ESR_EL1).
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { leaveAfter } from "../aarch32/exception";
import { setCpsrBits } from "../aarch32/modes";
import { LR, R } from "../aarch32/registers";
import { CPSR_IT, CPSR_MODE, FPSCR_NZCV, Mode } from "../aarch32/state";
import { SLOT_PC } from "../layout";
import { raise, setLevel } from "./exception";
import { ESR_EL1, FPSR } from "./state";

/** Exception classes of AArch32 state. */
export enum Ec32 {
  WfiWfe = 0x01,
  /** MCR and MRC, MCRR and MRRC, of coprocessor 15; the same of coprocessor 14. */
  Cp15 = 0x03,
  Cp15Pair = 0x04,
  Cp14 = 0x05,
  FpTrap = 0x07,
  Cp14Pair = 0x0c,
  Svc = 0x11,
  Bkpt = 0x38,
}

const IL: u32 = 1 << 25;
/** ISS.CV and ISS.COND: the condition, which held, is given as "always". */
const ALWAYS: u32 = (1 << 24) | (0xe << 20);
/** NZCV. */
const FLAGS: u32 = 0xf0000000;
const WFE: u32 = 1;

/** Whether the vCPU of an Arm VM is in AArch32 state: PSTATE.nRW. AArch64 state has no mode. */
export function inAarch32(v: usize): bool {
  return load<u32>(v, CPSR_MODE) != 0;
}

/** Enters User mode: CPSR from its SPSR form, PC with T in bit 0. R0 to R14 get their 32 bits; SP_EL0 and SP_EL1 stay. */
export function enterUser32(v: usize, address: u32, value: u32): void {
  const thumb = (value >> 5) & 1;
  setCpsrBits(v, value);
  store<u64>(v, <u64>((address & (thumb != 0 ? ~1 : ~3)) | thumb), SLOT_PC);
  for (let n: u32 = 0; n <= LR; n++) store<u64>(v + R.general(n), load<u32>(v + R.general(n)));
  // FPSR has the flags of FPSCR while AArch64 looks at it.
  const status = load<u32>(v, FPSR);
  store<u64>(v, status & FLAGS, FPSCR_NZCV);
  store<u64>(v, status & ~FLAGS, FPSR);
  store<u32>(v, Mode.Usr, CPSR_MODE);
  setLevel(v, 0, 0);
}

/** Leaves AArch32 state, whose CPSR is saved: the caller chooses the level. */
export function leaveUser32(v: usize): void {
  store<u32>(v, 0, CPSR_MODE);
  store<u64>(v, 0, CPSR_IT);
  store<u64>(v, load<u32>(v, FPSR) | load<u32>(v, FPSCR_NZCV), FPSR);
}

/** As `raise`, for an instruction of `length` bytes. */
function raiseOfLength(v: usize, ec: u32, iss: u32, length: u32): void {
  raise(v, ec, iss);
  if (length == 2) store<u64>(v, load<u32>(v, ESR_EL1) & ~IL, ESR_EL1);
}

/** SVC: returns behind it. */
export function raiseSupervisorCall32(v: usize, imm16: u32, length: u32): void {
  leaveAfter(v, length);
  raiseOfLength(v, Ec32.Svc, imm16, length);
}

export function raiseBreakpoint32(v: usize, imm16: u32, length: u32): void {
  raiseOfLength(v, Ec32.Bkpt, imm16, length);
}

/** A floating-point or Advanced SIMD instruction while CPACR_EL1.FPEN traps: all of them have 32 bits. */
export function raiseFloatTrap32(v: usize): void {
  raise(v, Ec32.FpTrap, ALWAYS);
}

/** WFI, WFE while SCTLR_EL1 does not let EL0 wait. */
export function raiseWait32(v: usize, event: bool, length: u32): void {
  raiseOfLength(v, Ec32.WfiWfe, ALWAYS | (event ? WFE : 0), length);
}

/** An access to a system register that a control of EL1 traps; `fields`: the instruction's, as ISS has them. */
export function raiseSystemAccess32(v: usize, ec: u32, fields: u32): void {
  raise(v, ec, ALWAYS | fields);
}
