/** Exception returns, and what they return from. DDI 0487 G1.16, F5.1: ERET, RFE, SRS. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { returnFromException, returnToLoaded } from "../helpers/exceptions";
import { readSpsr, readStackOf, writeStackOf } from "../helpers/status";
import { isMode } from "../modes";
import { LR, PC, R, SP } from "../registers";
import { Context } from "../state";
import { translationContext } from "../translate";
import { Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

/** Temporaries. */
const ADDRESS: u32 = 0;
const STATUS: u32 = 1;
/** Two words, in bytes. */
const PAIR: i32 = 8;

/** Ends the instruction: PC from `slot`, CPSR from SPSR of the mode; undefined in modes that have none. */
export function exceptionReturnTo(slot: u32): void {
  Call.systemLast(returnFromException.index, SLOT_DISCARD, slot, SLOT_DISCARD, 0);
}

/** ERET, which has no ELR outside of Hyp mode, and SUBS PC, LR, T32's. */
export function exceptionReturn(imm8: u32): void {
  const target = R.temporary(ADDRESS);
  Ir.addiI32(target, R.general(LR), -(<i32>imm8));
  exceptionReturnTo(target);
}

/** RFE: PC and CPSR from two words. `before`: the base is moved before each access, `up`: upwards. */
export function returnFromMemory(before: u32, up: u32, writeBack: u32, n: u32): void {
  if (inUserMode() || n == PC) return undefinedInstruction();
  const pc = R.temporary(ADDRESS);
  const cpsr = R.temporary(STATUS);
  Transfer.readPair(pc, cpsr, R.general(n), lowestOfTwo(before, up));
  if (writeBack != 0) Ir.addiI32(R.general(n), R.general(n), up != 0 ? PAIR : -PAIR);
  Call.systemLast(returnToLoaded.index, SLOT_DISCARD, pc, cpsr, 0);
}

/** SRS: LR and SPSR to the stack of `mode`. */
export function storeReturnState(before: u32, up: u32, writeBack: u32, mode: u32): void {
  if (inUserMode() || !isMode(mode)) return undefinedInstruction();
  const base = R.temporary(ADDRESS);
  const spsr = R.temporary(STATUS);
  Call.pure(readStackOf.index, base, R.general(SP), SLOT_DISCARD, mode);
  Call.pure(readSpsr.index, spsr, SLOT_DISCARD, SLOT_DISCARD, 0);
  Transfer.writePair(R.general(LR), spsr, base, lowestOfTwo(before, up));
  if (writeBack == 0) return;
  Ir.addiI32(base, base, up != 0 ? PAIR : -PAIR);
  Call.pure(writeStackOf.index, R.general(SP), base, SLOT_DISCARD, mode);
}

function inUserMode(): bool {
  return (translationContext() & Context.Privileged) == 0;
}

/** Distance of the lower of two words from the base. */
function lowestOfTwo(before: u32, up: u32): i32 {
  const inward: i32 = before == up ? 4 : 0;
  return up != 0 ? inward : inward - PAIR;
}
