/**
 * The local APIC's interrupts: what is accepted, what has priority, what the processor is told. SDM volume 3, 10.8.
 * Registers are in lapicRegisters.ts, messages in lapicMessages.ts, local sources in lapicLocal.ts and lapicTimer.ts, state in
 * lapicState.ts.
 *
 * BOUNDS: cpu is below the number of vCPUs, vectors are below 256, and every offset is a field of the structure.
 */
import { requestEvent } from "../exec/leave";
import { APIC_BASE_MSR } from "../ia32/state";
import { VCPU_INDEX, VCPU_IRQ_LINES } from "../layout";
import { ioapicEnd, ioapicPassesExternal } from "./ioapic";
import { lint0Ended } from "./lapicLocal";
import {
  ApicError,
  BASE_BSP,
  BASE_ENABLE,
  Delivery,
  DFR,
  ERRORS,
  ID,
  IRR,
  ISR,
  LAPIC_ADDRESS,
  Lapic,
  LVT,
  LVT_ENTRIES,
  LVT_MASKED,
  Lvt,
  SVR,
  SVR_ENABLE,
  TMR,
  TPR,
  WAIT_SIPI,
} from "./lapicState";
import { LAPIC_SIZE } from "./pcState";
import { picOutput } from "./pic8259";

/** Lines of VCPU_IRQ_LINES. */
export enum CpuLine {
  Intr = 1,
  Nmi = 2,
  /** An INIT for the vCPU that is running; it is taken between instructions. */
  Init = 4,
}

/** The lowest vector that an interrupt may have. */
const FIRST_VECTOR: u32 = 16;

/** State after reset and, but for APIC ID and IA32_APIC_BASE, after INIT. SDM volume 3, 10.4.7. */
export function lapicInit(cpu: u32): void {
  const at = Lapic.at(cpu);
  const id = load<u32>(at, ID);
  memory.fill(at, 0, LAPIC_SIZE);
  store<u32>(at, id, ID);
  store<u32>(at, 0xffffffff, DFR);
  store<u32>(at, 0xff, SVR);
  for (let entry: u32 = 0; entry < LVT_ENTRIES; entry++) store<u32>(at + (entry << 2), LVT_MASKED, LVT);
  if (!Lapic.isBsp(cpu)) store<u32>(at, 1, WAIT_SIPI);
  lapicUpdate(cpu);
}

/** Power-on state: the first vCPU is the bootstrap processor, the others wait for a start-up IPI. */
export function lapicReset(cpu: u32): void {
  store<u64>(Lapic.vcpu(cpu), LAPIC_ADDRESS | BASE_ENABLE | (cpu == 0 ? BASE_BSP : 0), APIC_BASE_MSR);
  store<u32>(Lapic.at(cpu), cpu << 24, ID);
  lapicInit(cpu);
}

/**
 * Host: leaves the local APIC of `cpu` as a BIOS does, in virtual wire mode: enabled, the PICs at LINT0, NMI at LINT1; for
 * guests that start without firmware. MultiProcessor Specification 1.4, 3.6.2.2.
 */
export function lapicVirtualWire(cpu: u32): void {
  if (cpu >= Lapic.count()) return;
  const at = Lapic.at(cpu);
  store<u32>(at, SVR_ENABLE | 0xf, SVR);
  store<u32>(at + (Lvt.Lint0 << 2), Delivery.ExtInt << 8, LVT);
  store<u32>(at + (Lvt.Lint1 << 2), Delivery.Nmi << 8, LVT);
  lapicUpdate(cpu);
}

/**
 * A new value of IA32_APIC_BASE for the vCPU at `v`. Off, the local APIC loses its state, and the processor has an INTR pin.
 * Another address for the page is kept, and has no effect: pages of devices are where the VMM put them. SDM volume 3, 10.4.4.
 */
export function setApicBase(v: usize, value: u64): void {
  const cpu = load<u32>(v, VCPU_INDEX);
  const was = Lapic.isOn(cpu);
  store<u64>(v, value, APIC_BASE_MSR);
  if (was && !Lapic.isOn(cpu)) lapicInit(cpu);
  lapicUpdate(cpu);
}

// ---- acceptance -----------------------------------------------------------------------------------------------------

/** A fixed interrupt arrives. @returns whether it is accepted */
export function lapicAccept(cpu: u32, vector: u32, level: bool): bool {
  if (!Lapic.accepts(cpu)) return false;
  const at = Lapic.at(cpu);
  if (vector < FIRST_VECTOR) {
    lapicError(cpu, ApicError.ReceiveIllegalVector);
    return false;
  }
  Lapic.setBit(at, IRR, vector, true);
  Lapic.setBit(at, TMR, vector, level);
  lapicUpdate(cpu);
  return true;
}

/** Notes an error, and signals it as the LVT says. */
export function lapicError(cpu: u32, error: u32): void {
  const at = Lapic.at(cpu);
  store<u32>(at, load<u32>(at, ERRORS) | error, ERRORS);
  const entry = Lapic.lvt(at, Lvt.Error);
  // An illegal vector here is not noted again: it would never end.
  if ((entry & LVT_MASKED) == 0 && (entry & 0xff) >= FIRST_VECTOR) lapicAccept(cpu, entry & 0xff, false);
}

// ---- priority -------------------------------------------------------------------------------------------------------

/** The highest vector of a bitmap, -1 when it is empty. */
export function highestVector(at: usize, vectors: u32): i32 {
  for (let word: i32 = 7; word >= 0; word--) {
    const bits = load<u32>(at + vectors + ((<u32>word) << 2));
    if (bits != 0) return (word << 5) + 31 - <i32>clz(bits);
  }
  return -1;
}

/** Processor priority: TPR, or the class of what is in service when that is higher. SDM volume 3, 10.8.3.1. */
export function processorPriority(at: usize): u32 {
  const task = load<u32>(at, TPR);
  const highest = highestVector(at, ISR);
  const inService: u32 = highest < 0 ? 0 : <u32>highest;
  return task >> 4 >= inService >> 4 ? task : inService & 0xf0;
}

/** The accepted interrupt that is more urgent than the processor priority, -1 when there is none. */
function deliverable(cpu: u32): i32 {
  if (!Lapic.isOn(cpu)) return -1;
  const at = Lapic.at(cpu);
  const vector = highestVector(at, IRR);
  return vector >= 0 && <u32>vector >> 4 > processorPriority(at) >> 4 ? vector : -1;
}

/** Whether the PICs ask the processor: by LINT0 or the I/O APIC, or at its INTR pin while the APIC is off. */
function externalRequest(cpu: u32): bool {
  if (!picOutput()) return false;
  if (!Lapic.isOn(cpu)) return cpu == 0;
  const entry = Lapic.lvt(Lapic.at(cpu), Lvt.Lint0);
  return (entry & (LVT_MASKED | 0x700)) == (<u32>Delivery.ExtInt) << 8 || ioapicPassesExternal(cpu);
}

// ---- to the processor -----------------------------------------------------------------------------------------------

/** Computes the INTR line anew; a rise makes the vCPU look at its lines at the next block boundary. */
export function lapicUpdate(cpu: u32): void {
  const asks = deliverable(cpu) >= 0 || externalRequest(cpu);
  setCpuLine(Lapic.vcpu(cpu), CpuLine.Intr, asks);
}

export function setCpuLine(v: usize, line: u32, level: bool): void {
  const old = load<u32>(v, VCPU_IRQ_LINES);
  store<u32>(v, level ? old | line : old & ~line, VCPU_IRQ_LINES);
  if (level && (old & line) == 0) requestEvent(v);
}

/** The processor takes the interrupt of its local APIC: it goes into service. @returns its vector, -1: the PICs' */
export function lapicAcknowledge(cpu: u32): i32 {
  const vector = deliverable(cpu);
  if (vector < 0) return -1;
  const at = Lapic.at(cpu);
  Lapic.setBit(at, IRR, vector, false);
  Lapic.setBit(at, ISR, vector, true);
  lapicUpdate(cpu);
  return vector;
}

/** A write to EOI: ends what is in service, here and, when it is level-triggered, at the I/O APIC. */
export function lapicEnd(cpu: u32): void {
  const at = Lapic.at(cpu);
  const vector = highestVector(at, ISR);
  if (vector < 0) return;
  Lapic.setBit(at, ISR, vector, false);
  const level = Lapic.bit(at, TMR, vector);
  if (level) lint0Ended(cpu, vector);
  ioapicEnd(Lapic.vcpu(cpu), vector, level);
  lapicUpdate(cpu);
}
