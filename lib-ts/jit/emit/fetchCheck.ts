/**
 * The look whether an instruction's second page still has the bytes that its block was made of (core-as/exec/fetch.ts), in
 * place. A page that the translation cache does not have, and other bytes, are left to the interpreter.
 */
import { SLOT_TC, TLB_EXECUTE } from "../../../core-as/layout.ts";
import type { Emitter } from "./emitter.ts";
import { code, I64_LOAD } from "./frame.ts";
import { emitLookup } from "./lookup.ts";
import { readSlot } from "./slotAccess.ts";

const WORD = 8;

export function emitFetchCheck(e: Emitter): void {
  const { code: to, frame, source, op } = e;
  const distance = source.imm32(op) >>> 8;
  const count = source.imm32(op) & 0xff;
  // An address of 2^32 is no page's: where addresses wrap there, the interpreter does it.
  e.pushPc(distance);
  to.localSet(frame.address);
  // The address is a page's first: both words are in that page.
  emitLookup(e, 1, TLB_EXECUTE, SLOT_TC);
  for (const [index, slot] of [source.a(op), source.b(op)].entries()) {
    const bytes = Math.min(count - index * WORD, WORD);
    if (bytes <= 0) return;
    to.localGet(frame.host);
    to.memory(I64_LOAD, index * WORD, 0);
    readSlot(e, slot, "i64");
    to.op(code("i64.xor"));
    to.i64ConstNumber(8 * (WORD - bytes));
    to.op(code("i64.shl"));
    to.i64ConstNumber(0);
    to.op(code("i64.ne"));
    e.leaveAtIf(op);
  }
}
