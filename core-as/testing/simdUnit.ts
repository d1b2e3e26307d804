/** IA32 programs with MMX and SSE registers. */
import { CR4, Cr4, Vector } from "../ia32/state.ts";
import { SLOT_V, VCPU_SYSTEM } from "../layout.ts";
import { Ia32Program } from "./ia32.ts";
import type { SimdRecord } from "./simdHardware.ts";

/** Where fp/x87/state.ts has the registers, 16 bytes each, TOP, and the bits of those that are not empty. */
const X87_REGISTERS = VCPU_SYSTEM + 0x400;
const X87_TOP = VCPU_SYSTEM + 0x208;
const X87_TAGS = VCPU_SYSTEM + 0x20c;

const hex = (value: bigint | number, digits = 1) => value.toString(16).padStart(digits, "0");

export class SimdProgram extends Ia32Program {
  constructor() {
    super();
    this.core.setU64(CR4, BigInt(Cr4.OSFXSR | Cr4.OSXMMEXCPT));
  }
  xmm(n: number): bigint {
    return this.core.u64(SLOT_V + 16 * n) | (this.core.u64(SLOT_V + 16 * n + 8) << 64n);
  }
  setXmm(n: number, value: bigint): void {
    this.core.setU64(SLOT_V + 16 * n, value);
    this.core.setU64(SLOT_V + 16 * n + 8, value >> 64n);
  }
  mm(n: number): bigint {
    return this.core.u64(X87_REGISTERS + 16 * n);
  }
  setMm(n: number, value: bigint): void {
    this.core.setU64(X87_REGISTERS + 16 * n, value);
  }
  /** Sign and exponent of the x87 register that MMn is. */
  exponent(n: number): number {
    return Number(this.core.u64(X87_REGISTERS + 16 * n + 8) & 0xffffn);
  }
  get top(): number {
    return this.core.u32(X87_TOP);
  }
  setTop(top: number, tags: number): void {
    this.core.setU32(X87_TOP, top);
    this.core.setU32(X87_TAGS, tags);
  }
  get tags(): number {
    return this.core.u32(X87_TAGS);
  }
  get mxcsr(): number {
    return this.core.exports.mxcsr(this.core.vcpu());
  }
  set mxcsr(value: number) {
    this.core.exports.setMxcsr(this.core.vcpu(), value);
  }

  /** What a record's instruction makes of its operands, as the record has it. */
  result(record: SimdRecord): string {
    this.mxcsr = record.mxcsr;
    for (const n of [0, 1]) {
      this.setXmm(n, record.xmm[n]);
      this.setMm(n, record.xmm[n]);
    }
    this.eflags = 2;
    this.run(record.code, { eax: record.eax }, 10);
    if (this.fault?.vector === Vector.XM) return `#XM ${hex(this.mxcsr)}`;
    const registers = `${hex(this.xmm(0), 32)} ${hex(this.mm(0), 16)} ${hex(this.get("eax"))}`;
    return `${registers} ${hex(this.flags)} ${hex(this.mxcsr)}`;
  }
}
