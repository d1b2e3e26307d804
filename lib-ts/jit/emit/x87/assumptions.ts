/** What a run of x87 instructions takes for granted of the state that it begins with. */
import { X87_CONTROL } from "../../../../core-as/fp/x87/layout.ts";
import { type Emitter, LOCAL_LABEL } from "../emitter.ts";
import { code, I32_LOAD, V } from "../frame.ts";
import type { X87Number } from "./locals.ts";
import type { X87Run } from "./runs.ts";

const AND = code("i32.and");
const OR = code("i32.or");
const XOR = code("i32.xor");
/** PC and RC of the control word; their values for 64 bits to nearest. */
const PC_RC = 0xf00;
const EXTENDED_NEAREST = 0x300;

/** Leaves the region unless registers are full and empty as they should be, rounding is to nearest, and `numbers` are normal or zero. */
export function leaveUnlessUsual(e: Emitter, run: X87Run, numbers: readonly X87Number[]): void {
  const { code: to } = e;
  pushWrong(e, run);
  for (const number of numbers) orUnusual(e, number);
  to.ifSeldom(LOCAL_LABEL);
  pushWrong(e, run);
  for (const number of numbers) orImpossible(e, number);
  e.leaveSurprisedIf();
  to.end();
}

/** Pushes an i32 that is not zero when a register is full, or empty, that should not be, or rounding is another. */
function pushWrong({ code: to, frame }: Emitter, { full, empty }: X87Run): void {
  const { tags, top } = frame.x87;
  // BOUNDS: a field of the vCPU's structure.
  to.localGet(V);
  to.memory(I32_LOAD, X87_CONTROL, 2);
  to.i32Const(PC_RC);
  to.op(AND);
  to.i32Const(EXTENDED_NEAREST);
  to.op(XOR);
  to.localGet(tags);
  to.localGet(tags);
  to.i32Const(8);
  to.op(code("i32.shl"));
  to.op(OR);
  to.localGet(top);
  to.op(code("i32.shr_u"));
  to.i32Const(full | empty);
  to.op(AND);
  to.i32Const(full);
  to.op(XOR);
  to.op(OR);
}

/** The i32 on the stack becomes other than zero when the number is not normal: bit 63, and an exponent neither least nor largest. */
function orUnusual({ code: to }: Emitter, { head, significand }: X87Number): void {
  to.localGet(head);
  to.i32Const(0x7fff);
  to.op(AND);
  to.i32Const(1);
  to.op(code("i32.sub"));
  to.i32Const(0x7ffe);
  to.op(code("i32.ge_u"));
  to.op(OR);
  to.localGet(significand);
  to.i64ConstNumber(0);
  to.op(code("i64.ge_s"));
  to.op(OR);
}

/** The same when it is neither normal nor zero. */
function orImpossible(e: Emitter, number: X87Number): void {
  const { code: to } = e;
  to.i32Const(0);
  orUnusual(e, number);
  to.localGet(number.head);
  to.i32Const(0x7fff);
  to.op(AND);
  to.op(code("i64.extend_i32_u"));
  to.localGet(number.significand);
  to.op(code("i64.or"));
  to.i64ConstNumber(0);
  to.op(code("i64.ne"));
  to.op(AND);
  to.op(OR);
}
