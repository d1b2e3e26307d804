/**
 * State of the local APICs, a structure of LAPIC_SIZE bytes each. SDM volume 3, 10.4.
 *
 * BOUNDS: `at` is the address of one, from `Lapic.at` with a vCPU's index.
 */
import { APIC_BASE_MSR } from "../ia32/state";
import { VCPU_BASE, VCPU_SIZE, VM_VCPU_COUNT } from "../layout";
import { LAPIC_SIZE, LAPIC_STATE } from "./pcState";

/** 8 u32 each: a bit a vector. */
export const IRR: u32 = 0x00;
export const ISR: u32 = 0x20;
export const TMR: u32 = 0x40;
/** u32 registers as they read. */
export const ID: u32 = 0x60;
export const TPR: u32 = 0x64;
export const LDR: u32 = 0x68;
export const DFR: u32 = 0x6c;
export const SVR: u32 = 0x70;
export const ESR: u32 = 0x74;
/** Errors since ESR was written last. */
export const ERRORS: u32 = 0x78;
export const ICR_LOW: u32 = 0x7c;
export const ICR_HIGH: u32 = 0x80;
/** LVT entries by `Lvt`. */
export const LVT: u32 = 0x84;
export const INITIAL_COUNT: u32 = 0x9c;
export const DIVIDE: u32 = 0xa0;
/** u32: waits for a start-up IPI. */
export const WAIT_SIPI: u32 = 0xa8;
/** u64: pulse of the bus clock at which the timer began; up to which its expiries are dealt with (lapicTimer.ts). */
export const TIMER_START: u32 = 0xb0;
export const TIMER_SERVED: u32 = 0xb8;
/** u64: IA32_TSC_DEADLINE, 0 = not armed. */
export const TSC_DEADLINE: u32 = 0xc0;

/** LVT entries, in the order of their registers. */
export enum Lvt {
  Timer = 0,
  Thermal = 1,
  Performance = 2,
  Lint0 = 3,
  Lint1 = 4,
  Error = 5,
}
export const LVT_ENTRIES: u32 = 6;

/** Bits of an LVT entry. */
export const LVT_REMOTE_IRR: u32 = 1 << 14;
export const LVT_LEVEL: u32 = 1 << 15;
export const LVT_MASKED: u32 = 1 << 16;
export const SVR_ENABLE: u32 = 1 << 8;
/** IA32_APIC_BASE. */
export const BASE_BSP: u64 = 1 << 8;
export const BASE_ENABLE: u64 = 1 << 11;
/** Where the page of every local APIC is after reset. */
export const LAPIC_ADDRESS: u64 = 0xfee00000;

/** Delivery modes, of messages and of LVT entries. SDM volume 3, 10.6.1. */
export enum Delivery {
  Fixed = 0,
  LowestPriority = 1,
  Smi = 2,
  Nmi = 4,
  Init = 5,
  StartUp = 6,
  ExtInt = 7,
}

/** Bits of ESR. SDM volume 3, 10.5.3. */
export enum ApicError {
  SendIllegalVector = 1 << 5,
  ReceiveIllegalVector = 1 << 6,
  IllegalRegister = 1 << 7,
}

@final
export abstract class Lapic {
  @inline static count(): u32 {
    return load<u32>(VM_VCPU_COUNT);
  }
  @inline static at(cpu: u32): usize {
    return LAPIC_STATE + cpu * LAPIC_SIZE;
  }
  @inline static vcpu(cpu: u32): usize {
    return VCPU_BASE + cpu * VCPU_SIZE;
  }
  /** Whether IA32_APIC_BASE leaves the APIC on; without, the processor has INTR and NMI pins. */
  @inline static isOn(cpu: u32): bool {
    return (load<u64>(Lapic.vcpu(cpu), APIC_BASE_MSR) & BASE_ENABLE) != 0;
  }
  /** Whether it is on and software has enabled it: it accepts interrupts. */
  @inline static accepts(cpu: u32): bool {
    return Lapic.isOn(cpu) && (load<u32>(Lapic.at(cpu), SVR) & SVR_ENABLE) != 0;
  }
  /** Whether the vCPU is the bootstrap processor. */
  @inline static isBsp(cpu: u32): bool {
    return (load<u64>(Lapic.vcpu(cpu), APIC_BASE_MSR) & BASE_BSP) != 0;
  }
  @inline static lvt(at: usize, entry: u32): u32 {
    return load<u32>(at + (entry << 2), LVT);
  }
  @inline static bit(at: usize, vectors: u32, vector: u32): bool {
    return ((load<u32>(at + vectors + ((vector >> 5) << 2)) >> (vector & 31)) & 1) != 0;
  }
  @inline static setBit(at: usize, vectors: u32, vector: u32, on: bool): void {
    const word = at + vectors + ((vector >> 5) << 2);
    const mask: u32 = 1 << (vector & 31);
    store<u32>(word, on ? load<u32>(word) | mask : load<u32>(word) & ~mask);
  }
}
