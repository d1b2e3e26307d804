/**
 * Floating-point arithmetic: Wasm's own instruction where it does all that the guest's does, else the core's function.
 *
 * The same conditions as in core-as/exec/functions/floatArithmetic.ts: rounding to nearest without flushing, inexact
 * results already recorded (`plainFloat`), and a result that shows that nothing special happened.
 */
import { FPCR, FPSR } from "../../../core-as/aarch64/state.ts";
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { code, I32_LOAD, V } from "./frame.ts";

const ROUNDING_OR_FLUSH = (3 << 22) | (1 << 24);
const INEXACT = 1 << 4;
const I32_AND = code("i32.and");

interface Inlined {
  readonly type: "f64" | "f32";
  readonly instruction: string;
  /** What a result must be: finite, or finite and above the smallest normal number. */
  readonly result: "finite" | "normal";
}

const INLINED: Record<string, Inlined> = {
  fpAdd64: { type: "f64", instruction: "add", result: "finite" },
  fpSub64: { type: "f64", instruction: "sub", result: "finite" },
  fpMul64: { type: "f64", instruction: "mul", result: "normal" },
  fpDiv64: { type: "f64", instruction: "div", result: "normal" },
  fpAdd32: { type: "f32", instruction: "add", result: "finite" },
  fpSub32: { type: "f32", instruction: "sub", result: "finite" },
  fpMul32: { type: "f32", instruction: "mul", result: "normal" },
  fpDiv32: { type: "f32", instruction: "div", result: "normal" },
};

/** Whether anything in the region is concerned by `plainFloat`. */
function usesFloat(e: Emitter): boolean {
  for (const name of e.frame.usage.functions) if (INLINED[name] !== undefined) return true;
  return false;
}

/** Looks at the rounding mode and the cumulative bits anew. */
export function loadPlainFloat(e: Emitter): void {
  if (!usesFloat(e)) return;
  const { code: to, frame } = e;
  to.localGet(V);
  to.memory(I32_LOAD, FPCR, 2);
  to.i32Const(ROUNDING_OR_FLUSH);
  to.op(I32_AND);
  to.op(code("i32.eqz"));
  to.localGet(V);
  to.memory(I32_LOAD, FPSR, 2);
  to.i32Const(INEXACT);
  to.op(I32_AND);
  to.i32Const(0);
  to.op(code("i32.ne"));
  to.op(I32_AND);
  to.localSet(frame.plainFloat);
}

/**
 * Pushes the result of a floating-point function of a row, whose arguments `push` pushes: all of them, or one.
 * @returns false when the function is none of those that are written out
 */
export function pushFloat(e: Emitter, name: string, push: (index?: number) => void): boolean {
  const inlined = INLINED[name];
  if (inlined === undefined) return false;
  const { code: to, frame } = e;
  const { type, instruction } = inlined;
  const result = frame.temporary(type);
  push(1);
  push(2);
  to.op(code(`${type}.${instruction}`));
  to.localSet(result);
  pushOrdinary(e, inlined, result);
  to.localGet(frame.plainFloat);
  to.op(I32_AND);
  to.if(LOCAL_LABEL, type);
  to.localGet(result);
  to.else_();
  push();
  to.call(e.functions.imported(name));
  loadPlainFloat(e);
  to.end();
  return true;
}

function pushOrdinary(e: Emitter, { type, result }: Inlined, value: number): void {
  const { code: to } = e;
  const magnitude = () => {
    to.localGet(value);
    to.op(code(`${type}.abs`));
  };
  magnitude();
  pushConstant(e, type, "infinity");
  to.op(code(`${type}.lt`));
  if (result === "finite") return;
  magnitude();
  pushConstant(e, type, "smallestNormal");
  to.op(code(`${type}.gt`));
  to.op(I32_AND);
}

function pushConstant(e: Emitter, type: "f64" | "f32", which: "infinity" | "smallestNormal"): void {
  const { code: to } = e;
  to.op(code(`${type}.const`));
  if (type === "f64") to.f64bits(which === "infinity" ? 0x7ff0000000000000n : 0x0010000000000000n);
  else to.f32bits(which === "infinity" ? 0x7f800000 : 0x00800000);
}
