/** The ends of a region's function, to which every way out branches: what they do is said at regionFunction.ts. */
import { REGION_BETWEEN, REGION_RAISED, SLOT_BUDGET, SLOT_PC, VCPU_REGION } from "../../../core-as/layout.ts";
import type { Loop } from "../residency.ts";
import { type Emitter, EXIT, EXIT_FLAGS, EXIT_MID, EXIT_MID_FLAGS } from "./emitter.ts";
import { code, I32_STORE, I64_STORE, V } from "./frame.ts";
import { emitTailCall } from "./links.ts";
import { storeLoop } from "./registers.ts";

const RETURN = code("return");

/** Out of a loop, within a block and between blocks. */
export function emitLoopExits(e: Emitter, loop: Loop): void {
  e.code.end();
  storeLoop(e, loop);
  e.code.br(loop.writesFlags ? EXIT_MID_FLAGS : EXIT_MID);
  e.code.end();
  storeLoop(e, loop);
  e.code.br(loop.writesFlags ? EXIT_FLAGS : EXIT);
}

export function emitFlagsExit(e: Emitter): void {
  e.code.end();
  e.frame.storeFlags(e.code);
}

/** PC and budget to memory. */
function storeProgress({ code: to, frame }: Emitter, pc: number): void {
  to.localGet(V);
  to.localGet(pc);
  to.memory(I64_STORE, SLOT_PC, 3);
  to.localGet(V);
  to.localGet(frame.budget);
  to.memory(I64_STORE, SLOT_BUDGET, 3);
}

/** Between blocks: on by a link, or back to the core. */
export function emitExit(e: Emitter): void {
  e.code.end();
  storeProgress(e, e.frame.exitPc);
  emitTailCall(e);
  e.code.i32Const(REGION_BETWEEN);
  e.code.op(RETURN);
}

/** Within a block: the core finds PC and block from the place of the micro-op. */
export function emitMidExit(e: Emitter, record: number): void {
  const { code: to, frame } = e;
  to.end();
  storeProgress(e, frame.base);
  to.localGet(V);
  to.i32Const(record);
  to.memory(I32_STORE, VCPU_REGION, 2);
  to.localGet(frame.exitOp);
  to.op(RETURN);
}

/** After a system call that ended its block, or an exception: registers, flags, PC and budget are in memory already. */
export function emitRaisedExit(e: Emitter): void {
  e.code.end();
  e.code.i32Const(REGION_RAISED);
}
