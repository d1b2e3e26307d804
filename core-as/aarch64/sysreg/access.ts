/** Who may access a system register: rights by level, and the controls that trap EL0 to EL1. DDI 0487 D1.13, D12.1. */
import { Ec, raise } from "../exception";
import { CNTKCTL_EL1, MDSCR_EL1, Mdscr, PMUSERENR_EL0, SCTLR_EL1, Sctlr } from "../state";

/** SCTLR.CP15BEN, which AArch64's SCTLR_EL1 has too. */
const CP15BEN: u32 = 1 << 5;

/** Low bits of a register's access word; the trap is in bits 15..8. */
export enum Allow {
  ReadEl0 = 1,
  WriteEl0 = 2,
  ReadEl1 = 4,
  WriteEl1 = 8,
  /** Traps as floating-point instructions do. */
  FloatingPoint = 16,
  /** Undefined while PSTATE.SP is 0. */
  StackPointer = 32,
  /** AArch32: reading ends the block, so that time is exact. */
  ReadEndsBlock = 64,
  /** AArch32: a register of 64 bits. */
  Pair = 128,
}

/** Conditions of EL0 accesses, named as the control bits that grant them. */
export enum Trap {
  None = 0,
  UCT = 1,
  UMA = 2,
  UCI = 3,
  DZE = 4,
  /** CNTFRQ_EL0: EL0PCTEN or EL0VCTEN. */
  CNTFRQ = 5,
  EL0PCTEN = 6,
  EL0VCTEN = 7,
  EL0VTEN = 8,
  EL0PTEN = 9,
  /** PMUSERENR_EL0: EN, or the bit with the name (CR and ER for reads only). */
  EN = 10,
  SW = 11,
  CR = 12,
  ER = 13,
  TDCC = 14,
  /** PMSELR_EL0: EN or ER, which lets EL0 select what it may read. */
  SELR = 15,
  /** AArch32's barriers in CP15: SCTLR.CP15BEN, which counts in privileged modes too. */
  CP15BEN = 16,
}

/** ISS of a trapped MSR, MRS or system instruction, from the instruction's own fields. */
export function systemSyndrome(isRead: u32, key: u32, t: u32): u32 {
  const op0 = key >> 14;
  const op1 = (key >> 11) & 7;
  const crn = (key >> 7) & 15;
  const crm = (key >> 3) & 15;
  return (op0 << 20) | ((key & 7) << 17) | (op1 << 14) | (crn << 10) | (t << 5) | (crm << 1) | isRead;
}

/** Micro-op of a conditional EL0 access: `packed` is the trap in bits 31..25 and the syndrome below. */
export function checkAccess(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  const syndrome = packed & 0x1ffffff;
  if (granted(v, packed >> 25, (syndrome & 1) != 0)) return 0;
  raise(v, Ec.SystemRegister, syndrome);
  return 1;
}

/** Whether EL0 has what `trap` asks for. */
export function granted(v: usize, trap: u32, isRead: bool): bool {
  // BOUNDS: v is a vCPU's base.
  const control = load<u32>(v, SCTLR_EL1);
  const timer = load<u32>(v, CNTKCTL_EL1);
  const monitors = load<u32>(v, PMUSERENR_EL0);
  switch (trap) {
    case Trap.UCT:
      return (control & Sctlr.UCT) != 0;
    case Trap.UMA:
      return (control & Sctlr.UMA) != 0;
    case Trap.UCI:
      return (control & Sctlr.UCI) != 0;
    case Trap.DZE:
      return (control & Sctlr.DZE) != 0;
    case Trap.CNTFRQ:
      return (timer & 3) != 0;
    case Trap.EL0PCTEN:
      return (timer & 1) != 0;
    case Trap.EL0VCTEN:
      return (timer & 2) != 0;
    case Trap.EL0VTEN:
      return (timer & (1 << 8)) != 0;
    case Trap.EL0PTEN:
      return (timer & (1 << 9)) != 0;
    case Trap.EN:
      return (monitors & 1) != 0;
    case Trap.SW:
      return (monitors & 3) != 0;
    case Trap.CR:
      return (monitors & (isRead ? 5 : 1)) != 0;
    case Trap.ER:
      return (monitors & (isRead ? 9 : 1)) != 0;
    case Trap.SELR:
      return (monitors & 9) != 0;
    case Trap.TDCC:
      return (load<u32>(v, MDSCR_EL1) & Mdscr.TDCC) == 0;
    case Trap.CP15BEN:
      return (control & CP15BEN) != 0;
    default:
      return true;
  }
}
