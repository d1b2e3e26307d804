/** The x87 FPU for unit tests: states as FSAVE has them, random ones, and instructions by their two bytes. */
import { X87_CONTROL, X87_REGISTER_SIZE, X87_REGISTERS, X87_STATUS, X87_TAGS, X87_TOP } from "../../fp/x87/layout.ts";
import { CODE, DATA, Ia32Program } from "../ia32.ts";

/** Opcode and ModR/M, flags, and an FSAVE image of the 32-bit protected format with a memory operand: see oracle.c. */
export const RECORD_SIZE = 160;
export const FLAGS_AT = 2;
export const IMAGE_AT = 16;
export const STACK_AT = IMAGE_AT + 28;
export const MEMORY_AT = 128;
export const MEMORY_SIZE = 32;
/** The control word after FNINIT. */
export const FNINIT_CONTROL = 0x37f;
const EXCEPTIONS = 0x3f;
const WAITING = 0x8080;
/** CF, PF and ZF. */
export const FLAGS = 0x45;

/** Where a vCPU's x87 state lies: linear memory, and the vCPU's base. */
export class X87State {
  constructor(
    private readonly view: DataView,
    private readonly base: number,
  ) {}

  private u32(offset: number): number {
    return this.view.getUint32(this.base + offset, true);
  }
  private setU32(offset: number, value: number): void {
    this.view.setUint32(this.base + offset, value, true);
  }
  private at(top: number, i: number): number {
    return this.base + X87_REGISTERS + ((top + i) & 7) * X87_REGISTER_SIZE;
  }

  /** Takes the record's state. */
  restore(record: DataView): void {
    const status = record.getUint16(IMAGE_AT + 4, true);
    const top = (status >> 11) & 7;
    this.setU32(X87_CONTROL, record.getUint16(IMAGE_AT, true));
    this.setU32(X87_STATUS, status & 0x477f);
    this.setU32(X87_TOP, top);
    this.setU32(X87_TAGS, fullRegisters(record.getUint16(IMAGE_AT + 8, true)));
    for (let i = 0; i < 8; i++) {
      this.view.setBigUint64(this.at(top, i), record.getBigUint64(STACK_AT + 10 * i, true), true);
      this.view.setUint16(this.at(top, i) + 8, record.getUint16(STACK_AT + 10 * i + 8, true), true);
    }
  }

  /** Puts the state into the record. */
  save(record: DataView): void {
    const control = this.u32(X87_CONTROL);
    const status = this.u32(X87_STATUS);
    const top = this.u32(X87_TOP);
    const waiting = (status & ~control & EXCEPTIONS) === 0 ? 0 : WAITING;
    record.setUint16(IMAGE_AT, control, true);
    record.setUint16(IMAGE_AT + 4, status | (top << 11) | waiting, true);
    record.setUint16(IMAGE_AT + 8, emptyTags(this.u32(X87_TAGS)), true);
    for (let i = 0; i < 8; i++) {
      record.setBigUint64(STACK_AT + 10 * i, this.view.getBigUint64(this.at(top, i), true), true);
      record.setUint16(STACK_AT + 10 * i + 8, this.view.getUint16(this.at(top, i) + 8, true), true);
    }
  }
}

/** A vCPU of a test core that executes records in place of a processor. */
export class X87Unit {
  private readonly program = new Ia32Program();
  private readonly core = this.program.core;
  private readonly state = new X87State(this.core.view, this.core.vcpu());

  /** Executes the record's instruction, its memory operand at [edi]; the answer replaces the record. */
  run(record: DataView): void {
    this.state.restore(record);
    const memory = memoryOf(record);
    this.program.write(DATA, [...memory]);
    this.program.eflags = record.getUint16(FLAGS_AT, true) | 2;
    this.program.runAt(CODE, [record.getUint8(0), record.getUint8(1)], { edi: DATA }, 2);
    if (!this.program.finished) throw new Error(`the instruction ended with ${JSON.stringify(this.program.fault)}`);
    record.setUint16(FLAGS_AT, this.program.flags & FLAGS, true);
    const at = this.core.ram + DATA - CODE;
    memory.set(this.core.bytes.subarray(at, at + MEMORY_SIZE));
    this.state.save(record);
  }
}

/** The record's memory operand, in place. */
export function memoryOf(record: DataView): Uint8Array {
  return new Uint8Array(record.buffer, record.byteOffset + MEMORY_AT, MEMORY_SIZE);
}

/** A bit a register that is not empty, from two-bit tags. */
function fullRegisters(tags: number): number {
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, n) => all | (((tags >> (2 * n)) & 3) === 3 ? 0 : 1 << n), 0);
}

/** Two-bit tags that say no more than empty or not. */
function emptyTags(full: number): number {
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, n) => all | ((full >> n) & 1 ? 0 : 3 << (2 * n)), 0);
}

/** What of a record's answer is compared, as text: tags of full registers are all the same. */
export function describeAnswer(record: DataView, view = record): string {
  const hex = (value: number | bigint, digits: number) => value.toString(16).padStart(digits, "0");
  const tags = view.getUint16(IMAGE_AT + 8, true);
  const empties = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => (((tags >> (2 * n)) & 3) === 3 ? "-" : "x")).join("");
  const registers = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) =>
      `${hex(view.getUint16(STACK_AT + 10 * i + 8, true), 4)}:${hex(view.getBigUint64(STACK_AT + 10 * i, true), 16)}`,
  );
  const memory = `${hex(view.getUint16(MEMORY_AT + 8, true), 4)}:${hex(view.getBigUint64(MEMORY_AT, true), 16)}`;
  const status = hex(view.getUint16(IMAGE_AT + 4, true), 4);
  return `sw=${status} tags=${empties} flags=${hex(view.getUint16(FLAGS_AT, true) & FLAGS, 2)} mem=${memory} ${registers.join(" ")}`;
}
