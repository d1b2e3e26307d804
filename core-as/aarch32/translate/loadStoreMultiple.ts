/**
 * Loads and stores of several registers. DDI 0487 F5.1: LDM, STM, PUSH, POP. Two registers are one micro-op, and one look at the
 * translation cache; the words must be aligned.
 *
 * The base register changes behind the last access, whatever the instruction does to it, so that a fault leaves it as it was.
 * UNPREDICTABLE and undefined here: no register in the list, a base that is loaded and written back, R15 as the base in T32.
 */
import { JumpHint } from "../../abi";
import { Ir } from "../../ir/emit.gen";
import { LR, PC, R, SP } from "../registers";
import { BANK_R13, BANK_R14, BANKS, Context, R8_OTHER } from "../state";
import { translationContext } from "../translate";
import { exceptionReturnTo } from "./exceptionReturn";
import { Pc } from "./pc";
import { Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

/** Holds what is loaded into the base until the last access is done. */
const LOADED_BASE: u32 = 0;
const R8: u32 = 8;
/** APCS's frame pointer: its frames are left by LDMDB. */
const FP: u32 = 11;
const PC_BIT: u32 = 1 << PC;
const LR_BIT: u32 = 1 << LR;

/** LDM. `before`: the base is moved before each access, `up`: upwards. */
export function loadMultiple(before: u32, up: u32, writeBack: u32, n: u32, list: u32): void {
  if (list == 0 || (writeBack != 0 && inList(n, list)) || n == PC) return undefinedInstruction();
  loadList(before, up, n, list, false);
  if (writeBack != 0) moveBase(up, n, list);
  if ((list & PC_BIT) != 0) Pc.interwork(R.destination(PC), n == SP || n == FP ? JumpHint.Return : JumpHint.None);
}

/** STM. What is stored of the base is its value before write-back. */
export function storeMultiple(before: u32, up: u32, writeBack: u32, n: u32, list: u32): void {
  if (list == 0 || n == PC) return undefinedInstruction();
  storeList(before, up, n, list, false);
  if (writeBack != 0) moveBase(up, n, list);
}

/** LDM of User mode's registers, without R15. */
export function loadMultipleUser(before: u32, up: u32, n: u32, list: u32): void {
  if (list == 0 || n == PC || inUserMode()) return undefinedInstruction();
  loadList(before, up, n, list, true);
}

/** STM of User mode's registers. */
export function storeMultipleUser(before: u32, up: u32, n: u32, list: u32): void {
  if (list == 0 || n == PC || inUserMode()) return undefinedInstruction();
  storeList(before, up, n, list, true);
}

/** LDM with R15 that returns from an exception. */
export function loadMultipleReturn(before: u32, up: u32, writeBack: u32, n: u32, list: u32): void {
  if (n == PC || inUserMode() || (writeBack != 0 && inList(n, list))) return undefinedInstruction();
  // The pattern has bit 15 of the list.
  const all = list | PC_BIT;
  loadList(before, up, n, all, false);
  if (writeBack != 0) moveBase(up, n, all);
  exceptionReturnTo(R.destination(PC));
}

/** LDM, T1: the base is written back unless it is in the list. */
export function loadMultipleNarrow(n: u32, list: u32): void {
  loadMultiple(0, 1, inList(n, list) ? 0 : 1, n, list);
}

/** LDM, T32: one register, and R15 with R14, are UNPREDICTABLE. */
export function loadMultipleWide(before: u32, up: u32, writeBack: u32, n: u32, list: u32): void {
  if ((list & (list - 1)) == 0 || (list & (PC_BIT | LR_BIT)) == (PC_BIT | LR_BIT)) undefinedInstruction();
  else loadMultiple(before, up, writeBack, n, list);
}

/** STM, T32: one register, and R15, are UNPREDICTABLE. */
export function storeMultipleWide(before: u32, up: u32, writeBack: u32, n: u32, list: u32): void {
  if ((list & (list - 1)) == 0 || (list & PC_BIT) != 0) undefinedInstruction();
  else storeMultiple(before, up, writeBack, n, list);
}

/** PUSH, T1: `link`: R14 too. */
export function pushNarrow(link: u32, list: u32): void {
  storeMultiple(1, 0, 1, SP, list | (link << LR));
}

/** POP, T1: `pc`: R15 too. */
export function popNarrow(pc: u32, list: u32): void {
  loadMultiple(0, 1, 1, SP, list | (pc << PC));
}

function inUserMode(): bool {
  return (translationContext() & Context.Privileged) == 0;
}

function inList(n: u32, list: u32): bool {
  return ((list >> n) & 1) != 0;
}

/** Distance of the lowest word from the base. */
function lowest(before: u32, up: u32, list: u32): i32 {
  const inward: i32 = before == up ? 4 : 0;
  return up != 0 ? inward : inward - 4 * popcnt<u32>(list);
}

function moveBase(up: u32, n: u32, list: u32): void {
  const size: i32 = 4 * popcnt<u32>(list);
  Ir.addiI32(R.general(n), R.general(n), up != 0 ? size : -size);
}

/** Register 0..14 of User mode. In System mode, which shares them, this is UNPREDICTABLE. */
function userRegister(register: u32): u32 {
  if (register == SP) return BANKS + BANK_R13;
  if (register == LR) return BANKS + BANK_R14;
  const banked = register >= R8 && (translationContext() & Context.Fiq) != 0;
  return banked ? R8_OTHER + ((register - R8) << 3) : R.general(register);
}

function slotOf(register: u32, user: bool): u32 {
  return user ? userRegister(register) : R.general(register);
}

/** Slot that `register` is loaded into; `last`: nothing reads the base any more. */
function destinationOf(register: u32, base: u32, user: bool, last: bool): u32 {
  if (register == PC) return R.destination(PC);
  const slot = slotOf(register, user);
  return slot == base && !last ? R.temporary(LOADED_BASE) : slot;
}

/** Loads the registers of the list, lowest first. */
function loadList(before: u32, up: u32, n: u32, list: u32, user: bool): void {
  const base = R.general(n);
  let offset = lowest(before, up, list);
  let held = false;
  let rest = list;
  while (rest != 0) {
    const first = ctz(rest);
    rest &= rest - 1;
    const second = ctz(rest);
    const single = rest == 0;
    rest &= rest - 1;
    const d = destinationOf(first, base, user, rest == 0);
    held = held || d == R.temporary(LOADED_BASE);
    if (single) Transfer.readAligned(d, base, offset);
    else {
      const e = destinationOf(second, base, user, rest == 0);
      held = held || e == R.temporary(LOADED_BASE);
      Transfer.readPair(d, e, base, offset);
    }
    offset += 8;
  }
  if (held) Ir.movI32(base, R.temporary(LOADED_BASE));
}

/** Stores the registers of the list, lowest first. */
function storeList(before: u32, up: u32, n: u32, list: u32, user: bool): void {
  const base = R.general(n);
  let offset = lowest(before, up, list);
  let rest = list;
  while (rest != 0) {
    const first = storedOf(ctz(rest), user);
    rest &= rest - 1;
    if (rest == 0) return Transfer.writeAligned(first, base, offset);
    const second = storedOf(ctz(rest), user);
    rest &= rest - 1;
    Transfer.writePair(first, second, base, offset);
    offset += 8;
  }
}

function storedOf(register: u32, user: bool): u32 {
  return register == PC ? R.source(PC) : slotOf(register, user);
}
