/**
 * Exclusive and ordered accesses, and swaps. DDI 0487 F5.1: LDREX, STREX, LDAEX, STLEX, LDA, STL, CLREX, SWP. What the exclusive ones
 * do at run time: mem/monitor.ts. Accesses are done in program order, so that acquire and release ask for nothing more.
 */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_TC, VCPU_MONITOR_SIZE } from "../../layout";
import { exclusiveLoad, exclusiveStore } from "../../mem/monitor";
import { swap } from "../helpers/swap";
import { LR, PC, R } from "../registers";
import { Kind, Transfer } from "./transfer";
import { undefinedInstruction } from "./undefined";

const DOUBLEWORD: u32 = 8;
/** Temporaries: both words of a pair, and an address. */
const BOTH: u32 = 0;
const ADDRESS: u32 = 1;

/** The monitor's description of an access of `bytes` bytes to one slot. */
function describe(bytes: u32): u32 {
  return bytes | (SLOT_DISCARD << 16);
}

function bytesOf(kind: u32): u32 {
  return kind == Kind.Word ? 4 : kind == Kind.Halfword ? 2 : 1;
}

/** Slot of base plus offset. */
function addressOf(n: u32, offset: u32): u32 {
  if (offset == 0) return R.general(n);
  Ir.addiI32(R.temporary(ADDRESS), R.general(n), offset);
  return R.temporary(ADDRESS);
}

/** LDREX, LDREXB, LDREXH, LDAEX and its like. `imm8` counts words. */
export function loadExclusive(kind: u32, n: u32, t: u32, imm8: u32): void {
  if (n == PC || t == PC) return undefinedInstruction();
  const address = addressOf(n, imm8 << 2);
  Call.exclusiveLoad(exclusiveLoad.index, R.general(t), address, describe(bytesOf(kind)));
  Transfer.loaded(kind, R.general(t));
}

/** STREX, STREXB, STREXH, STLEX and its like: Rd = 0 when it stored, 1 when it did not. */
export function storeExclusive(kind: u32, n: u32, d: u32, t: u32, imm8: u32): void {
  if (n == PC || d == PC || t == PC || d == n || d == t) return undefinedInstruction();
  const address = addressOf(n, imm8 << 2);
  const value = Transfer.toStore(kind, R.general(t));
  Call.exclusiveStore(exclusiveStore.index, R.general(d), address, value, describe(bytesOf(kind)));
}

/** LDREXD, LDAEXD, A32: an even register and the one behind it. */
export function loadExclusiveDual(n: u32, t: u32): void {
  if ((t & 1) != 0 || t == LR) undefinedInstruction();
  else loadExclusivePair(n, t, t + 1);
}

/** STREXD, STLEXD, A32. */
export function storeExclusiveDual(n: u32, d: u32, t: u32): void {
  if ((t & 1) != 0 || t == LR) undefinedInstruction();
  else storeExclusivePair(n, d, t, t + 1);
}

/** LDREXD, LDAEXD: one access of eight bytes. */
export function loadExclusivePair(n: u32, t: u32, second: u32): void {
  if (n == PC || t == PC || second == PC || t == second) return undefinedInstruction();
  const both = R.temporary(BOTH);
  Call.exclusiveLoad(exclusiveLoad.index, both, R.general(n), describe(DOUBLEWORD));
  Ir.movI32(R.general(t), both);
  Ir.shruiI64(R.general(second), both, 32);
  Transfer.loaded(Kind.Word, R.general(t));
  Transfer.loaded(Kind.Word, R.general(second));
}

/** STREXD, STLEXD. */
export function storeExclusivePair(n: u32, d: u32, t: u32, second: u32): void {
  const refused = n == PC || d == PC || t == PC || second == PC || d == n || d == t || d == second;
  if (refused) return undefinedInstruction();
  const both = R.temporary(BOTH);
  Ir.addshlI64(both, Transfer.wordToStore(R.general(t)), Transfer.secondToStore(R.general(second)), 32);
  Call.exclusiveStore(exclusiveStore.index, R.general(d), R.general(n), both, describe(DOUBLEWORD));
}

/** LDA, LDAB, LDAH: always aligned. */
export function loadAcquire(kind: u32, n: u32, t: u32): void {
  if (n == PC || t == PC) return undefinedInstruction();
  const d = R.general(t);
  if (kind == Kind.Byte) Ir.ldaU8(d, R.general(n), 0, SLOT_TC);
  else if (kind == Kind.Halfword) Ir.ldaU16(d, R.general(n), 0, SLOT_TC);
  else Ir.ldaU32(d, R.general(n), 0, SLOT_TC);
  Transfer.loaded(kind, d);
}

/** STL, STLB, STLH. */
export function storeRelease(kind: u32, n: u32, t: u32): void {
  if (n == PC || t == PC) return undefinedInstruction();
  const value = Transfer.toStore(kind, R.general(t));
  if (kind == Kind.Byte) Ir.sta8(value, R.general(n), 0, SLOT_TC);
  else if (kind == Kind.Halfword) Ir.sta16(value, R.general(n), 0, SLOT_TC);
  else Ir.sta32(value, R.general(n), 0, SLOT_TC);
}

/** CLREX: opens the exclusive monitor. The word after its size is not used. */
export function clearExclusive(): void {
  Ir.constI64(VCPU_MONITOR_SIZE, 0);
}

/** SWP, SWPB. */
export function swapMemory(byte: u32, n: u32, t: u32, m: u32): void {
  if (n == PC || t == PC || m == PC) return undefinedInstruction();
  const kind: u32 = byte != 0 ? Kind.Byte : Kind.Word;
  Call.system(swap.index, R.general(t), R.general(n), Transfer.toStore(kind, R.general(m)), bytesOf(kind));
  Transfer.loaded(kind, R.general(t));
}
