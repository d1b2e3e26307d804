/** IA32 programs with what protection needs: segments of levels 0 and 3, task-state segments, gates. */
import {
  CPL,
  CR0,
  EFLAGS_SYSTEM,
  GDTR_LIMIT,
  IDTR_BASE,
  IDTR_LIMIT,
  Reg,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  SEGMENTS,
  Segment,
} from "../ia32/state.ts";
import { CODE, Ia32Program, STACK } from "./ia32.ts";

/** Selectors. The first two are those of Ia32Program. */
export const KERNEL_CODE = 0x08;
export const KERNEL_DATA = 0x10;
export const USER_CODE = 0x1b;
export const USER_DATA = 0x23;
export const TASK = 0x28;
export const OTHER_TASK = 0x30;
/** For each test to fill. */
export const SPARE = 0x38;
export const SPARE_2 = 0x40;

const GDT = CODE + 0x3_0000;
const IDT = GDT + 0x1000;
const ENTRIES = 16;
const LOW_PAGES = 0x100;
const RAM_BACKING = 1;
export const TASK_STATE = CODE + 0x4_0000;
export const OTHER_STATE = CODE + 0x4_1000;
/** Top of level 0's stack in the task-state segment, and of another task's. */
export const INNER_STACK = CODE + 0x4_8000;
export const OTHER_STACK = CODE + 0x4_c000;
const TASK_LIMIT = 0x2067;
const FLAT = 0xc;
export const HANDLER = CODE + 0x5000;

/** Access bytes of descriptors, and types of gates. */
export const Access = {
  Code0: 0x9a,
  Data0: 0x92,
  Code3: 0xfa,
  Data3: 0xf2,
  Conforming0: 0x9e,
  Task32: 0x89,
  Task16: 0x81,
  CallGate32: 0x8c,
  CallGate16: 0x84,
  TaskGate: 0x85,
  Interrupt32: 0x8e,
  Trap32: 0x8f,
  Interrupt16: 0x86,
} as const;
/** DPL 3 of an access byte. */
export const DPL3 = 0x60;

export class Ia32System extends Ia32Program {
  constructor() {
    super();
    // The same RAM from address 0 on, where real and virtual-8086 mode can reach it.
    this.core.exports.stage2Map(0n, LOW_PAGES, RAM_BACKING, this.core.ram);
    this.core.setU32(GDTR_LIMIT, 8 * ENTRIES - 1);
    this.setDescriptor(USER_CODE, 0, 0xfffff, Access.Code3);
    this.setDescriptor(USER_DATA, 0, 0xfffff, Access.Data3);
    this.setDescriptor(TASK, TASK_STATE, TASK_LIMIT, Access.Task32 | 2, 0);
    this.setDescriptor(OTHER_TASK, OTHER_STATE, TASK_LIMIT, Access.Task32, 0);
    this.write32(TASK_STATE + 4, INNER_STACK);
    this.write32(TASK_STATE + 8, KERNEL_DATA);
    this.write32(TASK_STATE + 0x64, 0x68 << 16);
    this.setSegment(Segment.Tr, TASK_STATE, TASK_LIMIT, 0x8b);
    this.setSelector(Segment.Tr, TASK);
    this.core.setU32(SEGMENTS + Segment.Ldtr * SEGMENT_SIZE + SEGMENT_RIGHTS, 0x10000);
  }

  /** A segment descriptor; `limit` in the units that `flags` (G, D/B) says. */
  setDescriptor(selector: number, base: number, limit: number, access: number, flags = FLAT): void {
    const at = GDT + (selector & ~7);
    this.write32(at, (limit & 0xffff) | (base << 16));
    this.write32(
      at + 4,
      ((base >>> 16) & 0xff) | (access << 8) | (limit & 0xf0000) | (flags << 20) | (base & 0xff000000),
    );
  }

  /** A gate in the GDT. */
  setGate(selector: number, target: number, offset: number, access: number, parameters = 0): void {
    this.writeGate(GDT + (selector & ~7), target, offset, access, parameters);
  }

  /** A gate in the IDT. */
  setVector(vector: number, target: number, offset: number, access: number): void {
    this.writeGate(IDT + 8 * vector, target, offset, access, 0);
  }

  private writeGate(at: number, target: number, offset: number, access: number, parameters: number): void {
    this.write32(at, (offset & 0xffff) | (target << 16));
    this.write32(at + 4, (offset & 0xffff0000) | (access << 8) | parameters);
  }

  /** The descriptor's upper half. */
  descriptorHigh(selector: number): number {
    return this.read(GDT + (selector & ~7) + 4);
  }

  setSelector(segment: Segment, selector: number): void {
    this.core.setU32(SEGMENTS + segment * SEGMENT_SIZE, selector);
  }
  selector(segment: Segment): number {
    return this.core.u32(SEGMENTS + segment * SEGMENT_SIZE);
  }
  rights(segment: Segment): number {
    return this.core.u32(SEGMENTS + segment * SEGMENT_SIZE + SEGMENT_RIGHTS);
  }
  limit(segment: Segment): number {
    return this.core.u32(SEGMENTS + segment * SEGMENT_SIZE + SEGMENT_LIMIT);
  }
  base(segment: Segment): number {
    return Number(this.core.u64(Reg.base(segment)));
  }
  get cpl(): number {
    return this.core.u32(CPL);
  }

  /** Level 3, with flat segments. */
  useUser(): void {
    for (const segment of [Segment.Es, Segment.Ss, Segment.Ds, Segment.Fs, Segment.Gs]) {
      this.setSegment(segment, 0, 0xffffffff, 0xc0f3);
      this.setSelector(segment, USER_DATA);
    }
    this.setSegment(Segment.Cs, 0, 0xffffffff, 0xc0fb);
    this.setSelector(Segment.Cs, USER_CODE);
    this.core.setU32(CPL, 3);
  }

  /** Virtual-8086 mode: all segments at `base`. */
  useVirtual(base: number, iopl = 0): void {
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      this.setSegment(segment, base, 0xffff, 0xf3);
      this.setSelector(segment, (base >>> 4) & 0xffff);
    }
    this.core.setU32(CPL, 3);
    this.core.setU64(EFLAGS_SYSTEM, BigInt(0x20002 | (iopl << 12)));
  }

  /** Real mode: all segments at `base`. */
  useReal(base: number): void {
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      this.setSegment(segment, base, 0xffff, segment === Segment.Cs ? 0x9b : 0x93);
      this.setSelector(segment, (base >>> 4) & 0xffff);
    }
    this.core.setU64(CR0, 0x10n);
  }

  /** The table of far pointers that real mode takes interrupts by. */
  setRealTable(address: number): void {
    this.core.setU32(IDTR_BASE, address);
    this.core.setU32(IDTR_LIMIT, 0x3ff);
  }

  /** Where the program is, relative to CS. */
  get eip(): number {
    return this.pc - this.base(Segment.Cs);
  }
  /** The 32-bit words on top of the stack. */
  stack(count: number): number[] {
    return Array.from({ length: count }, (_, n) => this.read(this.get("esp") + 4 * n));
  }
  /** Stops where control may come to. */
  stopAt(address: number): void {
    this.write(address, [0xeb, 0xfe]);
  }
}

export { CODE, STACK };
