/** Ways to blocks that a direct jump goes to: guarded where they are of another page, and linked where they are of another region. */
import { SLOT_BLOCK, SLOT_TC, TC_JUMP_CACHE } from "../../../core-as/layout.ts";
import { FIRST_ENTRY } from "../links.ts";
import { type Emitter, LOCAL_LABEL } from "./emitter.ts";
import { code, I32_LOAD, I32_STORE, I64_LOAD, V } from "./frame.ts";
import { writeFindJump } from "./jumpCache.ts";
import { pushCache } from "./registers.ts";

const I32_NE = code("i32.ne");
const I64_NE = code("i64.ne");
const I32_SUB = code("i32.sub");
const RETURN_CALL_INDIRECT = code("return_call_indirect");
/** Type of regions' functions, and the module's own table. */
const REGION_TYPE = 0;
const LINK_TABLE = 0;

/** Leaves unless the jump cache leads to exactly the block at `target` in the store, `delta` bytes from the head. */
export function emitGuard(e: Emitter, delta: number, target: number): void {
  const { code: to, frame } = e;
  e.pushPc(delta - e.block.delta);
  to.localSet(frame.exitPc);
  writeFindJump(to, { pc: frame.exitPc, entry: frame.scratch }, () => pushCache(e, SLOT_TC));
  to.localGet(frame.scratch);
  to.memory(I64_LOAD, TC_JUMP_CACHE, 3);
  to.localGet(frame.exitPc);
  to.op(I64_NE);
  to.brIfSeldom(e.exit);
  to.localGet(frame.scratch);
  to.memory(I32_LOAD, TC_JUMP_CACHE + 8, 2);
  to.i32Const(target);
  to.op(I32_NE);
  to.brIfSeldom(e.exit);
}

/** Leaves for the block `distance` bytes behind the start of the one that is written, by its link if there is one. */
export function leaveLinked(e: Emitter, distance: number): void {
  const delta = e.block.delta + distance;
  const link = e.links.get(delta);
  if (link !== undefined) {
    const { code: to, frame } = e;
    if (e.source.inPage(e.block, distance) === undefined) emitGuard(e, delta, link.block);
    // As runRegions does it: this is the block that runs next.
    to.localGet(V);
    to.i32Const(link.block);
    to.memory(I32_STORE, SLOT_BLOCK, 2);
    to.i32Const(link.cell);
    to.memory(I32_LOAD, 0, 2);
    to.localSet(frame.link.entry);
    to.i32Const(e.firstLink + link.index);
    to.localSet(frame.link.index);
  }
  e.leaveTo(distance);
}

/** At the end of the function, when everything is in memory: on with the region that the link leads to, if there is one. */
export function emitTailCall(e: Emitter): void {
  if (e.links.size === 0) return;
  const { code: to, frame } = e;
  to.localGet(frame.link.entry);
  to.if(LOCAL_LABEL);
  to.localGet(V);
  to.localGet(frame.link.entry);
  to.i32Const(FIRST_ENTRY);
  to.op(I32_SUB);
  to.localGet(frame.link.index);
  to.op(RETURN_CALL_INDIRECT);
  to.u32(REGION_TYPE);
  to.u32(LINK_TABLE);
  to.end();
}
