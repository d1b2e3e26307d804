/**
 * CPSR, SPSR and the banked registers as instructions reach them. DDI 0487 G1.9.
 *
 * BOUNDS: `v` is a vCPU's base, every offset a field of its structure, and d, a, b are slots of it.
 */
import { updateContext } from "../context";
import { leaveAfter, pendingInterrupt, raiseUndefinedInstruction } from "../exception";
import { bankAt, bankOf, isMode, setMode, spsrAt } from "../modes";
import {
  BANK_R13,
  BANK_R14,
  BANK_SPSR,
  Bank,
  CPSR_E,
  CPSR_MODE,
  Cpsr,
  Mode,
  PSTATE_DAIF,
  PSTATE_IL,
  R8_OTHER,
} from "../state";

/** Fields of MSR: the bytes of CPSR. */
export enum StatusField {
  Control = 1,
  Extension = 2,
  Status = 4,
  Flags = 8,
}
/** Above the fields, or the bits, in an immediate: the instruction's length. */
export const LENGTH_SHIFT: u32 = 16;
/** In the immediate of changeState: masks to set, where CPSR has them; to clear, so many bits further up; the mode, 0 = as it is. */
export const CLEAR_SHIFT: u32 = 3;
const MODE_MASK: u32 = 0x1f;
/** A, I, F. */
export const AIF: u32 = 0x1c0;

/** Makes `mode` current; one that the processor has not sets PSTATE.IL instead. DDI 0487 G1.9.2 */
function changeMode(v: usize, mode: u32): void {
  if (isMode(mode)) return setMode(v, mode);
  store<u32>(v, 1, PSTATE_IL);
  updateContext(v);
}

/** Behind a change of CPSR: leaves the block when `changed` says that translation depends on it, or an interrupt may come now. */
function leaveIf(v: usize, changed: bool, length: u32): i32 {
  if (!changed && !pendingInterrupt(v)) return 0;
  leaveAfter(v, length);
  return 1;
}

/** MSR: E, masks and mode from slot a; `packed`: `StatusField`s, then the length. User mode may change nothing but E. */
export function writeControl(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  const value = load<u32>(a);
  const mode = load<u32>(v, CPSR_MODE);
  let changed = false;
  let masks: u32 = 0;
  if ((packed & StatusField.Extension) != 0) {
    masks = Cpsr.A;
    changed = load<u32>(v, CPSR_E) != (value & Cpsr.E);
    if (changed) setEndianness(v, value & Cpsr.E);
  }
  if (mode == Mode.Usr) return leaveIf(v, changed, packed >> LENGTH_SHIFT);
  if ((packed & StatusField.Control) != 0) masks |= Cpsr.I | Cpsr.F;
  store<u32>(v, (load<u32>(v, PSTATE_DAIF) & ~masks) | (value & masks), PSTATE_DAIF);
  if ((packed & StatusField.Control) != 0 && (value & MODE_MASK) != mode) {
    changeMode(v, value & MODE_MASK);
    changed = true;
  }
  return leaveIf(v, changed, packed >> LENGTH_SHIFT);
}

/** CPS that unmasks, or changes the mode. */
export function changeState(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  const clear = (packed >> CLEAR_SHIFT) & AIF;
  const mode = packed & MODE_MASK;
  store<u32>(v, (load<u32>(v, PSTATE_DAIF) | (packed & AIF)) & ~clear, PSTATE_DAIF);
  const changed = mode != 0 && mode != load<u32>(v, CPSR_MODE);
  if (changed) changeMode(v, mode);
  return leaveIf(v, changed, packed >> LENGTH_SHIFT);
}

function setEndianness(v: usize, e: u32): void {
  store<u64>(v, e, CPSR_E);
  updateContext(v);
}

/** SETEND where it changes CPSR.E: `packed`: E, as CPSR has it, then the length. */
export function exchangeEndianness(v: usize, d: usize, a: usize, b: usize, packed: u32): i32 {
  setEndianness(v, packed & Cpsr.E);
  return leaveIf(v, true, packed >> LENGTH_SHIFT);
}

/** d = SPSR of the mode. */
export function readSpsr(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  store<u64>(d, load<u64>(spsrAt(v)));
}

/** Bits `mask` of SPSR of the mode, from slot a. */
export function writeSpsr(v: usize, d: usize, a: usize, b: usize, mask: u32): i32 {
  const spsr = spsrAt(v);
  store<u64>(spsr, (load<u32>(spsr) & ~mask) | (load<u32>(a) & mask));
  return 0;
}

/** d = R13 of `mode`; a: that of the current mode. */
export function readStackOf(v: usize, d: usize, a: usize, b: usize, mode: u32): void {
  const own = bankOf(mode) == bankOf(load<u32>(v, CPSR_MODE));
  store<u64>(d, own ? load<u64>(a) : load<u64>(bankAt(v, bankOf(mode)), BANK_R13));
}

/** R13 of `mode` = a; d: that of the current mode. */
export function writeStackOf(v: usize, d: usize, a: usize, b: usize, mode: u32): void {
  if (bankOf(mode) == bankOf(load<u32>(v, CPSR_MODE))) store<u64>(d, load<u64>(a));
  else store<u64>(bankAt(v, bankOf(mode)), load<u64>(a), BANK_R13);
}

/** MRS of a banked register: d = what `key` (R, then SYSm) names. */
export function readBanked(v: usize, d: usize, a: usize, b: usize, key: u32): i32 {
  const register = bankedRegister(v, key);
  if (register == 0) {
    raiseUndefinedInstruction(v);
    return 1;
  }
  store<u64>(d, load<u64>(register));
  return 0;
}

/** MSR of a banked register: it becomes a. */
export function writeBanked(v: usize, d: usize, a: usize, b: usize, key: u32): i32 {
  const register = bankedRegister(v, key);
  if (register == 0) {
    raiseUndefinedInstruction(v);
    return 1;
  }
  store<u64>(register, load<u64>(a));
  return 0;
}

const SYSM_SPSR: u32 = 1 << 5;

/**
 * Address of a banked register: SPSR with SYSM_SPSR, else R8 to R14. 0: there is none, or it is one of the current mode's, which is
 * UNPREDICTABLE. DDI 0487 G8.2 (Banked register access instructions)
 */
function bankedRegister(v: usize, key: u32): usize {
  const sysm = key & (SYSM_SPSR - 1);
  const mode = load<u32>(v, CPSR_MODE);
  if (sysm < 16) return fiqOrUserRegister(v, (key & SYSM_SPSR) != 0, sysm >> 3 != 0, sysm & 7, mode);
  const bank = bankOfKey(sysm);
  if (bank == 0 || bank == bankOf(mode)) return 0;
  if ((key & SYSM_SPSR) != 0) return (sysm & 1) != 0 ? 0 : bankAt(v, bank) + BANK_SPSR;
  return bankAt(v, bank) + ((sysm & 1) != 0 ? BANK_R13 : BANK_R14);
}

/** Banks of SYSm from 16 on, two numbers each; 0: Monitor and Hyp mode's, and what is not allocated. */
function bankOfKey(sysm: u32): u32 {
  switch (sysm >> 1) {
    case 8:
      return Bank.Irq;
    case 9:
      return Bank.Svc;
    case 10:
      return Bank.Abt;
    case 11:
      return Bank.Und;
    default:
      return 0;
  }
}

/** `index`: 0..4 R8 to R12, 5 R13, 6 R14, which stands for SPSR, too. */
function fiqOrUserRegister(v: usize, spsr: bool, fiq: bool, index: u32, mode: u32): usize {
  const own = fiq == (mode == Mode.Fiq);
  if (spsr) return fiq && index == 6 && !own ? bankAt(v, Bank.Fiq) + BANK_SPSR : 0;
  // R8 to R12 are those of FIQ mode, or of all others.
  if (index < 5) return own ? 0 : v + R8_OTHER + (index << 3);
  const bank: u32 = fiq ? Bank.Fiq : Bank.Usr;
  if (index == 7 || bank == bankOf(mode)) return 0;
  return bankAt(v, bank) + (index == 5 ? BANK_R13 : BANK_R14);
}
