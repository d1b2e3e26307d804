/**
 * Performance monitors: PMUv3 with no event counters and a cycle counter that counts instructions. It runs at both
 * levels, whatever PMCCFILTR_EL0 says, and its overflow interrupt is not wired. DDI 0487 D6.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { instructionsRetired } from "../../exec/run";
import {
  PMCCFILTR_EL0,
  PMCCNTR_BASE,
  PMCNTENSET_EL0,
  PMCR_EL0,
  PMINTENSET_EL1,
  PMOVSSET_EL0,
  PMSELR_EL0,
} from "../state";

/** PMCR_EL0: IMP 0x41, IDCODE 3, N 0; E, D, DP and LC may be written; C resets the counter. */
const IDENTITY: u64 = 0x41030000;
const CONTROL_WRITABLE: u64 = 0x69;
const ENABLE: u64 = 1;
const RESET_CYCLES: u64 = 4;
/** The cycle counter's bit in the set and clear registers, and its number in PMSELR_EL0. */
const CYCLES: u64 = 0x80000000;
const CYCLE_COUNTER: u32 = 31;

function counts(v: usize): bool {
  return (load<u64>(v, PMCR_EL0) & ENABLE) != 0 && (load<u64>(v, PMCNTENSET_EL0) & CYCLES) != 0;
}

export function readCycleCounter(v: usize): u64 {
  return load<u64>(v, PMCCNTR_BASE) + (counts(v) ? instructionsRetired(v) : 0);
}

export function writeCycleCounter(v: usize, value: u64): void {
  store<u64>(v, value - (counts(v) ? instructionsRetired(v) : 0), PMCCNTR_BASE);
}

export function readMonitorControl(v: usize): u64 {
  return IDENTITY | load<u64>(v, PMCR_EL0);
}

export function writeMonitorControl(v: usize, value: u64): void {
  const cycles = (value & RESET_CYCLES) != 0 ? 0 : readCycleCounter(v);
  store<u64>(v, value & CONTROL_WRITABLE, PMCR_EL0);
  writeCycleCounter(v, cycles);
}

export function setCounterEnable(v: usize, value: u64): void {
  const cycles = readCycleCounter(v);
  store<u64>(v, load<u64>(v, PMCNTENSET_EL0) | (value & CYCLES), PMCNTENSET_EL0);
  writeCycleCounter(v, cycles);
}

export function clearCounterEnable(v: usize, value: u64): void {
  const cycles = readCycleCounter(v);
  store<u64>(v, load<u64>(v, PMCNTENSET_EL0) & ~(value & CYCLES), PMCNTENSET_EL0);
  writeCycleCounter(v, cycles);
}

export function setOverflow(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, PMOVSSET_EL0) | (value & CYCLES), PMOVSSET_EL0);
}
export function clearOverflow(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, PMOVSSET_EL0) & ~value, PMOVSSET_EL0);
}
export function setCounterInterrupt(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, PMINTENSET_EL1) | (value & CYCLES), PMINTENSET_EL1);
}
export function clearCounterInterrupt(v: usize, value: u64): void {
  store<u64>(v, load<u64>(v, PMINTENSET_EL1) & ~value, PMINTENSET_EL1);
}

/** PMXEVTYPER_EL0: the filter of the selected counter; only the cycle counter exists. */
export function readSelectedFilter(v: usize): u64 {
  return load<u32>(v, PMSELR_EL0) == CYCLE_COUNTER ? load<u64>(v, PMCCFILTR_EL0) : 0;
}
export function writeSelectedFilter(v: usize, value: u64): void {
  if (load<u32>(v, PMSELR_EL0) == CYCLE_COUNTER) store<u64>(v, value & 0xfc000000, PMCCFILTR_EL0);
}
