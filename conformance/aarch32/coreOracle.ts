/** The back end for A32 and T32 that is this project's core: the release build, in User mode with the MMU on. */
import { DACR, DFSR, FPEXC, FPSCR_NZCV, IFSR, Mode, Sctlr } from "../../core-as/aarch32/state.ts";
import { CPACR_EL1, FPCR, FPSR, SCTLR_EL1, TPIDR_EL0, TTBR0_EL1, VBAR_EL1 } from "../../core-as/aarch64/state.ts";
import { Architecture } from "../../core-as/abi.ts";
import * as core from "../../core-as/layout.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import type { Batch } from "../oracle/batch.ts";
import { CoreMachine, V } from "../oracle/coreMachine.ts";
import * as layout from "../oracle/layout.ts";

/** Page tables and vectors, offsets in guest RAM: the first level has 16 KiB, a second 1 KiB. */
const TABLE = 0x4000;
const SECOND_TABLES = 0x8000;
const SECOND_TABLE_SIZE = 0x400;
const VECTORS = 0x9000;
const HVC = 0xe140_0070;
const HVC_BYTES = 4;
const VECTOR_BYTES = 0x20;

const VECTOR_BASE = layout.RAM_ADDRESS + VECTORS;

/** Offsets of vectors, and by how much R14 is ahead of the instruction there: Undefined Instruction in T32 by 2 less. */
const Vector = { undefined: 0x04, supervisorCall: 0x08, prefetchAbort: 0x0c, dataAbort: 0x10 } as const;
const RETURN_DISTANCE: Readonly<Record<number, number>> = { 4: 4, 8: 4, 12: 4, 16: 8 };
const LR = 14;
/** Status in DFSR and IFSR of short descriptors. */
const ALIGNMENT_FAULT = 1;
const DEBUG_EVENT = 2;
const STATUS_BITS = 0x40f;

/** Short descriptors: a table; a small page of normal memory, with the rights of User mode. DDI 0487 G5.4. */
const TABLE_DESCRIPTOR = 1;
const Page = { small: 2 | (1 << 2) | (1 << 3) | (1 << 6), user: 3 << 4, userReads: 2 << 4, privileged: 1 << 4, xn: 1 };

const FPEXC_EN = 1n << 30n;
const FPSCR_FLAGS = 0xf000_0000;
const FPSCR_STATUS = 0x0800_009f;
/** CPSR without T and what User mode does not own. */
const CPSR_KEPT = 0xfe0f_fe00;
const CPSR_T = 1 << 5;
const CPSR_MODE_BITS = 0x1f;

/** A test that retires more does not end: a wild branch may lead through the whole page for new code, which is zero, a NOP in T32. */
const LONGEST = layout.PATCH_SIZE / 2 + 0x100;

export class Aarch32Core extends CoreMachine {
  constructor(tier: ExecutionTier = TEST_TIER) {
    super(tier, LONGEST, Architecture.AArch32);
    this.writeTables();
    this.writeSystemRegisters();
  }

  protected loadState(batch: Batch, index: number): void {
    const at = batch.inputOffset(index);
    const { view } = this;
    const input = (offset: number) => batch.view.getUint32(at + offset, true);
    const pc = input(layout.RECORD_PC);
    view.setBigUint64(V + core.SLOT_PC, BigInt(pc), true);
    this.vcpu.aarch32.setCpsr((input(layout.RECORD_NZCV) & CPSR_KEPT) | Mode.Usr | ((pc & 1) << 5));
    this.bytes.set(batch.bytes.subarray(at, at + 8 * 15), V + core.SLOT_X);
    this.bytes.set(batch.bytes.subarray(at + layout.RECORD_V, at + layout.RECORD_V + 0x100), V + core.SLOT_V);
    const fpscr = input(layout.RECORD_FPSR);
    view.setBigUint64(V + FPSCR_NZCV, BigInt((fpscr & FPSCR_FLAGS) >>> 0), true);
    view.setBigUint64(V + FPSR, BigInt(fpscr & FPSCR_STATUS), true);
    view.setBigUint64(V + FPCR, BigInt(fpscr & ~FPSCR_FLAGS & ~FPSCR_STATUS), true);
    view.setBigUint64(V + TPIDR_EL0, BigInt(input(layout.RECORD_TPIDR)), true);
    view.setUint32(V + core.VCPU_MONITOR_SIZE, 0, true);
    view.setUint32(V + core.REPLAY_OPEN, 0, true);
  }

  /** As a data abort leaves it. */
  protected interrupt(): void {
    const { aarch32 } = this.vcpu;
    const { cpsr, pc } = aarch32;
    aarch32.setCpsr((cpsr & ~CPSR_MODE_BITS) | Mode.Abt);
    aarch32.setSpsr("abt", cpsr);
    aarch32.setBanked("abt", LR, pc + RETURN_DISTANCE[Vector.dataAbort]);
    this.view.setUint32(V + core.SLOT_PC, VECTOR_BASE + Vector.dataAbort + HVC_BYTES, true);
  }

  protected exceptionSignal(): number {
    const status = (register: number) => this.view.getUint32(V + register, true) & STATUS_BITS;
    switch (this.vector) {
      case Vector.undefined:
      // A wild branch led to what is SVC there.
      case Vector.supervisorCall:
        return layout.Signal.undefined;
      case Vector.prefetchAbort:
        return status(IFSR) === DEBUG_EVENT ? layout.Signal.breakpoint : layout.Signal.abort;
      case Vector.dataAbort:
        return status(DFSR) === ALIGNMENT_FAULT ? layout.Signal.alignment : layout.Signal.abort;
      default:
        throw new Error(`a test took the exception of vector ${this.vector}`);
    }
  }

  /** The vector whose HVC ended the test. */
  private get vector(): number {
    return this.vcpu.aarch32.pc - HVC_BYTES - VECTOR_BASE;
  }

  protected saveState(view: DataView, records: Uint8Array, at: number): void {
    const { bytes } = this;
    const { aarch32 } = this.vcpu;
    const vector = this.vector;
    const { bank } = aarch32;
    const mode = bank === "usr" ? "abt" : bank;
    const cpsr = aarch32.spsr(mode);
    const thumb = (cpsr & CPSR_T) !== 0;
    const distance = RETURN_DISTANCE[vector] - (thumb && vector === Vector.undefined ? 2 : 0);
    records.set(bytes.subarray(V + core.SLOT_X, V + core.SLOT_X + 8 * 13), at);
    view.setUint32(at + 8 * 13, aarch32.banked("usr", 13), true);
    view.setUint32(at + 8 * LR, aarch32.banked("usr", LR), true);
    view.setUint32(at + layout.RECORD_PC, aarch32.banked(mode, LR) - distance + (thumb ? 1 : 0), true);
    view.setUint32(at + layout.RECORD_NZCV, cpsr & CPSR_KEPT, true);
    records.set(bytes.subarray(V + core.SLOT_V, V + core.SLOT_V + 0x100), at + layout.RECORD_V);
    const [flags, status, control] = [FPSCR_NZCV, FPSR, FPCR].map((field) => this.view.getUint32(V + field, true));
    view.setUint32(at + layout.RECORD_FPSR, flags | status | control, true);
    view.setUint32(at + layout.RECORD_TPIDR, this.view.getUint32(V + TPIDR_EL0, true), true);
  }

  /** Identity mapping by pages: the vectors, the code, the window, the page for new code; nothing else. */
  private writeTables(): void {
    const table = this.host(layout.RAM_ADDRESS + TABLE);
    for (let megabyte = 0; megabyte < layout.RAM_SIZE >>> 20; megabyte++) {
      const second = layout.RAM_ADDRESS + SECOND_TABLES + megabyte * SECOND_TABLE_SIZE;
      const slot = table + 4 * ((layout.RAM_ADDRESS >>> 20) + megabyte);
      this.view.setUint32(slot, second | TABLE_DESCRIPTOR, true);
    }
    const map = (address: number, size: number, rights: number) => {
      for (let page = address; page < address + size; page += core.PAGE_SIZE) {
        const index = (page - layout.RAM_ADDRESS) >>> 12;
        const slot = this.host(layout.RAM_ADDRESS + SECOND_TABLES) + 4 * index;
        this.view.setUint32(slot, page | Page.small | rights, true);
      }
    };
    map(VECTOR_BASE, core.PAGE_SIZE, Page.privileged);
    map(layout.CODE_ADDRESS, layout.CODE_SIZE, Page.userReads);
    map(layout.WINDOW_ADDRESS, layout.WINDOW_SIZE, Page.user | Page.xn);
    map(layout.READ_ONLY_ADDRESS, core.PAGE_SIZE, Page.userReads | Page.xn);
    map(layout.PATCH_ADDRESS, core.PAGE_SIZE, Page.user);
    for (let vector = 0; vector < VECTOR_BYTES; vector += 4) {
      this.view.setUint32(this.host(VECTOR_BASE) + vector, HVC, true);
    }
  }

  private writeSystemRegisters(): void {
    const set = (register: number, value: bigint) => this.vcpu.setSystemRegister(register, value);
    set(TTBR0_EL1, BigInt(layout.RAM_ADDRESS + TABLE));
    // Domain 0 is a client: rights are checked.
    set(DACR, 1n);
    set(VBAR_EL1, BigInt(VECTOR_BASE));
    set(CPACR_EL1, 0xfn << 20n);
    set(FPEXC, FPEXC_EN);
    this.vcpu.setSystemRegister(SCTLR_EL1, this.vcpu.u64(SCTLR_EL1) | BigInt(Sctlr.M | Sctlr.C | Sctlr.I));
  }
}
