/**
 * Exclusive accesses in plain RAM, as core-as/mem/monitor.ts has them. Pairs, and whatever is out of the ordinary,
 * are left to the interpreter.
 */
import {
  SLOT_TC,
  SLOT_TC_STACK,
  TLB_READ,
  TLB_WRITE,
  VCPU_MONITOR_ADDRESS,
  VCPU_MONITOR_DATA,
  VCPU_MONITOR_SIZE,
} from "../../../core-as/layout.ts";
import { type Emitter, INNER_LABEL } from "./emitter.ts";
import { code, I32_LOAD, I32_STORE, I64_LOAD, I64_STORE, V } from "./frame.ts";
import { emitLookup } from "./lookup.ts";
import { leaveUnlessAligned } from "./memory.ts";
import { beginWrite, endWrite, readSlot } from "./slotAccess.ts";

/** `ExclusiveFlag` of core-as/mem/monitor.ts, beside the size in bits 0..7. */
const PAIR = 0x100;
const STACK = 0x200;

const LOADS: Record<number, number> = {
  1: code("i64.atomic.load8_u"),
  2: code("i64.atomic.load16_u"),
  4: code("i64.atomic.load32_u"),
  8: code("i64.atomic.load"),
};
const EXCHANGES: Record<number, number> = {
  1: code("i64.atomic.rmw8.cmpxchg_u"),
  2: code("i64.atomic.rmw16.cmpxchg_u"),
  4: code("i64.atomic.rmw32.cmpxchg_u"),
  8: code("i64.atomic.rmw.cmpxchg"),
};

/** Size of the access, and its translation cache; undefined for a pair. */
function describe(e: Emitter): { size: number; cache: number } | undefined {
  const flags = e.source.imm32(e.op);
  if ((flags & PAIR) !== 0) return undefined;
  return { size: flags & 0xff, cache: (flags & STACK) !== 0 ? SLOT_TC_STACK : SLOT_TC };
}

function emitAddress(e: Emitter): void {
  readSlot(e, e.source.a(e.op), "i64");
  e.code.localSet(e.frame.address);
}

export function emitExclusiveLoad(e: Emitter): void {
  const { code: to, frame, source, op } = e;
  const access = describe(e);
  if (access === undefined) return e.leaveAt(op);
  const { size, cache } = access;
  emitAddress(e);
  if (size > 1) leaveUnlessAligned(e, size);
  emitLookup(e, size, TLB_READ, cache);
  const value = frame.temporary("i64");
  to.localGet(frame.host);
  to.memory(LOADS[size], 0, Math.log2(size));
  to.localSet(value);
  to.localGet(V);
  to.i32Const(size);
  to.memory(I32_STORE, VCPU_MONITOR_SIZE, 2);
  storeMonitor(e, VCPU_MONITOR_ADDRESS, frame.address);
  storeMonitor(e, VCPU_MONITOR_DATA, value);
  to.localGet(V);
  to.i64ConstNumber(0);
  to.memory(I64_STORE, VCPU_MONITOR_DATA + 8, 3);
  beginWrite(e, source.d(op), "i64");
  to.localGet(value);
  endWrite(e, source.d(op), "i64");
}

function storeMonitor(e: Emitter, field: number, local: number): void {
  e.code.localGet(V);
  e.code.localGet(local);
  e.code.memory(I64_STORE, field, 3);
}

export function emitExclusiveStore(e: Emitter): void {
  const { code: to, frame, source, op } = e;
  const access = describe(e);
  if (access === undefined) return e.leaveAt(op);
  const { size, cache } = access;
  emitAddress(e);
  const failed = frame.temporary("i64");
  to.i64ConstNumber(1);
  to.localSet(failed);
  pushIsArmed(e, size);
  to.if(INNER_LABEL);
  if (size > 1) leaveUnlessAligned(e, size);
  emitLookup(e, size, TLB_WRITE, cache);
  to.localGet(frame.host);
  pushMonitorData(e);
  readSlot(e, source.b(op), "i64");
  to.memory(EXCHANGES[size], 0, Math.log2(size));
  pushMonitorData(e);
  to.op(code("i64.ne"));
  to.op(code("i64.extend_i32_u"));
  to.localSet(failed);
  to.end();
  to.localGet(V);
  to.i32Const(0);
  to.memory(I32_STORE, VCPU_MONITOR_SIZE, 2);
  beginWrite(e, source.d(op), "i64");
  to.localGet(failed);
  endWrite(e, source.d(op), "i64");
}

/** What the load-exclusive saw, zero-extended. */
function pushMonitorData(e: Emitter): void {
  e.code.localGet(V);
  e.code.memory(I64_LOAD, VCPU_MONITOR_DATA, 3);
}

function pushIsArmed(e: Emitter, size: number): void {
  const { code: to, frame } = e;
  to.localGet(V);
  to.memory(I32_LOAD, VCPU_MONITOR_SIZE, 2);
  to.i32Const(size);
  to.op(code("i32.eq"));
  to.localGet(V);
  to.memory(I64_LOAD, VCPU_MONITOR_ADDRESS, 3);
  to.localGet(frame.address);
  to.op(code("i64.eq"));
  to.op(code("i32.and"));
}
