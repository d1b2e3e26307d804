/** Writes functions of the core out where they are called, with a call left for what is out of the ordinary. */
import type { ValueType } from "../wasm/valueType.ts";
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { loadPlainFloat } from "./float.ts";
import { code, type Frame } from "./frame.ts";
import { INLINES } from "./inlineTable.ts";
import type { Step } from "./inlineText.ts";

/**
 * Pushes the result of a function of a row, whose arguments `push` pushes: all of them, or one.
 * @returns false when the function is none of those that are written out
 */
export function pushInline(e: Emitter, name: string, push: (index?: number) => void): boolean {
  const inline = INLINES.get(name);
  if (inline === undefined) return false;
  const { code: to, frame } = e;
  const locals = localsOf(frame, inline.types);
  // All arguments first: an argument may be such a function itself, and uses the same locals.
  for (let index = 0; index < inline.parameters; index++) push(index + Number(inline.float));
  for (let index = inline.parameters - 1; index >= 0; index--) to.localSet(locals[index]);
  writeSteps(e, inline.first, locals);
  if (inline.condition.length === 0) {
    writeSteps(e, inline.value, locals);
    return true;
  }
  writeSteps(e, inline.condition, locals);
  if (inline.float) {
    to.localGet(frame.plainFloat);
    to.op(code("i32.and"));
  }
  to.if(LOCAL_LABEL, inline.result);
  writeSteps(e, inline.value, locals);
  to.else_();
  if (inline.otherwise !== undefined) writeSteps(e, inline.otherwise, locals);
  else {
    push();
    to.call(e.functions.imported(name));
    if (inline.float) loadPlainFloat(e);
  }
  to.end();
  return true;
}

/** One local each, shared with other functions' locals of that type. */
export function localsOf(frame: Frame, types: readonly ValueType[]): number[] {
  const used: Partial<Record<ValueType, number>> = {};
  return types.map((type) => {
    const index = used[type] ?? 0;
    used[type] = index + 1;
    return frame.shared(type, index);
  });
}

/** Writes steps whose locals are `locals`. */
export function writeSteps(e: Emitter, steps: readonly Step[], locals: readonly number[]): void {
  const { code: to } = e;
  for (const step of steps) {
    if (step instanceof Uint8Array) to.append(step);
    else if (step.what === "get") to.localGet(locals[step.local]);
    else if (step.what === "set") to.localSet(locals[step.local]);
    else to.localTee(locals[step.local]);
  }
}
