/** Short IA32 programs for instruction tests: 32-bit protected mode at level 0, flat segments, no paging. */
import { ExitReason } from "../abi.ts";
import {
  CR0,
  Cr0,
  EFLAGS_SYSTEM,
  GDTR_BASE,
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
import { EXIT_SYNDROME } from "../layout.ts";
import { RAM_START, TestCore } from "./core.ts";

const IA32 = 1;
const CODE_32 = 0xc09b;
const DATA_32 = 0xc093;
const BIG = 1 << 14;
/** JMP to itself: where every program ends, and stays until the budget is used up. */
const STOP = [0xeb, 0xfe];
const ARITHMETIC = 0x8d5;
const TABLES = Number(RAM_START) + 0x3_0000;
const IDT = TABLES + 0x1000;
/** A JMP to itself for each vector, so that PC tells which exception was delivered. */
const HANDLERS = TABLES + 0x2000;
const HANDLER_SIZE = 4;
const VECTORS = 32;
const CODE_SELECTOR = 0x08;
const DATA_SELECTOR = 0x10;
const WITH_ERROR_CODE = [8, 10, 11, 12, 13, 14, 17];

/** An exception that a program ended with: where, as EIP, and with which error code. */
export interface Fault {
  readonly vector: number;
  readonly eip: number;
  readonly errorCode?: number;
}

/** Where programs are, where tests keep data, and the top of the stack; as numbers. */
export const CODE = Number(RAM_START);
export const DATA = CODE + 0x1_0000;
export const STACK = CODE + 0x2_0000;

const NAMES = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"] as const;
export type RegisterName = (typeof NAMES)[number];

export class Ia32Program {
  readonly core = new TestCore(1 << 20, 1, IA32);
  private end = 0;
  private reason = ExitReason.None;

  constructor() {
    this.core.setU64(CR0, BigInt(Cr0.PE | Cr0.ET));
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      this.setSegment(segment, 0, 0xffffffff, segment === Segment.Cs ? CODE_32 : DATA_32);
    }
    this.set("esp", STACK);
    this.installTables();
  }

  /** A GDT with flat segments, and an IDT whose gates lead to HANDLERS. */
  private installTables(): void {
    const descriptor = (rights: number) => [0xff, 0xff, 0, 0, 0, rights & 0xff, ((rights >> 8) & 0xf0) | 0xf, 0];
    this.write(TABLES, [0, 0, 0, 0, 0, 0, 0, 0, ...descriptor(CODE_32), ...descriptor(DATA_32)]);
    for (let vector = 0; vector < VECTORS; vector++) {
      const handler = HANDLERS + vector * HANDLER_SIZE;
      this.write(handler, STOP);
      this.write(IDT + 8 * vector, [handler & 0xff, (handler >> 8) & 0xff, CODE_SELECTOR, 0, 0, 0x8e]);
      this.write(IDT + 8 * vector + 6, [(handler >> 16) & 0xff, handler >>> 24]);
    }
    this.core.setU32(GDTR_BASE, TABLES);
    this.core.setU32(GDTR_LIMIT, 23);
    this.core.setU32(IDTR_BASE, IDT);
    this.core.setU32(IDTR_LIMIT, 8 * VECTORS - 1);
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      this.core.setU32(SEGMENTS + segment * SEGMENT_SIZE, segment === Segment.Cs ? CODE_SELECTOR : DATA_SELECTOR);
    }
  }

  /** Sets the hidden part of a segment register. */
  setSegment(segment: Segment, base: number, limit: number, rights: number): void {
    const entry = SEGMENTS + segment * SEGMENT_SIZE;
    this.core.setU32(entry + SEGMENT_RIGHTS, rights);
    this.core.setU32(entry + SEGMENT_LIMIT, limit);
    this.core.setU64(Reg.base(segment), BigInt(base));
  }

  /** Makes code and stack those of a 16-bit segment at `base`. */
  use16(base: number): void {
    this.setSegment(Segment.Cs, base, 0xffff, CODE_32 & ~BIG & ~0x8000);
    this.setSegment(Segment.Ss, base, 0xffff, DATA_32 & ~BIG & ~0x8000);
  }

  /** Runs `bytes` to their end, at most `budget` instructions. @returns the exit reason: Budget when all went well */
  run(bytes: readonly number[], registers: Partial<Record<RegisterName, number>> = {}, budget = 1000): ExitReason {
    return this.runAt(CODE, bytes, registers, budget);
  }

  /** As `run`, from linear address `address` on. */
  runAt(
    address: number,
    bytes: readonly number[],
    registers: Partial<Record<RegisterName, number>> = {},
    budget = 1000,
  ): ExitReason {
    for (const [name, value] of Object.entries(registers)) this.set(name as RegisterName, value);
    this.write(address, [...bytes, ...STOP]);
    this.end = address + bytes.length;
    this.reason = this.core.run(BigInt(budget), BigInt(address));
    return this.reason;
  }

  /** Whether the program came to its end. */
  get finished(): boolean {
    return this.pc === this.end;
  }
  /** Linear address of the next instruction. */
  get pc(): number {
    return Number(this.core.pc);
  }
  /** The exception that stopped the program, if one did. */
  get fault(): Fault | undefined {
    if (this.reason === ExitReason.Shutdown) {
      return { vector: this.core.u32(EXIT_SYNDROME), eip: this.pc - Number(this.core.u64(Reg.base(Segment.Cs))) };
    }
    const vector = (this.pc - HANDLERS) / HANDLER_SIZE;
    if (vector < 0 || vector >= VECTORS) return undefined;
    const frame = this.get("esp");
    if (!WITH_ERROR_CODE.includes(vector)) return { vector, eip: this.read(frame) };
    return { vector, eip: this.read(frame + 4), errorCode: this.read(frame) };
  }
  get(name: RegisterName): number {
    return Number(this.core.x(NAMES.indexOf(name)));
  }
  set(name: RegisterName, value: number): void {
    this.core.setX(NAMES.indexOf(name), BigInt(value >>> 0));
  }
  /** The six arithmetic flags, at their places in EFLAGS. */
  get flags(): number {
    return this.core.exports.eflags(this.core.vcpu()) & ARITHMETIC;
  }
  /** EFLAGS. */
  get eflags(): number {
    return this.core.exports.eflags(this.core.vcpu());
  }
  set eflags(value: number) {
    this.core.exports.setEflags(this.core.vcpu(), value);
  }
  get systemFlags(): number {
    return this.core.u32(EFLAGS_SYSTEM);
  }
  /** The u32 at linear address `address`. */
  read(address: number): number {
    return this.core.view.getUint32(this.core.ram + address - CODE, true);
  }
  write(address: number, bytes: readonly number[]): void {
    const at = this.core.ram + address - CODE;
    this.core.bytes.set(bytes, at);
    this.core.exports.invalidateCode(at, bytes.length);
  }
  write32(address: number, value: number): void {
    this.write(address, [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24]);
  }
}
