/** Pure micro-ops: the row's own instructions, with slots as locals. */
import type { Expression } from "../expression.ts";
import { slotOf } from "../operands.ts";
import type { ParsedPureRow } from "../rows.ts";
import { pushByKind, pushComparison, pushCondition, settleFlags, storeFlagsForCall } from "./conditions.ts";
import { pushCarryIa32, pushConditionIa32 } from "./conditionsIa32.ts";
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { pushFlagFunction } from "./flagBits.ts";
import { AARCH32_KINDS, CC, type FlagKind, flagsOfKind, recordedFlags } from "./flagKinds.ts";
import { code, V } from "./frame.ts";
import { pushInline } from "./inline.ts";
import { pushShuffle } from "./shuffle.ts";
import { beginWrite, endWrite, readSlot } from "./slotAccess.ts";

/** Functions of the flags that are written out where their kind is known. */
const FLAG_FUNCTIONS = new Set(["conditionHoldsIa32", "carryOfIa32", "carryOf", "overflowOf", "carryOverflowOf"]);
/** Those of them that AArch32's instructions alone use. */
const OF_AARCH32 = new Set(["overflowOf", "carryOverflowOf"]);
const V128_CONST = code("v128.const");
const EXTEND_U = code("i64.extend_i32_u");

/** The number in `field` of the running op, as it stands there: signed 32 bits, or unsigned 16. */
export function numberField(e: Emitter, field: string): number {
  const { source, op } = e;
  if (field === "imm32") return source.imm32(op);
  if (field === "aux") return source.aux(op);
  return field === "bit" ? source.b(op) : source.d(op) >> 2;
}

/** Pushes the value of an expression of the running op. */
export function pushExpression(e: Emitter, expression: Expression): void {
  const { code: to } = e;
  switch (expression.kind) {
    case "slot":
      return readSlot(e, slotOf(e.source, e.op, expression.field), expression.access);
    case "vcpu":
      return to.localGet(V);
    case "literal":
      if (expression.type === "i64") to.i64ConstNumber(expression.value);
      else to.i32Const(expression.value);
      return;
    case "number":
      return pushNumber(e, expression.field, expression.type);
    case "call":
      return pushCall(e, expression.name, expression.args);
    case "instruction":
      if (expression.name === "i64x2.splat" && pushSplatConstant(e, expression.args[0])) return;
      for (const argument of expression.args) pushExpression(e, argument);
      to.op(expression.code);
  }
}

/** Two times the op's 64-bit number is a constant, which engines know how to use. @returns false for other values */
function pushSplatConstant(e: Emitter, argument: Expression): boolean {
  const { code: to, source, op } = e;
  if (argument.kind !== "number" || argument.field !== "imm") return false;
  const words = [source.imm32(op), source.aux(op)];
  to.op(V128_CONST);
  for (const word of [...words, ...words]) to.f32bits(word);
  return true;
}

function pushNumber(e: Emitter, field: string, type: string): void {
  const { code: to, source, op } = e;
  if (field === "imm") to.i64ConstHalves(source.imm32(op), source.aux(op));
  else if (type === "i64") to.i64ConstNumber(numberField(e, field));
  else to.i32Const(numberField(e, field));
}

/** The number that an argument stands for: conditions are always written in the op. */
function constantOf(e: Emitter, argument: Expression): number {
  if (argument.kind !== "number") throw new Error("a condition that is no number of its op");
  return numberField(e, argument.field);
}

function pushCall(e: Emitter, name: string, args: readonly Expression[]): void {
  if (name === "conditionHolds") return pushCondition(e, constantOf(e, args[1]));
  if (FLAG_FUNCTIONS.has(name)) {
    settleFlags(e, OF_AARCH32.has(name) ? AARCH32_KINDS : []);
    if (!e.flagKinds.open) return pushByKind(e, (kind) => pushFlags(e, name, args, kind));
    storeFlagsForCall(e);
  }
  const push = (index?: number) => {
    if (index !== undefined) pushExpression(e, args[index]);
    else for (const argument of args) pushExpression(e, argument);
  };
  if (name === "compared64") return pushComparison(e, push, constantOf(e, args[2]), true);
  if (name === "compared32") return pushComparison(e, push, constantOf(e, args[2]), false);
  if (name === "shuffleBytes") return pushShuffle(e, push, e.source.imm32(e.op));
  if (pushInline(e, name, push)) return;
  push();
  e.code.call(e.functions.imported(name));
}

/** Functions of the flags, of flags of `kind`. */
function pushFlags(e: Emitter, name: string, args: readonly Expression[], kind: number): void {
  if (name === "conditionHoldsIa32") pushConditionIa32(e, constantOf(e, args[1]), kind);
  else if (name === "carryOfIa32") pushCarryIa32(e, kind);
  else pushFlagFunction(e, name, kind);
}

/** Whether a row calls functions that find the flags in the vCPU. */
function readsStoredFlags(row: ParsedPureRow): boolean {
  return row.readsFlags && row.functions.some((name) => !FLAG_FUNCTIONS.has(name));
}

export function emitPure(e: Emitter, row: ParsedPureRow): void {
  if (readsStoredFlags(row) && e.state.flagsNewer) e.frame.storeFlags(e.code);
  if (row.flags.length === 0) {
    beginWrite(e, e.source.d(e.op), row.result);
    pushExpression(e, row.value as Expression);
    endWrite(e, e.source.d(e.op), row.result);
    return;
  }
  emitWithFlags(e, row);
}

/** The operands go into the record before the result may overwrite them. */
function emitWithFlags(e: Emitter, row: ParsedPureRow): void {
  if (row.flags[0] === "@conditionalCompare") return emitConditionalCompare(e, row);
  if (row.flags[0] === "@unlessZero") return emitUnlessZero(e, row);
  const needsResult = row.flags.includes("result");
  const type = row.value?.type ?? "i64";
  const result = row.value === undefined ? undefined : e.frame.temporary(type);
  if (row.value !== undefined && result !== undefined) {
    pushExpression(e, row.value);
    e.code.localSet(result);
  }
  recordFlags(e, row, row.flags, needsResult ? result : undefined, type);
  if (result === undefined || row.result === "-") return;
  beginWrite(e, e.source.d(e.op), row.result);
  e.code.localGet(result);
  endWrite(e, e.source.d(e.op), row.result);
}

/** CCMP and its kin: the record of a comparison, or flags given by number. */
function emitConditionalCompare(e: Emitter, row: ParsedPureRow): void {
  const { code: to, source, op } = e;
  pushCondition(e, source.imm32(op));
  to.if(LOCAL_LABEL);
  recordFlags(e, row, row.flags.slice(1), undefined, "i64");
  to.else_();
  setFlagsNumber(e, source.aux(op));
  to.end();
  e.flagKinds = recordedFlags(row.flags, e.flagKinds);
}

/** Flags of a shift, which leaves them alone when its count is zero. */
function emitUnlessZero(e: Emitter, row: ParsedPureRow): void {
  const before = e.flagKinds;
  readSlot(e, e.source.b(e.op), "i32");
  e.code.if(LOCAL_LABEL);
  recordFlags(e, row, row.flags.slice(1), undefined, "i64");
  e.code.end();
  e.flagKinds = recordedFlags(row.flags, before);
}

function setFlagsNumber(e: Emitter, flags: number): void {
  const { code: to, frame } = e;
  to.i32Const(CC.Raw);
  to.localSet(frame.flags);
  to.i64ConstHalves(flags, 0);
  to.localSet(frame.flagsA);
}

/** Records kind and values of the flags; values are zero-extended. `result`: the local that holds the op's result. */
export function recordFlags(
  e: Emitter,
  row: { readonly operands: readonly (readonly string[])[] },
  flags: readonly string[],
  result: number | undefined,
  resultType: string,
): void {
  const { code: to, frame } = e;
  const [kind, x, y] = flags;
  const push = (name: string) => {
    if (name === "result" && result !== undefined) {
      to.localGet(result);
      if (resultType === "i32") to.op(EXTEND_U);
      return;
    }
    pushRecorded(e, row, name);
  };
  push(x);
  to.localSet(frame.flagsA);
  if (y !== "-" && y !== undefined) {
    push(y);
    to.localSet(frame.flagsB);
  }
  to.i32Const(CC[kind as FlagKind]);
  to.localSet(frame.flags);
  e.flagKinds = flagsOfKind(CC[kind as FlagKind]);
}

/** An operand of a comparison, zero-extended to 64 bits. */
function pushRecorded(e: Emitter, row: { readonly operands: readonly (readonly string[])[] }, name: string): void {
  const { code: to, source, op } = e;
  const operand = row.operands.find(([field]) => field === name);
  if (operand === undefined) throw new Error(`flags record '${name}', which is no operand`);
  if (operand[1] !== undefined) {
    readSlot(e, slotOf(source, op, name), operand[1] as "i64" | "i32");
    if (operand[1] === "i32") to.op(EXTEND_U);
  } else if (name === "imm") to.i64ConstHalves(source.imm32(op), source.aux(op));
  else to.i64ConstHalves(numberField(e, name), 0);
}
