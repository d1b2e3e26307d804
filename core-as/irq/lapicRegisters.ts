/**
 * The local APIC's registers: a page of 32-bit words, 16 bytes apart. SDM volume 3, table 10-1. Words only; accesses of other
 * sizes are undefined, and read their part of the word or write nothing.
 *
 * BOUNDS: cpu is below the number of vCPUs, and every offset is a field of its structure.
 */
import { ioapicRetry } from "./ioapic";
import { lapicEnd, lapicError, lapicUpdate, processorPriority } from "./lapic";
import { lint0Level } from "./lapicLocal";
import { sendIpi } from "./lapicMessages";
import {
  ApicError,
  DFR,
  DIVIDE,
  ERRORS,
  ESR,
  ICR_HIGH,
  ICR_LOW,
  ID,
  INITIAL_COUNT,
  IRR,
  ISR,
  Lapic,
  LDR,
  LVT,
  LVT_ENTRIES,
  LVT_MASKED,
  LVT_REMOTE_IRR,
  Lvt,
  SVR,
  SVR_ENABLE,
  TMR,
  TPR,
} from "./lapicState";
import { missExpiries, timerCount, writeDivide, writeInitialCount, writeTimerLvt } from "./lapicTimer";

/** Offsets. */
enum Register {
  Id = 0x20,
  Version = 0x30,
  Tpr = 0x80,
  Apr = 0x90,
  Ppr = 0xa0,
  Eoi = 0xb0,
  Rrd = 0xc0,
  Ldr = 0xd0,
  Dfr = 0xe0,
  Svr = 0xf0,
  Isr = 0x100,
  Tmr = 0x180,
  Irr = 0x200,
  Esr = 0x280,
  IcrLow = 0x300,
  IcrHigh = 0x310,
  LvtTimer = 0x320,
  LvtError = 0x370,
  InitialCount = 0x380,
  CurrentCount = 0x390,
  Divide = 0x3e0,
}

/** The bitmaps of vectors, eight words each, and the LVT entries lie together. */
const VECTORS: u32 = Register.Isr;
const VECTORS_END: u32 = Register.Esr;
const FIRST_LVT: u32 = Register.LvtTimer;
const LAST_LVT: u32 = Register.LvtError;

/** Version 14h with six LVT entries. */
const VERSION: u32 = 0x00050014;
/** What can be written of ICR's low half; the delivery status reads idle. */
const ICR_MASK: u32 = 0x000ccfff;

/** What can be written of each LVT entry; delivery status and remote IRR are the APIC's. */
function lvtMask(entry: u32): u32 {
  if (entry == Lvt.Timer) return 0x000700ff;
  if (entry == Lvt.Lint0 || entry == Lvt.Lint1) return 0x0001a7ff;
  return entry == Lvt.Error ? 0x000100ff : 0x000107ff;
}

/** Reads at `offset` of the page, from the byte there up to the end of its word; `now` is the clock. */
export function lapicRead(cpu: u32, offset: u32, now: u64): u32 {
  if (!Lapic.isOn(cpu) || (offset & 15) >= 4) return 0xffffffff;
  return readRegister(cpu, offset & 0xff0, now) >> ((offset & 3) << 3);
}

function readRegister(cpu: u32, register: u32, now: u64): u32 {
  const at = Lapic.at(cpu);
  if (register >= VECTORS && register < VECTORS_END) return readVectors(at, register);
  if (register >= FIRST_LVT && register <= LAST_LVT) return Lapic.lvt(at, lvtEntry(register));
  switch (register) {
    case Register.Id:
      return load<u32>(at, ID);
    case Register.Version:
      return VERSION;
    case Register.Tpr:
      return load<u32>(at, TPR);
    case Register.Apr:
    case Register.Ppr:
      return processorPriority(at);
    case Register.Eoi:
    case Register.Rrd:
      return 0;
    case Register.Ldr:
      return load<u32>(at, LDR);
    case Register.Dfr:
      return load<u32>(at, DFR);
    case Register.Svr:
      return load<u32>(at, SVR);
    case Register.Esr:
      return load<u32>(at, ESR);
    case Register.IcrLow:
      return load<u32>(at, ICR_LOW);
    case Register.IcrHigh:
      return load<u32>(at, ICR_HIGH);
    case Register.InitialCount:
      return load<u32>(at, INITIAL_COUNT);
    case Register.CurrentCount:
      return timerCount(cpu, now);
    case Register.Divide:
      return load<u32>(at, DIVIDE);
    default:
      lapicError(cpu, ApicError.IllegalRegister);
      return 0;
  }
}

function lvtEntry(register: u32): u32 {
  return (register - FIRST_LVT) >> 4;
}

function readVectors(at: usize, register: u32): u32 {
  const word = (register - VECTORS) >> 4;
  const vectors = word < 8 ? ISR : word < 16 ? TMR : IRR;
  return load<u32>(at + vectors + ((word & 7) << 2));
}

/** Whether a write at `offset` can change when the timer expires, or whether that is heard. */
export function concernsTimer(offset: u32): bool {
  return offset == <u32>Register.Svr || offset >= FIRST_LVT;
}

/** Writes `size` bytes of `value` at `offset` of the page. */
export function lapicWrite(cpu: u32, offset: u32, size: u32, value: u32, now: u64): void {
  if (!Lapic.isOn(cpu) || size != 4 || (offset & 15) != 0) return;
  if (offset >= FIRST_LVT && offset <= LAST_LVT) {
    writeLvt(cpu, lvtEntry(offset), value, now);
    return;
  }
  writeRegister(cpu, offset, value, now);
}

function writeRegister(cpu: u32, register: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  switch (register) {
    case Register.Id:
      store<u32>(at, value & 0xff000000, ID);
      break;
    case Register.Tpr:
      store<u32>(at, value & 0xff, TPR);
      lapicUpdate(cpu);
      break;
    case Register.Eoi:
      lapicEnd(cpu);
      break;
    case Register.Ldr:
      store<u32>(at, value & 0xff000000, LDR);
      break;
    case Register.Dfr:
      store<u32>(at, value | 0x0fffffff, DFR);
      break;
    case Register.Svr:
      writeSvr(cpu, value, now);
      break;
    case Register.Esr:
      // A write shows the errors since the write before it.
      store<u32>(at, load<u32>(at, ERRORS), ESR);
      store<u32>(at, 0, ERRORS);
      break;
    case Register.IcrLow:
      store<u32>(at, value & ICR_MASK, ICR_LOW);
      sendIpi(cpu);
      break;
    case Register.IcrHigh:
      store<u32>(at, value & 0xff000000, ICR_HIGH);
      break;
    default:
      writeTimer(cpu, register, value, now);
  }
}

function writeTimer(cpu: u32, register: u32, value: u32, now: u64): void {
  switch (register) {
    case Register.InitialCount:
      writeInitialCount(cpu, value, now);
      break;
    case Register.Divide:
      writeDivide(cpu, value, now);
      break;
    case Register.Version:
    case Register.Apr:
    case Register.Ppr:
    case Register.Rrd:
    case Register.CurrentCount:
      break;
    default:
      if (register < VECTORS || register >= VECTORS_END) lapicError(cpu, ApicError.IllegalRegister);
  }
}

/** SVR: software enables the APIC; disabling it masks every LVT entry. SDM volume 3, 10.4.7.2. */
function writeSvr(cpu: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  store<u32>(at, value & 0x3ff, SVR);
  if ((value & SVR_ENABLE) == 0) {
    for (let entry: u32 = 0; entry < LVT_ENTRIES; entry++) {
      store<u32>(at + (entry << 2), Lapic.lvt(at, entry) | LVT_MASKED, LVT);
    }
  }
  missExpiries(cpu, now);
  ioapicRetry();
  lapicUpdate(cpu);
}

function writeLvt(cpu: u32, entry: u32, value: u32, now: u64): void {
  const at = Lapic.at(cpu);
  let next = value & lvtMask(entry);
  // While software has the APIC disabled, mask bits stay set.
  if ((load<u32>(at, SVR) & SVR_ENABLE) == 0) next |= LVT_MASKED;
  if (entry == Lvt.Timer) {
    writeTimerLvt(cpu, next, now);
    return;
  }
  if (entry == Lvt.Lint0) next |= Lapic.lvt(at, entry) & LVT_REMOTE_IRR;
  store<u32>(at + (entry << 2), next, LVT);
  if (entry == Lvt.Lint0) lint0Level(cpu);
  lapicUpdate(cpu);
}
