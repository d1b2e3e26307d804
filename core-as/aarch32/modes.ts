/**
 * CPSR and the banked registers. DDI 0487 G1.8, G1.9.
 *
 * BOUNDS: `v` is a vCPU's base, every offset a field of its structure, and a bank's number one of `Bank`.
 */
import { flagsOf, setFlags } from "../exec/functions/flags";
import { SLOT_PC, SLOT_X, VCPU_EVENT, VCPU_MONITOR_SIZE } from "../layout";
import { updateContext } from "./context";
import { selectTranslation } from "./mmu";
import { LR, R, SP } from "./registers";
import {
  BANK_R13,
  BANK_R14,
  BANK_SIZE,
  BANK_SPSR,
  BANKS,
  Bank,
  CPSR_E,
  CPSR_GE,
  CPSR_IT,
  CPSR_MODE,
  CPSR_Q,
  Cpsr,
  Mode,
  PSTATE_DAIF,
  PSTATE_EL,
  PSTATE_IL,
  R8_OTHER,
} from "./state";

const AIF: u32 = 0x1c0;
const GE: u32 = 0xf0000;
/** R8 to R12, in bytes. */
const FIQ_REGISTERS: u32 = 40;
const R8: u32 = 8;

/** Whether the processor has the mode: no Monitor and no Hyp mode. */
export function isMode(mode: u32): bool {
  switch (mode) {
    case Mode.Usr:
    case Mode.Fiq:
    case Mode.Irq:
    case Mode.Svc:
    case Mode.Abt:
    case Mode.Und:
    case Mode.Sys:
      return true;
    default:
      return false;
  }
}

/** The bank of a mode. */
export function bankOf(mode: u32): u32 {
  switch (mode) {
    case Mode.Fiq:
      return Bank.Fiq;
    case Mode.Irq:
      return Bank.Irq;
    case Mode.Svc:
      return Bank.Svc;
    case Mode.Abt:
      return Bank.Abt;
    case Mode.Und:
      return Bank.Und;
    default:
      return Bank.Usr;
  }
}

/** Address of a bank's fields. */
export function bankAt(v: usize, bank: u32): usize {
  return v + BANKS + bank * BANK_SIZE;
}

/** Address of SPSR of the current mode; that of User and System mode, which have none, is never read. */
export function spsrAt(v: usize): usize {
  return bankAt(v, bankOf(load<u32>(v, CPSR_MODE))) + BANK_SPSR;
}

/** CPSR; bits of ITSTATE as they are between blocks. */
export function cpsr(v: usize): u32 {
  const ifThen = load<u32>(v, CPSR_IT);
  return (
    flagsOf(v) |
    load<u32>(v, CPSR_Q) |
    ((ifThen & 3) << 25) |
    (load<u32>(v, PSTATE_IL) << 20) |
    load<u32>(v, CPSR_GE) |
    ((ifThen >> 2) << 10) |
    load<u32>(v, CPSR_E) |
    (load<u32>(v, PSTATE_DAIF) & AIF) |
    ((load<u32>(v, SLOT_PC) & 1) << 5) |
    load<u32>(v, CPSR_MODE)
  );
}

/** Makes `mode` current: its registers, its translation caches, its context. */
export function setMode(v: usize, mode: u32): void {
  const from = load<u32>(v, CPSR_MODE);
  if (bankOf(from) != bankOf(mode)) {
    const old = bankAt(v, bankOf(from));
    store<u64>(old, load<u64>(v + R.general(SP)), BANK_R13);
    store<u64>(old, load<u64>(v + R.general(LR)), BANK_R14);
    const next = bankAt(v, bankOf(mode));
    store<u64>(v + R.general(SP), load<u64>(next, BANK_R13));
    store<u64>(v + R.general(LR), load<u64>(next, BANK_R14));
  }
  if ((from == Mode.Fiq) != (mode == Mode.Fiq)) exchangeFiqRegisters(v);
  store<u32>(v, mode, CPSR_MODE);
  store<u32>(v, mode == Mode.Usr ? 0 : 1, PSTATE_EL);
  selectTranslation(v);
  updateContext(v);
}

function exchangeFiqRegisters(v: usize): void {
  for (let at: u32 = 0; at < FIQ_REGISTERS; at += 8) {
    const current = v + SLOT_X + (R8 << 3) + at;
    const other = v + R8_OTHER + at;
    const value = load<u64>(current);
    store<u64>(current, load<u64>(other));
    store<u64>(other, value);
  }
}

/** Writes everything of CPSR but T, which belongs to PC, and the mode: flags, Q, GE, IT, E, masks, IL. */
export function setCpsrBits(v: usize, value: u32): void {
  setFlags(v, value);
  store<u64>(v, value & Cpsr.Q, CPSR_Q);
  store<u64>(v, value & GE, CPSR_GE);
  store<u64>(v, ((value >> 25) & 3) | ((value >> 8) & 0xfc), CPSR_IT);
  store<u64>(v, value & Cpsr.E, CPSR_E);
  store<u32>(v, value & AIF, PSTATE_DAIF);
  store<u32>(v, (value >> 20) & 1, PSTATE_IL);
}

/**
 * An exception return: CPSR from `value`, PC to `address`. A mode that the processor has not keeps the mode and sets PSTATE.IL.
 * It opens the exclusive monitor and sets the event register.
 * DDI 0487 G1.16.
 */
export function returnTo(v: usize, address: u32, value: u32): void {
  const mode = value & 0x1f;
  const legal = isMode(mode);
  store<u32>(v, 0, VCPU_MONITOR_SIZE);
  store<u32>(v, 1, VCPU_EVENT);
  setCpsrBits(v, legal ? value : value | (1 << 20));
  const thumb = (value >> 5) & 1;
  store<u64>(v, <u64>((address & (thumb != 0 ? ~1 : ~3)) | thumb), SLOT_PC);
  setMode(v, legal ? mode : load<u32>(v, CPSR_MODE));
}
