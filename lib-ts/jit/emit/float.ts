/**
 * Whether Wasm's floating-point instructions do all that the guest's would, as core-as/fp/status.ts defines it: rounding
 * to nearest without flushing, and inexact results already recorded.
 */
import { FPCR, FPSR } from "../../../core-as/layout.ts";
import type { Emitter } from "./emitter.ts";
import { code, I32_LOAD, V } from "./frame.ts";
import { needsPlainFloat } from "./inlineTable.ts";

const ROUNDING_OR_FLUSH = (3 << 22) | (1 << 24) | 1;
const INEXACT = 1 << 4;
const I32_AND = code("i32.and");

/** Whether anything in the region is concerned by `plainFloat`. */
function usesFloat(e: Emitter): boolean {
  for (const name of e.frame.usage.functions) if (needsPlainFloat(name)) return true;
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
