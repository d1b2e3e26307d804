/** Short programs for AArch32 instruction tests: they run from RAM_START in Supervisor mode and end with HVC. */

import { CPSR_GE, CPSR_IT, CPSR_Q, FPEXC } from "../aarch32/state.ts";
import { CPACR_EL1, SCTLR_EL1 } from "../aarch64/state.ts";
import { Architecture } from "../abi.ts";
import { SLOT_CC, SLOT_CC_A, SLOT_V, VCPU_RUN_STATE } from "../layout.ts";
import { RAM_START, TestCore } from "./core.ts";

const A32_HVC = 0xe140_0070;
const T32_HVC = 0xf7e0_8000;
const FP_ACCESS = 0xfn << 20n;
const FPEXC_EN = 1n << 30n;
const RUNNING = 1;
const Q = 1 << 27;

/** Where tests keep data: one page of it, after the code. */
export const DATA = RAM_START + 0x1_0000n;

/** Which instruction set a program is in. */
export type Set = "a32" | "t32";

export class TestProgram32 {
  readonly core = new TestCore(1 << 20, 1, Architecture.AArch32);

  constructor() {
    this.core.setU64(CPACR_EL1, FP_ACCESS);
    this.core.setU64(FPEXC, FPEXC_EN);
    this.core.setX(13, DATA + 0x800n);
    this.core.exports.systemRegistersChanged(this.core.vcpu());
  }

  /** Runs instructions with `registers` in R0, R1, ...; T32's are 16 bits below 0x10000. Returns the exit reason. */
  run(set: Set, instructions: readonly number[], registers: readonly number[] = [], at: bigint = RAM_START): number {
    registers.forEach((value, n) => {
      this.setR(n, value);
    });
    this.put(set, [...instructions, set === "a32" ? A32_HVC : T32_HVC], at);
    this.core.setU32(VCPU_RUN_STATE, RUNNING);
    this.core.setU64(CPSR_IT, 0n);
    return this.core.run(1000n, set === "a32" ? at : at | 1n);
  }

  /** Writes instructions to guest memory at `at`. */
  put(set: Set, instructions: readonly number[], at: bigint): void {
    let offset = this.core.ram + Number(at - RAM_START);
    for (const instruction of instructions) {
      if (set === "a32") {
        this.core.view.setUint32(offset, instruction >>> 0, true);
        offset += 4;
        continue;
      }
      const halves = instruction > 0xffff ? [instruction >>> 16, instruction & 0xffff] : [instruction];
      for (const half of halves) {
        this.core.view.setUint16(offset, half, true);
        offset += 2;
      }
    }
  }

  r(n: number): number {
    return Number(this.core.x(n));
  }
  setR(n: number, value: number): void {
    this.core.setX(n, BigInt(value >>> 0));
  }
  /** NZCV as four bits. */
  get flags(): number {
    return this.cpsr >>> 28;
  }
  set flags(nzcv: number) {
    this.core.setU32(SLOT_CC, 0);
    this.core.setU64(SLOT_CC_A, BigInt(nzcv) << 28n);
  }
  /** CPSR.GE as four bits. */
  get ge(): number {
    return (this.cpsr >>> 16) & 15;
  }
  set ge(bits: number) {
    this.core.setU64(CPSR_GE, BigInt(bits) << 16n);
  }
  /** CPSR.Q. */
  get q(): boolean {
    return (this.cpsr & Q) !== 0;
  }
  set q(saturated: boolean) {
    this.core.setU64(CPSR_Q, saturated ? BigInt(Q) : 0n);
  }
  get cpsr(): number {
    return this.core.exports.cpsr(this.core.vcpu()) >>> 0;
  }
  /** D register n. */
  d(n: number): bigint {
    return this.core.u64(SLOT_V + 8 * n);
  }
  setD(n: number, value: bigint): void {
    this.core.setU64(SLOT_V + 8 * n, value);
  }
  /** The u32 at guest address `address`. */
  read(address: bigint): number {
    return this.core.view.getUint32(this.core.ram + Number(address - RAM_START), true);
  }
  write(address: bigint, value: number): void {
    this.core.view.setUint32(this.core.ram + Number(address - RAM_START), value >>> 0, true);
  }
  /** Turns bits of SCTLR on. */
  enable(bits: number): void {
    this.core.setU64(SCTLR_EL1, this.core.u64(SCTLR_EL1) | BigInt(bits >>> 0));
    this.core.exports.systemRegistersChanged(this.core.vcpu());
  }
}

/** A program after one A32 instruction with `registers` in R0, R1, ...; NZCV was `flags` before. */
export function afterA32(instruction: number, registers: readonly number[], flags = 0): TestProgram32 {
  return after("a32", instruction, registers, flags);
}
/** The same of T32. */
export function afterT32(instruction: number, registers: readonly number[], flags = 0): TestProgram32 {
  return after("t32", instruction, registers, flags);
}

function after(set: Set, instruction: number, registers: readonly number[], flags: number): TestProgram32 {
  const program = new TestProgram32();
  program.flags = flags;
  program.run(set, [instruction], registers);
  return program;
}
