/** The registers of an AArch32 vCPU. Between runs only. Names are those of DDI 0487, G1.8 and G1.9. */
import {
  BANK_R13,
  BANK_R14,
  BANK_SIZE,
  BANK_SPSR,
  BANKS,
  Bank,
  CPSR_IT,
  CPSR_MODE,
  Mode,
  R8_OTHER,
} from "../../core-as/aarch32/state.ts";
import { SLOT_PC, SLOT_X } from "../../core-as/layout.ts";
import type { CoreExports } from "./module.ts";

export { Mode };

/** A mode with registers of its own; System mode has User mode's. */
export type BankedMode = "usr" | "fiq" | "irq" | "svc" | "abt" | "und";

const BANK: Readonly<Record<BankedMode, Bank>> = {
  usr: Bank.Usr,
  fiq: Bank.Fiq,
  irq: Bank.Irq,
  svc: Bank.Svc,
  abt: Bank.Abt,
  und: Bank.Und,
};
const BANK_OF_MODE: Readonly<Record<number, BankedMode | undefined>> = {
  [Mode.Usr]: "usr",
  [Mode.Sys]: "usr",
  [Mode.Fiq]: "fiq",
  [Mode.Irq]: "irq",
  [Mode.Svc]: "svc",
  [Mode.Abt]: "abt",
  [Mode.Und]: "und",
};
const SP = 13;
const LR = 14;
/** Registers that FIQ mode alone has copies of. */
const FIRST_FIQ = 8;
const THUMB = 1;

export class Aarch32Registers {
  /** @param base linear-memory address of the vCPU's structure */
  constructor(
    private readonly base: number,
    private readonly core: CoreExports,
    private readonly view: DataView,
  ) {}

  /** R0 to R14 of the current mode. */
  general(n: number): number {
    return this.u32(SLOT_X + 8 * n);
  }
  setGeneral(n: number, value: number): void {
    this.setU64(SLOT_X + 8 * n, value);
  }

  /** Address of the next instruction. CPSR.T says what it is encoded in. */
  get pc(): number {
    return (this.u32(SLOT_PC) & ~THUMB) >>> 0;
  }
  /** Keeps CPSR.T. */
  set pc(value: number) {
    this.setU64(SLOT_PC, ((value & ~THUMB) | (this.thumb ? THUMB : 0)) >>> 0);
  }

  /** CPSR.T. */
  get thumb(): boolean {
    return (this.u32(SLOT_PC) & THUMB) !== 0;
  }

  get cpsr(): number {
    return this.core.cpsr(this.base) >>> 0;
  }
  /** @returns false, and changes nothing, for modes that the processor does not have */
  setCpsr(value: number): boolean {
    return this.core.setCpsr(this.base, value) !== 0;
  }

  /** CPSR.M. */
  get mode(): Mode {
    return this.u32(CPSR_MODE);
  }

  /** Whose R13, R14 and SPSR the current mode uses. */
  get bank(): BankedMode {
    return BANK_OF_MODE[this.mode] ?? "usr";
  }

  /** R8 to R14 of a mode, wherever the core keeps it at present. */
  banked(mode: BankedMode, n: number): number {
    return this.u32(this.placeOf(mode, n));
  }
  setBanked(mode: BankedMode, n: number, value: number): void {
    this.setU64(this.placeOf(mode, n), value);
  }

  /** SPSR of a mode; User mode has none. */
  spsr(mode: Exclude<BankedMode, "usr">): number {
    return this.u32(BANKS + BANK[mode] * BANK_SIZE + BANK_SPSR);
  }
  setSpsr(mode: Exclude<BankedMode, "usr">, value: number): void {
    this.setU64(BANKS + BANK[mode] * BANK_SIZE + BANK_SPSR, value);
  }

  /** Goes on behind the instruction at PC, which has `bytes` bytes: within an IT block, ITSTATE goes on too. G1.9.4 */
  skipInstruction(bytes: number): void {
    this.pc += bytes;
    const state = this.u32(CPSR_IT);
    this.setU64(CPSR_IT, (state & 7) === 0 ? 0 : (state & 0xe0) | ((state << 1) & 0x1f));
  }

  private placeOf(mode: BankedMode, n: number): number {
    const current = SLOT_X + 8 * n;
    if (n < SP) return (mode === "fiq") === (this.bank === "fiq") ? current : R8_OTHER + 8 * (n - FIRST_FIQ);
    return mode === this.bank ? current : BANKS + BANK[mode] * BANK_SIZE + (n === LR ? BANK_R14 : BANK_R13);
  }

  private u32(offset: number): number {
    return this.view.getUint32(this.base + offset, true);
  }
  private setU64(offset: number, value: number): void {
    this.view.setBigUint64(this.base + offset, BigInt(value >>> 0), true);
  }
}
