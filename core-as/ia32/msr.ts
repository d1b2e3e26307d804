/**
 * Model-specific registers. SDM volume 4; those that firmware and kernels of this class touch. Others raise #GP.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { setApicBase } from "../irq/lapic";
import { LAPIC_ADDRESS } from "../irq/lapicState";
import { setTscDeadline, tscDeadline } from "../irq/lapicTimer";
import { VCPU_INDEX } from "../layout";
import { isMtrr, memoryTypes, readMtrr, writeMtrr } from "./mtrr";
import { pagingModeChanged } from "./paging";
import {
  APIC_BASE_MSR,
  BIOS_SIGN_ID,
  DEBUGCTL,
  EFER,
  MCG_STATUS,
  MISC_ENABLE,
  PAT,
  PERF_COUNTER,
  PERF_SELECT,
  SYSENTER_CS,
  SYSENTER_EIP,
  SYSENTER_ESP,
  TSC_OFFSET,
} from "./state";
import { timersChanged, timestamp } from "./timer";

/** Numbers, by the SDM's names. */
export enum Msr {
  P5_MC_ADDR = 0x00,
  P5_MC_TYPE = 0x01,
  TIME_STAMP_COUNTER = 0x10,
  PLATFORM_ID = 0x17,
  APIC_BASE = 0x1b,
  EBL_CR_POWERON = 0x2a,
  FEATURE_CONTROL = 0x3a,
  TSC_ADJUST = 0x3b,
  BIOS_UPDT_TRIG = 0x79,
  BIOS_SIGN_ID = 0x8b,
  PERFCTR0 = 0xc1,
  PERFCTR1 = 0xc2,
  FSB_FREQ = 0xcd,
  BBL_CR_CTL3 = 0x11e,
  SYSENTER_CS = 0x174,
  SYSENTER_ESP = 0x175,
  SYSENTER_EIP = 0x176,
  MCG_CAP = 0x179,
  MCG_STATUS = 0x17a,
  PERFEVTSEL0 = 0x186,
  PERFEVTSEL1 = 0x187,
  MISC_ENABLE = 0x1a0,
  DEBUGCTL = 0x1d9,
  LASTBRANCHFROMIP = 0x1db,
  LASTINTTOIP = 0x1de,
  PAT = 0x277,
  TSC_DEADLINE = 0x6e0,
  EFER = 0xc0000080,
}

/** PAT entries may have type 7, UC-, besides those of MTRRs. */
const UNCACHED_MINUS: u32 = 7;
const EFER_NXE: u64 = 1 << 11;
/** IA32_APIC_BASE: bits that can be written (global enable, address); BSP cannot. */
const APIC_WRITABLE: u64 = 0xffffff800;
const APIC_RESERVED: u64 = ~(<u64>0xffffff900);
const APIC_ADDRESS: u64 = 0xffffff000;

/** Offset of a register that is kept as it was written; 0 when it is none. */
function field(index: u32): u32 {
  switch (index) {
    case Msr.APIC_BASE:
      return APIC_BASE_MSR;
    case Msr.TSC_ADJUST:
      return TSC_OFFSET;
    case Msr.BIOS_SIGN_ID:
      return BIOS_SIGN_ID;
    case Msr.SYSENTER_CS:
      return SYSENTER_CS;
    case Msr.SYSENTER_ESP:
      return SYSENTER_ESP;
    case Msr.SYSENTER_EIP:
      return SYSENTER_EIP;
    case Msr.MCG_STATUS:
      return MCG_STATUS;
    case Msr.MISC_ENABLE:
      return MISC_ENABLE;
    case Msr.DEBUGCTL:
      return DEBUGCTL;
    case Msr.PAT:
      return PAT;
    case Msr.EFER:
      return EFER;
    case Msr.PERFCTR0:
    case Msr.PERFCTR1:
      return PERF_COUNTER + ((index - Msr.PERFCTR0) << 3);
    case Msr.PERFEVTSEL0:
    case Msr.PERFEVTSEL1:
      return PERF_SELECT + ((index - Msr.PERFEVTSEL0) << 3);
    default:
      return 0;
  }
}

/** Registers that say that something is not there: they read as zero, and what is written to them is lost. */
function isAbsentFeature(index: u32): bool {
  switch (index) {
    case Msr.P5_MC_ADDR:
    case Msr.P5_MC_TYPE:
    case Msr.PLATFORM_ID:
    case Msr.EBL_CR_POWERON:
    case Msr.FEATURE_CONTROL:
    case Msr.BIOS_UPDT_TRIG:
    case Msr.FSB_FREQ:
    case Msr.BBL_CR_CTL3:
    case Msr.MCG_CAP:
      return true;
    default:
      return index >= <u32>Msr.LASTBRANCHFROMIP && index <= <u32>Msr.LASTINTTOIP;
  }
}

export function isMsr(index: u32): bool {
  const counter = index == <u32>Msr.TIME_STAMP_COUNTER || index == <u32>Msr.TSC_DEADLINE;
  return counter || field(index) != 0 || isMtrr(index) || isAbsentFeature(index);
}

/** The value of a register for which `isMsr` holds. */
export function readMsr(v: usize, index: u32): u64 {
  if (index == <u32>Msr.TIME_STAMP_COUNTER) return timestamp(v);
  if (index == <u32>Msr.TSC_DEADLINE) return tscDeadline(load<u32>(v, VCPU_INDEX));
  if (isMtrr(index)) return readMtrr(v, index);
  const at = field(index);
  return at == 0 ? 0 : load<u64>(v + at);
}

/** @returns false when there is no such register or it refuses the value: #GP */
export function writeMsr(v: usize, index: u32, value: u64): bool {
  if (isMtrr(index)) return writeMtrr(v, index, value);
  switch (index) {
    case Msr.TIME_STAMP_COUNTER:
      store<u64>(v, load<u64>(v, TSC_OFFSET) + value - timestamp(v), TSC_OFFSET);
      timersChanged(v);
      return true;
    case Msr.TSC_ADJUST:
      // What was ever added to the counter is what is added to it now.
      store<u64>(v, value, TSC_OFFSET);
      timersChanged(v);
      return true;
    case Msr.TSC_DEADLINE:
      setTscDeadline(load<u32>(v, VCPU_INDEX), value);
      timersChanged(v);
      return true;
    case Msr.APIC_BASE:
      return writeApicBase(v, value);
    case Msr.PAT:
      if (!memoryTypes(value, UNCACHED_MINUS)) return false;
      break;
    case Msr.EFER:
      return writeEfer(v, value);
    case Msr.BIOS_SIGN_ID:
      // The revision of the microcode: none is loaded.
      return true;
    case Msr.SYSENTER_CS:
    case Msr.SYSENTER_ESP:
    case Msr.SYSENTER_EIP:
      store<u64>(v + field(index), value & 0xffffffff);
      return true;
    default:
      break;
  }
  const at = field(index);
  if (at == 0) return isAbsentFeature(index);
  store<u64>(v + at, value);
  return true;
}

/** The registers stay where they are: an address that would move them for this processor alone is refused. */
function writeApicBase(v: usize, value: u64): bool {
  if ((value & APIC_RESERVED) != 0 || (value & APIC_ADDRESS) != LAPIC_ADDRESS) return false;
  const kept = load<u64>(v, APIC_BASE_MSR) & ~APIC_WRITABLE;
  setApicBase(v, kept | (value & APIC_WRITABLE));
  return true;
}

/** No-execute is all that this processor has of it. */
function writeEfer(v: usize, value: u64): bool {
  if ((value & ~EFER_NXE) != 0) return false;
  const changed = load<u64>(v, EFER) != value;
  store<u64>(v, value, EFER);
  if (changed) pagingModeChanged(v);
  return true;
}
