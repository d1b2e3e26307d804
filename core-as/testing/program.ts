/** Short programs for instruction tests: the words run from RAM_START and end with HVC. */
import { CPACR_EL1, ESR_EL1, FAR_EL1, SCTLR_EL1, Sctlr } from "../aarch64/state.ts";
import { SLOT_CC, SLOT_CC_A, SLOT_SP, SLOT_V } from "../layout.ts";
import { RAM_START, TestCore } from "./core.ts";

const HVC = 0xd400_0002;
const FP_ENABLED = 3n << 20n;

/** Where tests keep data: one page of it, after the code. */
export const DATA = RAM_START + 0x1_0000n;

export class TestProgram {
  readonly core = new TestCore();

  constructor() {
    this.core.setU64(CPACR_EL1, FP_ENABLED);
    this.core.setU64(SLOT_SP, DATA + 0x800n);
  }

  /** Runs `words` with `registers` in X0, X1, ...; returns the exit reason. */
  run(words: readonly number[], registers: readonly bigint[] = []): number {
    registers.forEach((value, n) => {
      this.core.setX(n, value);
    });
    this.core.load([...words, HVC]);
    return this.core.run();
  }

  x(n: number): bigint {
    return this.core.x(n);
  }
  get sp(): bigint {
    return this.core.u64(SLOT_SP);
  }
  set sp(value: bigint) {
    this.core.setU64(SLOT_SP, value);
  }
  /** NZCV as four bits. */
  get flags(): number {
    return this.core.exports.pstate(this.core.vcpu()) >>> 28;
  }
  set flags(nzcv: number) {
    this.core.setU32(SLOT_CC, 0);
    this.core.setU64(SLOT_CC_A, BigInt(nzcv) << 28n);
  }
  /** Exception class and syndrome of ESR_EL1, and FAR_EL1. */
  get exception(): { class: number; syndrome: number; address: bigint } {
    const esr = this.core.u32(ESR_EL1);
    return { class: esr >>> 26, syndrome: esr & 0x1ff_ffff, address: this.core.u64(FAR_EL1) };
  }
  /** V register n as low and high halves. */
  v(n: number): readonly [bigint, bigint] {
    return [this.core.u64(SLOT_V + 16 * n), this.core.u64(SLOT_V + 16 * n + 8)];
  }
  setV(n: number, low: bigint, high = 0n): void {
    this.core.setU64(SLOT_V + 16 * n, low);
    this.core.setU64(SLOT_V + 16 * n + 8, high);
  }
  /** The u64 at guest address `address`. */
  read(address: bigint): bigint {
    return this.core.view.getBigUint64(this.core.ram + Number(address - RAM_START), true);
  }
  write(address: bigint, value: bigint): void {
    this.core.view.setBigUint64(this.core.ram + Number(address - RAM_START), BigInt.asUintN(64, value), true);
  }
  disableFp(): void {
    this.core.setU64(CPACR_EL1, 0n);
  }
  /** Turns bits of SCTLR_EL1 on. */
  enable(bits: Sctlr): void {
    this.core.setU64(SCTLR_EL1, this.core.u64(SCTLR_EL1) | BigInt(bits));
  }
}
