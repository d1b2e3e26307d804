/** CPSR, SPSR and banked registers. DDI 0487 F5.1: MRS, MSR, CPS, SETEND. What changes how code runs: helpers/status.ts. */
import { Call, Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import {
  AIF,
  CLEAR_SHIFT,
  changeState,
  exchangeEndianness,
  LENGTH_SHIFT,
  readBanked,
  readSpsr,
  StatusField,
  writeBanked,
  writeControl,
  writeSpsr,
} from "../helpers/status";
import { PC, R } from "../registers";
import { Context, CPSR_GE, CPSR_MODE, CPSR_Q, Cpsr, PSTATE_DAIF } from "../state";
import { translationContext } from "../translate";
import { undefinedInstruction } from "./undefined";

const NZCV: i64 = 0xf0000000;
const GE: i64 = 0xf0000;
/** Temporaries: an immediate, and what is gathered. */
const IMMEDIATE: u32 = 0;
const GATHERED: u32 = 1;
const ENABLE: u32 = 2;

function inUserMode(): bool {
  return (translationContext() & Context.Privileged) == 0;
}

/** The length of the instruction, as helpers/status.ts wants it. */
function lengthBits(): u32 {
  return (Jump.next() - Jump.here()) << LENGTH_SHIFT;
}

/** MRS: CPSR without T, J, IT, or SPSR, which User mode has not. */
export function readStatus(spsr: u32, d: u32): void {
  if (d == PC || (spsr != 0 && inUserMode())) undefinedInstruction();
  else if (spsr != 0) Call.pure(readSpsr.index, R.general(d), SLOT_DISCARD, SLOT_DISCARD, 0);
  else readCpsr(R.general(d));
}

function readCpsr(d: u32): void {
  const part = R.temporary(GATHERED);
  Ir.nzcvGet(d);
  Ir.orI64(d, d, CPSR_Q);
  Ir.orI64(d, d, CPSR_GE);
  Ir.andiI32(part, PSTATE_DAIF, AIF);
  Ir.orI32(d, d, part);
  Ir.orI32(d, d, CPSR_MODE);
  if ((translationContext() & Context.BigEndian) != 0) Ir.oriI32(d, d, Cpsr.E);
}

/** MSR (register). `mask`: which bytes, `StatusField`s. */
export function writeStatus(spsr: u32, mask: u32, n: u32): void {
  if (n == PC || (spsr != 0 && inUserMode())) undefinedInstruction();
  else if (spsr != 0) writeSavedStatus(mask, R.general(n));
  else writeCpsr(mask, R.general(n));
}

/** MSR (immediate): eight bits, turned right by twice the four above. */
export function writeStatusImmediate(spsr: u32, mask: u32, imm12: u32): void {
  if (spsr != 0 && inUserMode()) return undefinedInstruction();
  const value = R.temporary(IMMEDIATE);
  Ir.constI64(value, <u64>rotr<u32>(imm12 & 0xff, (imm12 >> 8) << 1));
  if (spsr != 0) writeSavedStatus(mask, value);
  else writeCpsr(mask, value);
}

function writeSavedStatus(mask: u32, value: u32): void {
  Call.system(writeSpsr.index, SLOT_DISCARD, value, SLOT_DISCARD, bytesOf(mask));
}

/** The bits of the bytes that `mask` names. */
function bytesOf(mask: u32): u32 {
  const spread = (mask & 1) | ((mask & 2) << 7) | ((mask & 4) << 14) | ((mask & 8) << 21);
  return spread * 0xff;
}

/** Flags and GE at once; what follows may leave the block, and is last. */
function writeCpsr(mask: u32, value: u32): void {
  if ((mask & StatusField.Flags) != 0) {
    const flags = R.temporary(GATHERED);
    Ir.andiI64(flags, value, NZCV);
    Ir.nzcvSet(flags);
    Ir.andiI64(CPSR_Q, value, Cpsr.Q);
  }
  if ((mask & StatusField.Status) != 0) Ir.andiI64(CPSR_GE, value, GE);
  const allowed: u32 = inUserMode() ? StatusField.Extension : StatusField.Extension | StatusField.Control;
  const fields = mask & allowed;
  if (fields == 0) return;
  Call.system(writeControl.index, SLOT_DISCARD, value, SLOT_DISCARD, fields | lengthBits());
}

/** MRS (banked register). `high` and `low` are SYSm, which with `spsr` names the register. */
export function readBankedRegister(spsr: u32, high: u32, low: u32, d: u32): void {
  const key = (spsr << 5) | (high << 4) | low;
  if (d == PC || inUserMode()) undefinedInstruction();
  else Call.system(readBanked.index, R.general(d), SLOT_DISCARD, SLOT_DISCARD, key);
}

/** MSR (banked register). */
export function writeBankedRegister(spsr: u32, high: u32, low: u32, n: u32): void {
  const key = (spsr << 5) | (high << 4) | low;
  if (n == PC || inUserMode()) undefinedInstruction();
  else Call.system(writeBanked.index, SLOT_DISCARD, R.general(n), SLOT_DISCARD, key);
}

/**
 * CPS: `how`: 2 clears the masks in `aif`, 3 sets them, others leave them; `mode`: 0 leaves it. Nothing happens in User mode.
 */
export function changeProcessorState(how: u32, aif: u32, hasMode: u32, mode: u32): void {
  if (inUserMode()) return;
  const bits = aif << 6;
  const enables = how == ENABLE;
  if (hasMode == 0 && !enables) {
    if ((how & ENABLE) != 0) Ir.oriI64(PSTATE_DAIF, PSTATE_DAIF, bits);
    return;
  }
  const masks = (how & ENABLE) == 0 ? 0 : enables ? bits << CLEAR_SHIFT : bits;
  const packed = masks | (hasMode != 0 ? mode : 0) | lengthBits();
  Call.system(changeState.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
}

/** CPS, T1: `disable` is the low bit of what `changeProcessorState` calls `how`. */
export function changeStateNarrow(disable: u32, aif: u32): void {
  changeProcessorState(ENABLE | disable, aif, 0, 0);
}

/** SETEND. */
export function setEndianness(big: u32): void {
  if ((translationContext() & Context.NoSetEnd) != 0) return undefinedInstruction();
  const now: u32 = (translationContext() & Context.BigEndian) != 0 ? 1 : 0;
  if (now == big) return;
  const packed = (big != 0 ? <u32>Cpsr.E : 0) | lengthBits();
  Call.systemLast(exchangeEndianness.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
}
