/**
 * The micro-ops of a run: what they do is done to the numbers in locals (stack.ts). Where that cannot be, the region is left, before
 * anything has changed.
 */
import type { ParsedPureRow } from "../../rows.ts";
import type { Emitter } from "../emitter.ts";
import { beginWrite, endWrite, readSlot } from "../slotAccess.ts";
import type { Checked, LocalOf } from "./formula.ts";
import { CHOICE, LOADS, MAGNITUDE, NEGATION, ORDER, PRODUCTS, QUOTIENTS, STORES, SUMS } from "./formulas.ts";
import type { X87Number } from "./locals.ts";
import { type Format, type X87Operation, x87Operation } from "./operations.ts";
import type { X87Stack } from "./stack.ts";

type Arithmetic = Extract<X87Operation, { readonly reversed: boolean }>;

const ONE_HEAD = 0x3fff;
const ONE_SIGNIFICAND_HIGH = 0x80000000;

/** @returns false when the micro-op is none of the x87's, and nothing was written */
export function emitX87(e: Emitter, stack: X87Stack, row: ParsedPureRow): boolean {
  const operation = x87Operation(e.source, e.op);
  if (operation === undefined) return false;
  emitOperation(e, stack, row, operation);
  if (operation.pops) stack.pop();
  return true;
}

function emitOperation(e: Emitter, stack: X87Stack, row: ParsedPureRow, operation: X87Operation): void {
  switch (operation.what) {
    case "sum":
    case "product":
    case "quotient":
      return emitArithmetic(e, stack, operation);
    case "load":
      return emitLoad(e, stack, operation.format);
    case "store":
      return emitStore(e, stack, row, operation.format);
    case "compare":
      return emitCompare(e, stack, row, operation.i);
    case "moveIf":
      return emitMoveIf(e, stack, operation.i);
    case "negate":
    case "absolute":
      return emitSign(e, stack, operation.what === "negate");
    case "pop":
      return;
    default:
      emitMove(e, stack, operation);
  }
}

/** Numbers that go from place to place, and constants. */
function emitMove(e: Emitter, stack: X87Stack, operation: X87Operation): void {
  stack.note(e.source.imm32(e.op));
  stack.clearC1();
  if (operation.what === "exchange") {
    const first = stack.st(0);
    stack.set(0, stack.st(operation.i));
    stack.set(operation.i, first);
  } else if (operation.what === "duplicate") stack.push(stack.st(operation.i));
  else if (operation.what === "copy") stack.set(operation.i, stack.st(0));
  else stack.push(constant(e, stack, operation.what === "one"));
}

function constant({ code: to }: Emitter, stack: X87Stack, one: boolean): X87Number {
  const number = stack.make();
  to.i32Const(one ? ONE_HEAD : 0);
  to.localSet(number.head);
  to.i64ConstHalves(0, one ? ONE_SIGNIFICAND_HIGH : 0);
  to.localSet(number.significand);
  return number;
}

function emitArithmetic(e: Emitter, stack: X87Stack, operation: Arithmetic): void {
  const { other, into, reversed } = operation;
  const top = stack.st(0);
  const second = typeof other === "number" ? stack.st(other) : emitOperand(e, stack, other);
  const [a, b] = reversed ? [second, top] : [top, second];
  const of = formulaOf(operation).write(e, a.head, a.significand, b.head, b.significand);
  note(e, stack, typeof other !== "number");
  stack.rounded(e, of("lo"), of("up"));
  stack.set(into, take(e, of, stack.make()));
}

function formulaOf({ what, negated }: Arithmetic): Checked {
  if (what === "sum") return SUMS[negated];
  return what === "product" ? PRODUCTS : QUOTIENTS;
}

/** Notes the instruction, and its operand in memory, whose address is in slot c. */
function note(e: Emitter, stack: X87Stack, memory: boolean): void {
  const packed = e.source.imm32(e.op);
  if (!memory) return stack.note(packed);
  readSlot(e, e.source.c(e.op), "i32");
  stack.noteMemory(e, packed);
}

/** The number that a formula has left in `head` and `significand`. */
function take({ code: to }: Emitter, of: LocalOf, number: X87Number): X87Number {
  to.localGet(of("head"));
  to.localSet(number.head);
  to.localGet(of("significand"));
  to.localSet(number.significand);
  return number;
}

/** The operand in memory, whose value is in slot b. */
function emitOperand(e: Emitter, stack: X87Stack, format: Format): X87Number {
  const value = e.frame.temporary("i64");
  readSlot(e, e.source.b(e.op), "i64");
  e.code.localSet(value);
  return take(e, LOADS[format].write(e, value), stack.make());
}

function emitLoad(e: Emitter, stack: X87Stack, format: Format): void {
  const number = emitOperand(e, stack, format);
  note(e, stack, true);
  stack.clearC1();
  stack.push(number);
}

function emitStore(e: Emitter, stack: X87Stack, row: ParsedPureRow, format: "single" | "double"): void {
  const top = stack.st(0);
  const of = STORES[format].write(e, top.head, top.significand);
  note(e, stack, true);
  stack.rounded(e, of("lo"), of("up"));
  writeResult(e, row, of("value"));
}

function writeResult(e: Emitter, { result }: ParsedPureRow, local: number): void {
  const slot = e.source.d(e.op);
  beginWrite(e, slot, result);
  e.code.localGet(local);
  endWrite(e, slot, result);
}

function emitCompare(e: Emitter, stack: X87Stack, row: ParsedPureRow, i: number): void {
  const [top, second] = [stack.st(0), stack.st(i)];
  const of = ORDER.write(e, top.head, top.significand, second.head, second.significand);
  stack.note(e.source.imm32(e.op));
  writeResult(e, row, of("order"));
}

function emitMoveIf(e: Emitter, stack: X87Stack, i: number): void {
  const [top, second] = [stack.st(0), stack.st(i)];
  const { code: to, frame } = e;
  readSlot(e, e.source.b(e.op), "i32");
  to.localSet(frame.scratch);
  const of = CHOICE.write(e, top.head, top.significand, second.head, second.significand, frame.scratch);
  stack.note(e.source.imm32(e.op));
  stack.set(0, take(e, of, stack.make()));
}

function emitSign(e: Emitter, stack: X87Stack, negates: boolean): void {
  const { head, significand } = stack.st(0);
  const { code: to } = e;
  const of = (negates ? NEGATION : MAGNITUDE).write(e, head);
  const changed = stack.make().head;
  to.localGet(of("head"));
  to.localSet(changed);
  stack.note(e.source.imm32(e.op));
  stack.clearC1();
  stack.set(0, { head: changed, significand });
}
