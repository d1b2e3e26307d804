/** One vCPU of the core: its registers, and running it. */

import { PSTATE_EL, PSTATE_SPSEL, SP_EL0, SP_EL1 } from "../../core-as/aarch64/state.ts";
import { Architecture, type RunState } from "../../core-as/abi.ts";
import {
  EXIT_COUNTS,
  EXIT_REASON,
  SLOT_PC,
  SLOT_SP,
  SLOT_V,
  SLOT_X,
  VCPU_BASE,
  VCPU_EVENT,
  VCPU_IRQ_LINES,
  VCPU_RUN_STATE,
  VCPU_SIZE,
} from "../../core-as/layout.ts";
import { Aarch32Registers } from "./aarch32Registers.ts";
import { type CoreExit, readExit } from "./exit.ts";
import { Ia32Registers } from "./ia32Registers.ts";
import type { CoreExports } from "./module.ts";

const EXIT_KINDS = 16;

export class CoreVcpu {
  /** Linear-memory address of this vCPU's structure, the core's name for it. */
  readonly base: number;
  /** IA32's registers; without meaning on another architecture. */
  readonly ia32: Ia32Registers;
  /** The registers by their AArch32 names; without meaning on another architecture. */
  readonly aarch32: Aarch32Registers;
  /** Bits of an address that SLOT_PC holds: of AArch32, bit 0 there is CPSR.T. */
  private readonly addressBits: bigint;

  constructor(
    readonly index: number,
    private readonly core: CoreExports,
    private readonly view: DataView,
    architecture: Architecture = Architecture.AArch64,
  ) {
    this.base = VCPU_BASE + index * VCPU_SIZE;
    this.ia32 = new Ia32Registers(this.base, core, view);
    this.aarch32 = new Aarch32Registers(this.base, core, view);
    this.addressBits = architecture === Architecture.AArch32 ? ~1n : ~0n;
  }

  /** Runs for about `budget` instructions. */
  run(budget: number): CoreExit {
    return this.exit(this.core.runVcpu(this.base, BigInt(budget)));
  }

  /** Runs one instruction with interrupts held back. */
  step(): CoreExit {
    return this.exit(this.core.stepVcpu(this.base));
  }

  /** The last exit again. */
  lastExit(): CoreExit {
    return this.exit(this.u32(EXIT_REASON));
  }

  private exit(reason: number): CoreExit {
    return readExit(this.view, this.base, reason, this.addressBits);
  }

  /** Answers the open device access; a read returns `value`. @returns false when none is open */
  completeAccess(value: bigint): boolean {
    return this.core.completeAccess(this.base, value) !== 0;
  }

  /** Forgets completed accesses of an instruction that will not be finished. */
  dropReplay(): void {
    this.core.dropReplay(this.base);
  }

  /** General register X0..X30 of AArch64. */
  x(n: number): bigint {
    return this.u64(SLOT_X + 8 * n);
  }
  setX(n: number, value: bigint): void {
    this.setU64(SLOT_X + 8 * n, value);
  }

  /** Address of the next instruction; of IA32 the linear one. Setting it keeps AArch32's CPSR.T. */
  get pc(): bigint {
    return this.u64(SLOT_PC) & this.addressBits;
  }
  set pc(value: bigint) {
    this.setU64(SLOT_PC, (value & this.addressBits) | (this.u64(SLOT_PC) & ~this.addressBits));
  }

  /** SP_EL0 or SP_EL1, wherever the core keeps it at present. */
  stackPointer(level: 0 | 1): bigint {
    return this.u64(this.stackSlot(level));
  }
  setStackPointer(level: 0 | 1, value: bigint): void {
    this.setU64(this.stackSlot(level), value);
  }
  private stackSlot(level: 0 | 1): number {
    if (this.u32(PSTATE_SPSEL) === level) return SLOT_SP;
    return level === 0 ? SP_EL0 : SP_EL1;
  }
  /** Which stack pointer instructions use: 0 = SP_EL0, 1 = SP_EL1. */
  get stackSelect(): 0 | 1 {
    return this.u32(PSTATE_SPSEL) === 0 ? 0 : 1;
  }

  /** PSTATE as SPSR_EL1 would hold it. */
  get pstate(): number {
    return this.core.pstate(this.base) >>> 0;
  }
  /** Sets PSTATE from its SPSR form. @returns false for modes that the CPU does not have */
  setPstate(spsr: number): boolean {
    return this.core.setPstate(this.base, spsr) !== 0;
  }

  /** A system register by its offset in aarch64/state.ts. */
  setSystemRegister(offset: number, value: bigint): void {
    this.setU64(offset, value);
    this.core.systemRegistersChanged(this.base);
  }

  /** Puts this vCPU in its reset state, powered off. */
  reset(): void {
    this.core.vcpuReset(this.base);
  }

  /** Exception level: 0 or 1. */
  get exceptionLevel(): number {
    return this.u32(PSTATE_EL);
  }

  /** SIMD&FP register V0..V31 as 128 bits. */
  v(n: number): bigint {
    return this.u64(SLOT_V + 16 * n) | (this.u64(SLOT_V + 16 * n + 8) << 64n);
  }
  setV(n: number, value: bigint): void {
    this.setU64(SLOT_V + 16 * n, value);
    this.setU64(SLOT_V + 16 * n + 8, value >> 64n);
  }

  get runState(): RunState {
    return this.u32(VCPU_RUN_STATE);
  }
  set runState(state: RunState) {
    this.setU32(VCPU_RUN_STATE, state);
  }

  /** Bit 0 IRQ, bit 1 FIQ, bit 2 SError; of IA32 bit 0 INTR, bit 1 NMI. */
  get irqLines(): number {
    return this.u32(VCPU_IRQ_LINES);
  }

  /** Whether an interrupt is there that ends a wait for one: for a halted IA32 processor, one that it would take. */
  get wakes(): boolean {
    return this.core.vcpuWakes(this.base) !== 0;
  }

  /** Whether the event register is set, which lets WFE pass. */
  get hasEvent(): boolean {
    return this.u32(VCPU_EVENT) !== 0;
  }

  /** Exits so far, by `ExitReason`. */
  exitCounts(): number[] {
    return Array.from({ length: EXIT_KINDS }, (_, reason) => Number(this.u64(EXIT_COUNTS + 8 * reason)));
  }

  /** A field of the structure by its offset in layout.ts or the architecture's state.ts. */
  u64(offset: number): bigint {
    return this.view.getBigUint64(this.base + offset, true);
  }
  setU64(offset: number, value: bigint): void {
    this.view.setBigUint64(this.base + offset, BigInt.asUintN(64, value), true);
  }
  u32(offset: number): number {
    return this.view.getUint32(this.base + offset, true);
  }
  setU32(offset: number, value: number): void {
    this.view.setUint32(this.base + offset, value >>> 0, true);
  }
}
