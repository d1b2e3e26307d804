/** Finding an address in the jump cache, as core-as/mem/jumpCache.ts's `JumpCache.find` does. */
import { JUMP_ENTRY_SIZE, JUMP_PAGE, JUMP_WITHIN, TC_JUMP_CACHE } from "../../../core-as/layout.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { code, I64_LOAD } from "./frame.ts";

const WRAP = code("i32.wrap_i64");
const I32_ADD = code("i32.add");
const I32_AND = code("i32.and");
const I32_OR = code("i32.or");
const I32_XOR = code("i32.xor");
const I32_SHL = code("i32.shl");
const I32_SHR_U = code("i32.shr_u");

/** Locals: i64 address of guest code, i32 where its entry is. */
export interface JumpLocals {
  readonly pc: number;
  readonly entry: number;
}

/**
 * Puts into `entry` where, TC_JUMP_CACHE bytes on, the entry for `pc` is in the set that `pushSet` pushes, if there is one. Which
 * entry of the pair it is, is worked out without a branch.
 */
export function writeFindJump(to: CodeWriter, { pc, entry }: JumpLocals, pushSet: () => void): void {
  pushEntry(to, pc, pushSet);
  to.localTee(entry);
  to.memory(I64_LOAD, TC_JUMP_CACHE, 3);
  to.localGet(pc);
  to.op(code("i64.ne"));
  to.i32Const(Math.log2(JUMP_ENTRY_SIZE));
  to.op(I32_SHL);
  to.localGet(entry);
  to.op(I32_XOR);
  to.localSet(entry);
}

/** The first entry of the pair that may have the address. */
function pushEntry(to: CodeWriter, pc: number, pushSet: () => void): void {
  const shifted = (opcode: number, by: number) => {
    to.localGet(pc);
    to.op(WRAP);
    to.i32Const(by);
    to.op(opcode);
  };
  shifted(I32_SHL, 2);
  shifted(I32_SHR_U, 6);
  to.op(I32_XOR);
  to.i32Const(JUMP_WITHIN);
  to.op(I32_AND);
  to.localGet(pc);
  to.op(WRAP);
  to.i32Const(JUMP_PAGE);
  to.op(I32_AND);
  to.op(I32_OR);
  pushSet();
  to.op(I32_ADD);
}
