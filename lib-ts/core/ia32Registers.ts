/** The registers of an IA32 vCPU. Between runs only. */
import {
  CPL,
  CR0,
  CR2,
  CR3,
  CR4,
  DR0,
  DR6,
  DR7,
  GDTR_BASE,
  GDTR_LIMIT,
  Gpr,
  IDTR_BASE,
  IDTR_LIMIT,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  SEGMENTS,
  Segment,
} from "../../core-as/ia32/state.ts";
import { SLOT_PC, SLOT_X } from "../../core-as/layout.ts";
import type { CoreExports } from "./module.ts";

export { Gpr, Segment };

/** A segment register with its hidden part. */
export interface SegmentRegister {
  readonly selector: number;
  readonly base: number;
  /** The last offset, in bytes. */
  readonly limit: number;
  /** As a VMCS has them: SDM volume 3, 25.4.1. */
  readonly rights: number;
}

/** GDTR or IDTR. */
export interface DescriptorTable {
  readonly base: number;
  readonly limit: number;
}

/** The slot after the general registers at which the segments' bases begin. */
const FIRST_BASE = 16;
const CONTROL: Readonly<Record<0 | 2 | 3 | 4, number>> = { 0: CR0, 2: CR2, 3: CR3, 4: CR4 };
const WORD = 0xffff_ffff;

export class Ia32Registers {
  /** @param base linear-memory address of the vCPU's structure */
  constructor(
    private readonly base: number,
    private readonly core: CoreExports,
    private readonly view: DataView,
  ) {}

  /** A general register, 32 bits. */
  general(register: Gpr): number {
    return this.u32(SLOT_X + 8 * register);
  }
  setGeneral(register: Gpr, value: number): void {
    this.setU64(SLOT_X + 8 * register, value);
  }

  /** The next instruction's offset in CS. */
  get eip(): number {
    return (this.u32(SLOT_PC) - this.segmentBase(Segment.Cs)) >>> 0;
  }
  set eip(value: number) {
    this.setU64(SLOT_PC, value + this.segmentBase(Segment.Cs));
  }

  get eflags(): number {
    return this.core.eflags(this.base) >>> 0;
  }
  /** Reserved bits keep the values that they have. */
  set eflags(value: number) {
    this.core.setEflags(this.base, value);
  }

  get mxcsr(): number {
    return this.core.mxcsr(this.base) >>> 0;
  }
  /** Bits that the processor does not have are dropped. */
  set mxcsr(value: number) {
    this.core.setMxcsr(this.base, value);
  }

  segment(segment: Segment): SegmentRegister {
    const entry = SEGMENTS + segment * SEGMENT_SIZE;
    return {
      selector: this.u32(entry),
      base: this.segmentBase(segment),
      limit: this.u32(entry + SEGMENT_LIMIT),
      rights: this.u32(entry + SEGMENT_RIGHTS),
    };
  }

  /** Replaces the parts that are given; without a check, as a VM entry would. EIP stays what it is when CS moves. */
  setSegment(segment: Segment, parts: Partial<SegmentRegister>): void {
    const { eip } = this;
    const { selector, base, limit, rights } = { ...this.segment(segment), ...parts };
    const entry = SEGMENTS + segment * SEGMENT_SIZE;
    this.setU32(entry, selector);
    this.setU32(entry + SEGMENT_RIGHTS, rights);
    this.setU32(entry + SEGMENT_LIMIT, limit);
    this.setU64(SLOT_X + 8 * (FIRST_BASE + segment), base);
    if (segment === Segment.Cs) this.eip = eip;
    this.changed();
  }

  /** CR0, CR2, CR3 or CR4. */
  control(register: 0 | 2 | 3 | 4): number {
    return this.u32(CONTROL[register]);
  }
  /** Without a check of reserved bits. */
  setControl(register: 0 | 2 | 3 | 4, value: number): void {
    this.setU64(CONTROL[register], value);
    this.changed();
  }

  /** DR0 to DR3, DR6 or DR7. */
  debug(register: 0 | 1 | 2 | 3 | 6 | 7): number {
    return this.u32(debugOffset(register));
  }
  setDebug(register: 0 | 1 | 2 | 3 | 6 | 7, value: number): void {
    this.setU64(debugOffset(register), value);
    this.changed();
  }

  get gdtr(): DescriptorTable {
    return { base: this.u32(GDTR_BASE), limit: this.u32(GDTR_LIMIT) };
  }
  set gdtr({ base, limit }: DescriptorTable) {
    this.setU32(GDTR_BASE, base);
    this.setU32(GDTR_LIMIT, limit);
  }

  get idtr(): DescriptorTable {
    return { base: this.u32(IDTR_BASE), limit: this.u32(IDTR_LIMIT) };
  }
  set idtr({ base, limit }: DescriptorTable) {
    this.setU32(IDTR_BASE, base);
    this.setU32(IDTR_LIMIT, limit);
  }

  /** Current privilege level, 0 to 3; normally the RPL of SS and CS. */
  get cpl(): number {
    return this.u32(CPL);
  }
  set cpl(level: number) {
    this.setU32(CPL, level);
    this.changed();
  }

  /** A model-specific register by its offset in ia32/state.ts. */
  modelSpecific(offset: number): bigint {
    return this.view.getBigUint64(this.base + offset, true);
  }
  setModelSpecific(offset: number, value: bigint): void {
    this.view.setBigUint64(this.base + offset, value, true);
    this.changed();
  }

  /** What the core derived from system registers is derived anew. */
  private changed(): void {
    this.core.systemRegistersChanged(this.base);
  }

  private segmentBase(segment: Segment): number {
    return this.u32(SLOT_X + 8 * (FIRST_BASE + segment));
  }

  private u32(offset: number): number {
    return this.view.getUint32(this.base + offset, true);
  }
  private setU32(offset: number, value: number): void {
    this.view.setUint32(this.base + offset, value >>> 0, true);
  }
  private setU64(offset: number, value: number): void {
    this.view.setBigUint64(this.base + offset, BigInt((value & WORD) >>> 0), true);
  }
}

function debugOffset(register: 0 | 1 | 2 | 3 | 6 | 7): number {
  if (register === 6) return DR6;
  return register === 7 ? DR7 : DR0 + 8 * register;
}
