/** The x87 FPU for unit tests: states as FSAVE has them, random ones, and instructions by their two bytes. */
import {
  X87_CONTROL,
  X87_REGISTER_SIZE,
  X87_REGISTERS,
  X87_SCRATCH,
  X87_STATUS,
  X87_TAGS,
  X87_TOP,
} from "../fp/x87/layout.ts";
import { TestCore } from "./core.ts";

/** Opcode and ModR/M, flags, and an FSAVE image of the 32-bit protected format with a memory operand: see x87Oracle.c. */
export const RECORD_SIZE = 160;
export const FLAGS_AT = 2;
export const IMAGE_AT = 16;
export const STACK_AT = IMAGE_AT + 28;
export const MEMORY_AT = 128;
const EXCEPTIONS = 0x3f;
const WAITING = 0x8080;
const IA32 = 1;
const FLAGS = 0x45;

/** Loads and stores by first byte and reg of ModR/M: format (core-as/fp/x87/store.ts). */
const LOADS: Record<string, number> = { "d9/0": 0, "dd/0": 1, "db/5": 2, "df/0": 3, "db/0": 4, "df/5": 5, "df/4": 6 };
const STORES: Record<string, number> = {
  "d9/2": 0,
  "d9/3": 0,
  "dd/2": 1,
  "dd/3": 1,
  "db/7": 2,
  "df/2": 3,
  "df/3": 3,
  "db/2": 4,
  "db/3": 4,
  "df/7": 5,
  "df/6": 6,
};
const SIZES = [4, 8, 10, 2, 4, 8, 10];
const KEEPS_TOP = new Set(["d9/2", "dd/2", "df/2", "db/2"]);

/** A vCPU whose x87 functions are called directly. */
export class X87Unit {
  private readonly core = new TestCore(1 << 12, 1, IA32);
  private readonly v = this.core.vcpu();

  /** Executes a record in place of a processor. */
  run(record: DataView): void {
    this.restore(record);
    const first = record.getUint8(0);
    const modrm = record.getUint8(1);
    if (modrm >= 0xc0) this.register(record, first, modrm);
    else this.memory(record, first, (modrm >> 3) & 7);
    this.save(record);
  }

  private register(record: DataView, first: number, modrm: number): void {
    const { exports } = this.core;
    const reg = (modrm >> 3) & 7;
    const i = modrm & 7;
    if ((first === 0xda || first === 0xdb) && reg < 4) {
      exports.x87MoveIf(this.v, i, Number(conditionHolds(first, reg, record.getUint16(FLAGS_AT, true))));
    } else if ((first === 0xdb || first === 0xdf) && (reg === 5 || reg === 6)) {
      const flags = exports.x87CompareToFlags(this.v, i, Number(reg === 5), Number(first === 0xdf));
      if (flags >= 0) record.setUint16(FLAGS_AT, flags, true);
    } else exports.x87Register(this.v, ((first & 7) << 8) | modrm);
  }

  private memory(record: DataView, first: number, reg: number): void {
    const { exports } = this.core;
    const name = `${first.toString(16)}/${reg}`;
    const low = record.getBigUint64(MEMORY_AT, true);
    if ((first & 1) === 0) {
      const denormal = exports.x87LoadOperand(this.v, (first >> 1) & 3, low);
      exports.x87Operand(this.v, reg, denormal);
    } else if (name in LOADS) exports.x87Load(this.v, LOADS[name], low, record.getUint16(MEMORY_AT + 8, true));
    else if (exports.x87PrepareStore(this.v, STORES[name])) this.write(record, name);
  }

  /** What follows `prepareStore`: the bytes, and the pop. */
  private write(record: DataView, name: string): void {
    const { core } = this;
    for (let at = 0; at < SIZES[STORES[name]]; at++) {
      record.setUint8(MEMORY_AT + at, core.view.getUint8(this.v + X87_SCRATCH + at));
    }
    if (KEEPS_TOP.has(name)) return;
    const top = core.u32(X87_TOP);
    core.setU32(X87_TAGS, core.u32(X87_TAGS) & ~(1 << top));
    core.setU32(X87_TOP, (top + 1) & 7);
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

function conditionHolds(first: number, reg: number, flags: number): boolean {
  const mask = [1, FLAGS & 0x40, 0x41, 4][reg];
  return ((flags & mask) !== 0) === (first === 0xda);
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
