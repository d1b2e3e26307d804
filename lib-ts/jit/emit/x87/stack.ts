/**
 * The register stack within a run, while code is written: where each register's number is. A number is two locals that are
 * written once, so that FXCH, FLD ST(i) and FSTP ST(i) are no code at all.
 *
 * BOUNDS of what is written here: `v` is a vCPU's base, TOP and places are masked to 0..7 before they are multiplied by a register's
 * size, and every other offset is a field of the vCPU's.
 */
import {
  X87_EXPONENT,
  X87_NOTED,
  X87_NOTED_ADDRESS,
  X87_NOTED_DATA,
  X87_NOTED_DATA_ADDRESS,
  X87_REGISTER_SIZE,
  X87_REGISTERS,
  X87_STATUS,
  X87_TAGS,
  X87_TOP,
} from "../../../../core-as/fp/x87/layout.ts";
import { HERE_MASK, HERE_SHIFT } from "../../../../core-as/fp/x87/packed.ts";
import type { Emitter } from "../emitter.ts";
import { code, I32_LOAD, I32_STORE, I64_LOAD, I64_STORE, V } from "../frame.ts";
import { leaveUnlessUsual } from "./assumptions.ts";
import type { X87Locals, X87Number } from "./locals.ts";
import type { X87Run } from "./runs.ts";

const AND = code("i32.and");
const OR = code("i32.or");
const XOR = code("i32.xor");
const ADD = code("i32.add");
const SHL = code("i32.shl");
const SHR_U = code("i32.shr_u");
const LOAD16 = code("i32.load16_u");
const STORE16 = code("i32.store16");
const REGISTER_SHIFT = Math.log2(X87_REGISTER_SIZE);
const C1 = 0x200;
const C1_SHIFT = 9;
const PE_SHIFT = 5;

/** What the run's instructions so far did to the status word. */
interface StatusChange {
  /** `local`: it is in `up`. */
  c1: "same" | "clear" | "local";
  mayLose: boolean;
}

export class X87Stack {
  /** By place at the run's start. */
  private readonly numbers: (X87Number | undefined)[] = new Array(8).fill(undefined);
  /** Places whose numbers, and whose tags, are to be written. */
  private changed = 0;
  private tagged = 0;
  private full: number;
  /** TOP less what it was. */
  private moved = 0;
  private readonly status: StatusChange = { c1: "same", mayLose: false };
  private noted = 0;
  private notedData = 0;

  private constructor(
    readonly run: X87Run,
    private readonly locals: X87Locals,
  ) {
    this.full = run.full;
  }

  /** Writes what a run begins with: leaves where it would not do, and reads the registers that must be full. */
  static begin(e: Emitter, run: X87Run): X87Stack {
    const { code: to, frame } = e;
    const locals = frame.x87;
    const stack = new X87Stack(run, locals);
    to.localGet(V);
    to.memory(I32_LOAD, X87_TOP, 2);
    to.i32Const(7);
    to.op(AND);
    to.localSet(locals.top);
    to.localGet(V);
    to.memory(I32_LOAD, X87_TAGS, 2);
    to.localSet(locals.tags);
    to.i64ConstNumber(0);
    to.localSet(locals.lost);
    const full = [0, 1, 2, 3, 4, 5, 6, 7].filter((place) => (run.full >> place) & 1);
    for (const place of full) stack.read(e, place);
    leaveUnlessUsual(
      e,
      run,
      full.map((place) => stack.st(place)),
    );
    return stack;
  }

  /** The same stack at this point, for code that stands elsewhere. */
  copy(): X87Stack {
    const stack = new X87Stack(this.run, this.locals);
    for (const [place, number] of this.numbers.entries()) stack.numbers[place] = number;
    stack.changed = this.changed;
    stack.tagged = this.tagged;
    stack.full = this.full;
    stack.moved = this.moved;
    Object.assign(stack.status, this.status);
    stack.noted = this.noted;
    stack.notedData = this.notedData;
    return stack;
  }

  /** Reads the register at `place`. */
  private read(e: Emitter, place: number): void {
    const { code: to } = e;
    const number = this.make();
    this.numbers[place] = number;
    this.pushRegister(e, place);
    to.localTee(e.frame.scratch);
    to.memory(LOAD16, X87_REGISTERS + X87_EXPONENT, 1);
    to.localSet(number.head);
    to.localGet(e.frame.scratch);
    to.memory(I64_LOAD, X87_REGISTERS, 3);
    to.localSet(number.significand);
  }

  /** Pushes the address of the register at `place`, less X87_REGISTERS. */
  private pushRegister(e: Emitter, place: number): void {
    const { code: to } = e;
    this.pushPlace(e, place);
    to.i32Const(REGISTER_SHIFT);
    to.op(SHL);
    to.localGet(V);
    to.op(ADD);
  }

  private pushPlace({ code: to }: Emitter, place: number): void {
    to.localGet(this.locals.top);
    if (place !== 0) {
      to.i32Const(place);
      to.op(ADD);
      to.i32Const(7);
      to.op(AND);
    }
  }

  /** Locals for a number, that no register's has. */
  make(): X87Number {
    const kept = this.numbers.filter((number) => number !== undefined);
    return {
      head: this.locals.free("i32", new Set(kept.map(({ head }) => head))),
      significand: this.locals.free("i64", new Set(kept.map(({ significand }) => significand))),
    };
  }

  private at(i: number): number {
    return (this.moved + i) & 7;
  }

  /** The number in ST(i), which the run saw to be full. */
  st(i: number): X87Number {
    const number = this.numbers[this.at(i)];
    if (number === undefined) throw new Error(`ST(${i}) was not read`);
    return number;
  }

  /** ST(i) becomes full with `number`. */
  set(i: number, number: X87Number): void {
    const bit = 1 << this.at(i);
    this.numbers[this.at(i)] = number;
    this.changed |= bit;
    this.tagged |= bit;
    this.full |= bit;
  }

  push(number: X87Number): void {
    this.moved = (this.moved + 7) & 7;
    this.set(0, number);
  }

  /** ST(0) becomes empty; what it had stays in the register. */
  pop(): void {
    const bit = 1 << this.at(0);
    this.tagged |= bit;
    this.full &= ~bit;
    this.moved = (this.moved + 1) & 7;
  }

  clearC1(): void {
    this.status.c1 = "clear";
  }

  /** A result was rounded: up, or not, by local `up`; `lost` is not zero when it is inexact. */
  rounded({ code: to }: Emitter, lost: number, up: number): void {
    to.localGet(this.locals.lost);
    to.localGet(lost);
    to.op(code("i64.or"));
    to.localSet(this.locals.lost);
    to.localGet(up);
    to.localSet(this.locals.up);
    this.status.c1 = "local";
    this.status.mayLose = true;
  }

  /** Notes the instruction that `packed` says: core-as/ia32/x87/pointers.ts. */
  note(packed: number): void {
    this.noted = packed;
  }

  /** The same of one with an operand in memory, whose linear address, an i32, is on the stack. */
  noteMemory({ code: to }: Emitter, packed: number): void {
    this.noted = packed;
    this.notedData = packed;
    to.localSet(this.locals.dataAddress);
  }

  /** Writes what is to be in memory here; nothing changes. */
  store(e: Emitter): void {
    for (let place = 0; place < 8; place++) if ((this.changed >> place) & 1) this.storeRegister(e, place);
    this.storeTop(e);
    this.storeStatus(e);
    this.storeNotes(e);
  }

  private storeRegister(e: Emitter, place: number): void {
    const { code: to, frame } = e;
    const { head, significand } = this.numbers[place] as X87Number;
    this.pushRegister(e, place);
    to.localTee(frame.scratch);
    to.localGet(head);
    to.memory(STORE16, X87_REGISTERS + X87_EXPONENT, 1);
    to.localGet(frame.scratch);
    to.localGet(significand);
    to.memory(I64_STORE, X87_REGISTERS, 3);
  }

  private storeTop(e: Emitter): void {
    const { code: to } = e;
    const { run, full, tagged } = this;
    const filled = tagged & full & ~run.full;
    const emptied = tagged & ~full & ~run.empty;
    if (this.moved !== 0) {
      to.localGet(V);
      this.pushPlace(e, this.moved);
      to.memory(I32_STORE, X87_TOP, 2);
    }
    if ((filled | emptied) === 0) return;
    to.localGet(V);
    to.localGet(this.locals.tags);
    this.pushPlaces(e, emptied);
    to.i32Const(-1);
    to.op(XOR);
    to.op(AND);
    this.pushPlaces(e, filled);
    to.op(OR);
    to.memory(I32_STORE, X87_TAGS, 2);
  }

  /** Pushes tags of registers by their places: their bits, turned by TOP. */
  private pushPlaces({ code: to }: Emitter, places: number): void {
    to.i32Const(places | (places << 8));
    to.localGet(this.locals.top);
    to.op(SHL);
    to.i32Const(8);
    to.op(SHR_U);
    to.i32Const(0xff);
    to.op(AND);
  }

  private storeStatus({ code: to }: Emitter): void {
    const { c1, mayLose } = this.status;
    if (c1 === "same") return;
    to.localGet(V);
    to.localGet(V);
    to.memory(I32_LOAD, X87_STATUS, 2);
    to.i32Const(~C1);
    to.op(AND);
    if (c1 === "local") {
      to.localGet(this.locals.up);
      to.i32Const(C1_SHIFT);
      to.op(SHL);
      to.op(OR);
    }
    if (mayLose) {
      to.localGet(this.locals.lost);
      to.i64ConstNumber(0);
      to.op(code("i64.ne"));
      to.i32Const(PE_SHIFT);
      to.op(SHL);
      to.op(OR);
    }
    to.memory(I32_STORE, X87_STATUS, 2);
  }

  private storeNotes(e: Emitter): void {
    const { code: to } = e;
    if (this.noted === 0) return;
    to.localGet(V);
    to.i32Const(this.noted);
    to.memory(I32_STORE, X87_NOTED, 2);
    to.localGet(V);
    e.pushPc(0);
    to.op(code("i32.wrap_i64"));
    to.i32Const((this.noted >> HERE_SHIFT) & HERE_MASK);
    to.op(ADD);
    to.memory(I32_STORE, X87_NOTED_ADDRESS, 2);
    if (this.notedData === 0) return;
    to.localGet(V);
    to.i32Const(this.notedData);
    to.memory(I32_STORE, X87_NOTED_DATA, 2);
    to.localGet(V);
    to.localGet(this.locals.dataAddress);
    to.memory(I32_STORE, X87_NOTED_DATA_ADDRESS, 2);
  }
}
