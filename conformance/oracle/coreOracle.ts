/** A64's back end that is this project's core: the release build, at EL0 with the MMU on. */
import {
  CPACR_EL1,
  ELR_EL1,
  ESR_EL1,
  FPCR,
  FPSR,
  MAIR_EL1,
  SCTLR_EL1,
  Sctlr,
  SP_EL0,
  SPSR_EL1,
  TCR_EL1,
  TPIDR_EL0,
  TTBR0_EL1,
  VBAR_EL1,
} from "../../core-as/aarch64/state.ts";
import { Architecture } from "../../core-as/abi.ts";
import * as core from "../../core-as/layout.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import type { Batch } from "./batch.ts";
import { CoreMachine, LONGEST, V } from "./coreMachine.ts";
import * as layout from "./layout.ts";

const EL1H = 5;
/** Page tables and vectors, offsets in guest RAM. */
const TABLES = 0;
const VECTORS = 0x8000;
const HVC = 0xd400_0002;

/** Exception classes of ESR_EL1. */
const Ec = { pcAlignment: 0x22, instructionAbort: 0x20, dataAbort: 0x24, spAlignment: 0x26, brk: 0x3c } as const;
const ALIGNMENT_FAULT = 0x21;

/** Stage-1 descriptor bits. DDI 0487 D5.3. */
const Page = { table: 3, page: 3, normal: 0x700, user: 1 << 6, readOnly: 1 << 7, pxn: 1n << 53n, uxn: 1n << 54n };

export class CoreOracle extends CoreMachine {
  /** @param longest instructions after which a test counts as endless */
  constructor(tier: ExecutionTier = TEST_TIER, longest = LONGEST) {
    super(tier, longest, Architecture.AArch64);
    this.writeTables();
    this.writeSystemRegisters();
  }

  protected loadState(batch: Batch, index: number): void {
    const at = batch.inputOffset(index);
    const { bytes, view } = this;
    bytes.set(batch.bytes.subarray(at, at + layout.RECORD_SP), V + core.SLOT_X);
    bytes.set(batch.bytes.subarray(at + layout.RECORD_SP, at + layout.RECORD_SP + 8), V + SP_EL0);
    bytes.set(batch.bytes.subarray(at + layout.RECORD_V, at + layout.RECORD_PC), V + core.SLOT_V);
    bytes.set(batch.bytes.subarray(at + layout.RECORD_PC, at + layout.RECORD_PC + 8), V + core.SLOT_PC);
    view.setUint32(V + FPCR, batch.view.getUint32(at + layout.RECORD_FPCR, true), true);
    view.setUint32(V + FPSR, batch.view.getUint32(at + layout.RECORD_FPSR, true), true);
    bytes.set(batch.bytes.subarray(at + layout.RECORD_TPIDR, at + layout.RECORD_TPIDR + 8), V + TPIDR_EL0);
    view.setUint32(V + core.VCPU_MONITOR_SIZE, 0, true);
    view.setUint32(V + core.REPLAY_OPEN, 0, true);
    // PSTATE of EL0t, no interrupt masked; makes SP_EL0 the current SP.
    this.vcpu.setPstate(batch.view.getUint32(at + layout.RECORD_NZCV, true));
  }

  /** SP, PC and flags. */
  protected interrupt(): void {
    this.bytes.copyWithin(V + SP_EL0, V + core.SLOT_SP, V + core.SLOT_SP + 8);
    this.bytes.copyWithin(V + ELR_EL1, V + core.SLOT_PC, V + core.SLOT_PC + 8);
    this.view.setUint32(V + SPSR_EL1, this.vcpu.pstate, true);
    this.vcpu.setPstate(EL1H);
  }

  protected exceptionSignal(): number {
    const esr = this.view.getUint32(V + ESR_EL1, true);
    switch (esr >>> 26) {
      case Ec.brk:
        return layout.Signal.breakpoint;
      case Ec.instructionAbort:
      case Ec.dataAbort:
        return (esr & 0x3f) === ALIGNMENT_FAULT ? layout.Signal.alignment : layout.Signal.abort;
      case Ec.pcAlignment:
      case Ec.spAlignment:
        return layout.Signal.alignment;
      default:
        return layout.Signal.undefined;
    }
  }

  protected saveState(view: DataView, records: Uint8Array, at: number): void {
    const { bytes } = this;
    records.set(bytes.subarray(V + core.SLOT_X, V + core.SLOT_X + 0x0f8), at);
    records.set(bytes.subarray(V + SP_EL0, V + SP_EL0 + 8), at + layout.RECORD_SP);
    records.set(bytes.subarray(V + core.SLOT_V, V + core.SLOT_V + 0x200), at + layout.RECORD_V);
    records.set(bytes.subarray(V + ELR_EL1, V + ELR_EL1 + 8), at + layout.RECORD_PC);
    view.setUint32(at + layout.RECORD_NZCV, this.view.getUint32(V + SPSR_EL1, true) & 0xf000_0000, true);
    view.setUint32(at + layout.RECORD_FPSR, this.view.getUint32(V + FPSR, true), true);
    view.setUint32(at + layout.RECORD_FPCR, this.view.getUint32(V + FPCR, true), true);
    records.set(bytes.subarray(V + TPIDR_EL0, V + TPIDR_EL0 + 8), at + layout.RECORD_TPIDR);
  }

  /** Identity mapping by 4 KiB pages: EL1's own page, the code, the window, the page for new code; nothing else. */
  private writeTables(): void {
    const [l0, l1, l2, l3] = [0, 1, 2, 3].map((n) => layout.RAM_ADDRESS + TABLES + n * core.PAGE_SIZE);
    const next = (table: number, index: number, target: number) => {
      this.view.setBigUint64(this.host(table) + 8 * index, BigInt(target | Page.table), true);
    };
    next(l0, 0, l1);
    next(l1, layout.RAM_ADDRESS >>> 30, l2);
    next(l2, 0, l3);
    next(l2, 1, l3 + core.PAGE_SIZE);
    const map = (address: number, size: number, low: number, high: bigint) => {
      for (let page = address; page < address + size; page += core.PAGE_SIZE) {
        const slot = this.host(l3) + 8 * ((page - layout.RAM_ADDRESS) >>> 12);
        this.view.setBigUint64(slot, BigInt(page | Page.page | Page.normal | low) | high, true);
      }
    };
    map(layout.RAM_ADDRESS + VECTORS, core.PAGE_SIZE, 0, Page.uxn);
    map(layout.CODE_ADDRESS, layout.CODE_SIZE, Page.user | Page.readOnly, Page.pxn);
    map(layout.WINDOW_ADDRESS, layout.WINDOW_SIZE, Page.user, Page.pxn | Page.uxn);
    map(layout.READ_ONLY_ADDRESS, core.PAGE_SIZE, Page.user | Page.readOnly, Page.pxn | Page.uxn);
    map(layout.PATCH_ADDRESS, core.PAGE_SIZE, Page.user, Page.pxn);
    for (let vector = 0; vector < 0x800; vector += 0x80) {
      this.view.setUint32(this.host(layout.RAM_ADDRESS) + VECTORS + vector, HVC, true);
    }
  }

  /** As Linux has them for EL0, but for SCTLR_EL1.SA0: QEMU's user mode does not check SP's alignment. */
  private writeSystemRegisters(): void {
    const set = (register: number, value: bigint) => this.vcpu.setSystemRegister(register, value);
    const enable = Sctlr.M | Sctlr.C | Sctlr.I | Sctlr.DZE | Sctlr.UCT | Sctlr.UCI | Sctlr.nTWI | Sctlr.nTWE;
    set(MAIR_EL1, 0xffn);
    // T0SZ 16, walks cacheable and shareable, EPD1, 40-bit addresses, TBI0.
    set(TCR_EL1, 16n | (1n << 8n) | (1n << 10n) | (3n << 12n) | (1n << 23n) | (2n << 32n) | (1n << 37n));
    set(TTBR0_EL1, BigInt(layout.RAM_ADDRESS + TABLES));
    set(VBAR_EL1, BigInt(layout.RAM_ADDRESS + VECTORS));
    set(CPACR_EL1, 3n << 20n);
    this.vcpu.setSystemRegister(SCTLR_EL1, this.vcpu.u64(SCTLR_EL1) | BigInt(enable));
  }
}
