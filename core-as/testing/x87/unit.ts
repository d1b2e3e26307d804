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
const EXCEPTIONS = 0x3f;
const WAITING = 0x8080;
const FLAGS = 0x45;

/** A vCPU that executes records in place of a processor. */
export class X87Unit {
  private readonly program = new Ia32Program();
  private readonly core = this.program.core;

  /** Executes the record's instruction, its memory operand at [edi]; the answer replaces the record. */
  run(record: DataView): void {
    this.restore(record);
    const memory = new Uint8Array(record.buffer, record.byteOffset + MEMORY_AT, MEMORY_SIZE);
    this.program.write(DATA, [...memory]);
    this.program.eflags = record.getUint16(FLAGS_AT, true) | 2;
    this.program.runAt(CODE, [record.getUint8(0), record.getUint8(1)], { edi: DATA }, 2);
    if (!this.program.finished) throw new Error(`the instruction ended with ${JSON.stringify(this.program.fault)}`);
    record.setUint16(FLAGS_AT, this.program.flags & FLAGS, true);
    const at = this.core.ram + DATA - CODE;
    memory.set(this.core.bytes.subarray(at, at + MEMORY_SIZE));
    this.save(record);
  }

  private at(top: number, i: number): number {
    return X87_REGISTERS + ((top + i) & 7) * X87_REGISTER_SIZE;
  }

  private restore(record: DataView): void {
    const { core } = this;
    const status = record.getUint16(IMAGE_AT + 4, true);
    const top = (status >> 11) & 7;
    core.setU32(X87_CONTROL, record.getUint16(IMAGE_AT, true));
    core.setU32(X87_STATUS, status & 0x477f);
    core.setU32(X87_TOP, top);
    const tags = record.getUint16(IMAGE_AT + 8, true);
    core.setU32(
      X87_TAGS,
      [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, n) => all | (((tags >> (2 * n)) & 3) === 3 ? 0 : 1 << n), 0),
    );
    for (let i = 0; i < 8; i++) {
      core.setU64(this.at(top, i), record.getBigUint64(STACK_AT + 10 * i, true));
      core.setU32(this.at(top, i) + 8, record.getUint16(STACK_AT + 10 * i + 8, true));
    }
  }

  private save(record: DataView): void {
    const { core } = this;
    const control = core.u32(X87_CONTROL);
    const status = core.u32(X87_STATUS);
    const top = core.u32(X87_TOP);
    const waiting = (status & ~control & EXCEPTIONS) === 0 ? 0 : WAITING;
    record.setUint16(IMAGE_AT, control, true);
    record.setUint16(IMAGE_AT + 4, status | (top << 11) | waiting, true);
    record.setUint16(IMAGE_AT + 8, emptyTags(core.u32(X87_TAGS)), true);
    for (let i = 0; i < 8; i++) {
      record.setBigUint64(STACK_AT + 10 * i, core.u64(this.at(top, i)), true);
      record.setUint16(STACK_AT + 10 * i + 8, core.u32(this.at(top, i) + 8), true);
    }
  }
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
