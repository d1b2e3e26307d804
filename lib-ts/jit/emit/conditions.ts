/**
 * Condition flags in a region: the lazy record in three locals, and conditions worked out from what is known of it.
 * Conditions are numbered as in DDI 0487 C1.2.4.
 */
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { flagBitsOf, pushFromBits } from "./flagBits.ts";
import { CC, flagsOfKind } from "./flagKinds.ts";
import { code } from "./frame.ts";

const WRAP = code("i32.wrap_i64");
const XOR = code("i64.xor");
const SHL = code("i64.shl");
const SUB = code("i64.sub");
const AND = code("i64.and");

/** Comparison instructions of the conditions that are one comparison of the operands. */
const COMPARISONS: Record<number, string> = {
  0: "eq",
  1: "ne",
  2: "ge_u",
  3: "lt_u",
  8: "gt_u",
  9: "le_u",
  10: "ge_s",
  11: "lt_s",
  12: "gt_s",
  13: "le_s",
};
/** The same for a result that is compared with zero, C and V being clear. */
const LOGIC: Record<number, string | boolean> = {
  0: "eq",
  1: "ne",
  2: false,
  3: true,
  4: "lt_s",
  5: "ge_s",
  6: false,
  7: true,
  8: false,
  9: true,
  10: "ge_s",
  11: "lt_s",
  12: "gt_s",
  13: "le_s",
};

/** Two pushes of 64-bit operands, of which the low 32 bits count where `wide` is false. */
interface Operands {
  readonly a: () => void;
  readonly b: () => void;
  readonly wide: boolean;
}

/** Pushes whether `condition` holds after a comparison of the operands. */
function pushCompared(e: Emitter, { a, b, wide }: Operands, condition: number): void {
  const to = e.code;
  const narrow = () => {
    if (!wide) to.op(WRAP);
  };
  const comparison = COMPARISONS[condition];
  if (comparison !== undefined) {
    a();
    narrow();
    b();
    narrow();
    to.op(code(`${wide ? "i64" : "i32"}.${comparison}`));
    return;
  }
  if (condition >= 14) {
    to.i32Const(1);
    return;
  }
  // N of a - b, or V: the sign of (a ^ b) & (a ^ (a - b)). Shifted up, 32-bit operands have it in the same place.
  const value = condition < 6 ? () => pushDifference(e, a, b) : () => pushOverflow(e, a, b);
  value();
  pushSign(e, wide, condition % 2 === 0);
}

function pushDifference(e: Emitter, a: () => void, b: () => void): void {
  a();
  b();
  e.code.op(SUB);
}

function pushOverflow(e: Emitter, a: () => void, b: () => void): void {
  a();
  b();
  e.code.op(XOR);
  a();
  pushDifference(e, a, b);
  e.code.op(XOR);
  e.code.op(AND);
}

/** Turns the value on the stack into whether its sign is set (or clear). */
function pushSign(e: Emitter, wide: boolean, set: boolean): void {
  const to = e.code;
  if (!wide) {
    to.i64ConstNumber(32);
    to.op(SHL);
  }
  to.i64ConstNumber(0);
  to.op(code(set ? "i64.lt_s" : "i64.ge_s"));
}

function pushLogic(e: Emitter, wide: boolean, condition: number): void {
  const to = e.code;
  const comparison = condition >= 14 ? true : LOGIC[condition];
  if (typeof comparison === "boolean") {
    to.i32Const(Number(comparison));
    return;
  }
  to.localGet(e.frame.flagsA);
  if (!wide) to.op(WRAP);
  if (wide) to.i64ConstNumber(0);
  else to.i32Const(0);
  to.op(code(`${wide ? "i64" : "i32"}.${comparison}`));
}

/**
 * Makes it sure that the flags are of a likely kind, or of one of `others`: flags of another kind leave to the interpreter, mostly once,
 * before the first turn of a loop. A call instead would have the engine keep every register in memory around it.
 */
export function settleFlags(e: Emitter, others: readonly number[] = []): void {
  if (!e.flagKinds.open) return;
  const likely = [...new Set([...e.flagKinds.likely, ...others])];
  if (likely.length === 0) return;
  pushIsNone(e, likely);
  e.leaveAtIf(e.op);
  e.flagKinds = flagsOfKind(...likely);
}

/** Pushes an i32 that is not zero when the flags are of none of the kinds. */
function pushIsNone({ code: to, frame }: Emitter, kinds: readonly number[]): void {
  if (kinds.length === 1) {
    to.localGet(frame.flags);
    to.i32Const(kinds[0]);
    to.op(code("i32.xor"));
    return;
  }
  const others = ~kinds.reduce((bits, kind) => bits | (1n << BigInt(kind)), 0n);
  to.i64ConstHalves(Number(others & 0xffff_ffffn), Number((others >> 32n) & 0xffff_ffffn));
  to.localGet(frame.flags);
  to.op(code("i64.extend_i32_u"));
  to.op(code("i64.shr_u"));
  to.op(WRAP);
  to.i32Const(1);
  to.op(code("i32.and"));
}

/** Pushes an i32 that `push` works out of flags of each of the kinds that they are sure to be of. */
export function pushByKind(e: Emitter, push: (kind: number) => void): void {
  const { code: to } = e;
  const { likely } = e.flagKinds;
  for (const kind of likely.slice(0, -1)) {
    to.localGet(e.frame.flags);
    to.i32Const(kind);
    to.op(code("i32.eq"));
    to.if(LOCAL_LABEL, "i32");
    push(kind);
    to.else_();
  }
  push(likely[likely.length - 1]);
  for (let depth = likely.length - 1; depth > 0; depth--) to.end();
}

/** Flags for a function of the core that finds them in the vCPU. */
export function storeFlagsForCall(e: Emitter): void {
  if (e.state.flagsNewer) e.frame.storeFlags(e.code);
}

/** Pushes whether `condition` holds. */
export function pushCondition(e: Emitter, condition: number): void {
  settleFlags(e);
  if (e.flagKinds.open) pushConditionOf(e, undefined, condition);
  else pushByKind(e, (kind) => pushConditionOf(e, kind, condition));
}

function pushConditionOf(e: Emitter, kind: number | undefined, condition: number): void {
  const { frame, code: to } = e;
  const operands = (wide: boolean): Operands => ({
    a: () => to.localGet(frame.flagsA),
    b: () => to.localGet(frame.flagsB),
    wide,
  });
  switch (kind) {
    case CC.Sub64:
      return pushCompared(e, operands(true), condition);
    case CC.Sub32:
      return pushCompared(e, operands(false), condition);
    case CC.Logic64:
      return pushLogic(e, true, condition);
    case CC.Logic32:
      return pushLogic(e, false, condition);
  }
  const bits = flagBitsOf(e, kind);
  if (bits !== undefined) return pushFromBits(e, bits, condition);
  storeFlagsForCall(e);
  to.localGet(0);
  to.i32Const(condition);
  to.call(e.functions.imported("conditionHolds"));
}

/** Pushes whether `condition` holds for two operands, i64 or i32: compared64 and compared32 of a row. */
export function pushComparison(e: Emitter, push: (index: 0 | 1) => void, condition: number, wide: boolean): void {
  const extend = code("i64.extend_i32_u");
  const operand = (index: 0 | 1) => () => {
    push(index);
    if (!wide) e.code.op(extend);
  };
  pushCompared(e, { a: operand(0), b: operand(1), wide }, condition);
}
