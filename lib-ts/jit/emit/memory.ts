/** Loads and stores of guest memory: where it is, lookup.ts finds out. */
import { SLOT_PC } from "../../../core-as/layout.ts";
import { keepsRest } from "../operands.ts";
import type { MemoryRow, SlotAccess } from "../rowTypes.ts";
import { slotKind, vectorOf } from "../slots.ts";
import type { ValueType } from "../wasm/valueType.ts";
import type { Emitter } from "./emitter.ts";
import { code, type SlotLocal } from "./frame.ts";
import { type GroupedAccess, SIZES } from "./groups.ts";
import { emitLocate } from "./lookup.ts";
import { beginWrite, endWrite, readSlot, setVector } from "./slotAccess.ts";

const I64_ADD = code("i64.add");
const I64_AND = code("i64.and");
const I32_ADD = code("i32.add");
const WRAP = code("i32.wrap_i64");

/** Load instructions to an i64, by access. */
const TO_I64: Record<string, number> = {
  u8: code("i64.load8_u"),
  i8: code("i64.load8_s"),
  u16: code("i64.load16_u"),
  i16: code("i64.load16_s"),
  u32: code("i64.load32_u"),
  i32: code("i64.load32_s"),
  u64: code("i64.load"),
};
const TO_I32: Record<string, number> = { i8: code("i32.load8_s"), i16: code("i32.load16_s"), i32: code("i32.load") };
const ATOMIC_LOADS: Record<string, number> = {
  u8: code("i64.atomic.load8_u"),
  u16: code("i64.atomic.load16_u"),
  u32: code("i64.atomic.load32_u"),
  u64: code("i64.atomic.load"),
};
const FROM_I64: Record<string, number> = {
  u8: code("i64.store8"),
  u16: code("i64.store16"),
  u32: code("i64.store32"),
  u64: code("i64.store"),
};
const ATOMIC_STORES: Record<string, number> = {
  u8: code("i64.atomic.store8"),
  u16: code("i64.atomic.store16"),
  u32: code("i64.atomic.store32"),
  u64: code("i64.atomic.store"),
};
/** How vector slots go to and from memory, by access: the local's type, the load and the store. */
const F64_LOAD = code("f64.load");
const F64_STORE = code("f64.store");
const F32_LOAD = code("f32.load");
const F32_STORE = code("f32.store");
const V128_LOAD = code("v128.load");
const V128_STORE = code("v128.store");
const V128_LOAD_ZERO: Record<string, number> = { u32: code("v128.load32_zero"), u64: code("v128.load64_zero") };
const STORE_LANE: Record<string, number> = {
  u8: code("v128.store8_lane"),
  u16: code("v128.store16_lane"),
  u32: code("v128.store32_lane"),
  u64: code("v128.store64_lane"),
};
const ATOMIC_ALIGN: Record<string, number> = { u8: 0, u16: 1, u32: 2, u64: 3 };

/** Loads and stores, single and in pairs. */
export function emitMemory(e: Emitter, row: MemoryRow): void {
  const grouped = e.groups.get(e.op);
  if (grouped === undefined) {
    emitAlone(e, row);
    emitElements(e, row, e.frame.host, 0);
    return;
  }
  const host = e.frame.groupHost(grouped.group);
  if (grouped.first) emitFirst(e, row, grouped, host);
  emitElements(e, row, host, grouped.offset);
}

/** Puts the linear-memory address of the access into frame.host, or leaves. */
function emitAlone(e: Emitter, row: MemoryRow): void {
  const pair = row.kind === "loadpair" || row.kind === "storepair";
  const size = SIZES[row.access];
  const aligned = row.order === "atomic" || row.order === "word-aligned";
  const alignment = row.order === "words" ? 4 : aligned ? size : 1;
  if (row.order.startsWith("word")) pushWordAddress(e, e.source.imm32(e.op));
  else pushAddress(e, pair || row.order === "lanes");
  e.code.localSet(e.frame.address);
  if (alignment > 1) leaveUnlessAligned(e, alignment);
  const hint = row.order === "word-lanes" ? (e.source.aux(e.op) >> 16) & 0xff : 0;
  if (hint !== 0) leaveUnlessAligned(e, hint + 1);
  emitLocate(e, pair ? 2 * size : size, row.kind.startsWith("store"));
}

/** Puts the linear-memory address of the group's lowest byte into local `host`, or leaves. */
function emitFirst(e: Emitter, row: MemoryRow, { group, start }: GroupedAccess, host: number): void {
  if (row.order.startsWith("word")) pushWordAddress(e, start);
  else pushSum(e, start, start >> 31);
  e.code.localSet(e.frame.address);
  emitLocate(e, group.span, group.writes, "atGroup");
  e.code.localGet(e.frame.host);
  e.code.localSet(host);
}

/** Nothing in it can fault, so elements of a pair may go one after the other, aux first to registers. */
function emitElements(e: Emitter, row: MemoryRow, host: number, offset: number): void {
  const { source, op } = e;
  const second = offset + SIZES[row.access];
  switch (row.kind) {
    case "load":
      return emitLoad(e, row, source.d(op), { host, offset });
    case "store":
      return emitStore(e, row, source.d(op), { host, offset });
    case "storepair":
      if (row.order === "word-aligned") return emitStoreDoubleword(e, { host, offset });
      emitStore(e, row, source.d(op), { host, offset });
      return emitStore(e, row, source.c(op), { host, offset: second });
    default:
      if (row.order === "word-aligned") return emitLoadDoubleword(e, { host, offset });
      emitLoad(e, row, source.c(op), { host, offset: second });
      emitLoad(e, row, source.d(op), { host, offset });
  }
}

/** Two aligned words of a machine with 32-bit addresses, as one access: the interpreter's templates say why. */
function emitLoadDoubleword(e: Emitter, { host, offset }: Place): void {
  const { code: to, frame, source, op } = e;
  const both = frame.temporary("i64");
  to.localGet(host);
  to.memory(TO_I64["u64"], offset, 0);
  to.localSet(both);
  beginWrite(e, source.c(op), "i64");
  to.localGet(both);
  to.i64ConstNumber(32);
  to.op(code("i64.shr_u"));
  endWrite(e, source.c(op), "i64");
  beginWrite(e, source.d(op), "i64");
  to.localGet(both);
  to.i64ConstNumber(0xffffffff);
  to.op(I64_AND);
  endWrite(e, source.d(op), "i64");
}

function emitStoreDoubleword(e: Emitter, { host, offset }: Place): void {
  const { code: to, source, op } = e;
  to.localGet(host);
  readSlot(e, source.d(op), "i64");
  to.i64ConstNumber(0xffffffff);
  to.op(I64_AND);
  readSlot(e, source.c(op), "i64");
  to.i64ConstNumber(32);
  to.op(code("i64.shl"));
  to.op(code("i64.or"));
  to.memory(FROM_I64["u64"], offset, 0);
}

function pushAddress(e: Emitter, narrow: boolean): void {
  const { source, op } = e;
  const low = source.imm32(op);
  pushSum(e, low, narrow ? low >> 31 : source.aux(op));
}

/** The address register and a constant. */
function pushSum(e: Emitter, low: number, high: number): void {
  const { source, op, code: to } = e;
  const slot = source.a(op);
  if (slot === SLOT_PC) e.pushPc(0);
  else readSlot(e, slot, "i64");
  if (low === 0 && high === 0) return;
  to.i64ConstHalves(low, high);
  to.op(I64_ADD);
}

/** An address of 32 bits, which wraps. */
function pushWordAddress(e: Emitter, distance: number): void {
  const { source, op, code: to } = e;
  if (distance === 0) return readSlot(e, source.a(op), "i64");
  readSlot(e, source.a(op), "i32");
  to.i32Const(distance);
  to.op(I32_ADD);
  to.op(code("i64.extend_i32_u"));
}

/** Leaves when frame.address is no multiple of `size`. */
export function leaveUnlessAligned(e: Emitter, size: number): void {
  const { code: to } = e;
  to.localGet(e.frame.address);
  to.op(WRAP);
  to.i32Const(size - 1);
  to.op(code("i32.and"));
  e.leaveAtIf(e.op);
}

function vectorLocal(e: Emitter, slot: number) {
  const kind = slotKind(slot);
  return kind === "vector" || kind === "vectorTemporary" ? e.frame.of(vectorOf(slot)) : undefined;
}

/** Where an element lies: the local with a linear-memory address, and its distance from that. */
interface Place {
  readonly host: number;
  readonly offset: number;
}

function emitLoad(e: Emitter, row: MemoryRow, slot: number, place: Place): void {
  const { code: to } = e;
  const { host, offset } = place;
  const { access, order, result } = row;
  const vector = vectorLocal(e, slot);
  if (vector !== undefined && emitVectorLoad(e, vector, row, slot, place)) return;
  const write = result === "i32" ? "i32" : result;
  beginWrite(e, slot, write);
  to.localGet(host);
  if (order === "atomic") to.memory(ATOMIC_LOADS[access], offset, ATOMIC_ALIGN[access]);
  else if (access === "v128") to.memory(V128_LOAD, offset, 0);
  else if (access === "f64" || access === "f32") to.memory(access === "f64" ? F64_LOAD : F32_LOAD, offset, 0);
  else to.memory(result === "i32" ? TO_I32[access] : TO_I64[access], offset, 0);
  endWrite(e, slot, write);
}

/** Loads straight into a vector local where Wasm has the instruction. */
function emitVectorLoad(
  e: Emitter,
  vector: SlotLocal,
  { access, result }: MemoryRow,
  slot: number,
  place: Place,
): boolean {
  const { code: to } = e;
  // An integer goes to its lane and leaves the others alone.
  if (slot % 16 !== 0 || result === "i64" || result === "i32") return false;
  const { type } = vector.use;
  if (keepsRest(result)) return type !== "v128" && emitScalarLane(e, vector, type, place);
  const opcode =
    type === "f64" ? F64_LOAD : type === "f32" ? F32_LOAD : access === "v128" ? V128_LOAD : V128_LOAD_ZERO[access];
  if (opcode === undefined) return false;
  to.localGet(place.host);
  to.memory(opcode, place.offset, 0);
  setVector(to, vector);
  return true;
}

/** Loads a lane that is all that the region uses of its register. */
function emitScalarLane(
  { code: to }: Emitter,
  { local }: SlotLocal,
  type: ValueType,
  { host, offset }: Place,
): boolean {
  to.localGet(host);
  to.memory(type === "f64" ? F64_LOAD : F32_LOAD, offset, 0);
  to.localSet(local);
  return true;
}

function emitStore(e: Emitter, row: MemoryRow, slot: number, { host, offset }: Place): void {
  const { code: to } = e;
  const { access, order, result } = row;
  const vector = vectorLocal(e, slot);
  to.localGet(host);
  if (vector !== undefined) {
    to.localGet(vector.local);
    if (vector.use.type === "f64") to.memory(F64_STORE, offset, 0);
    else if (vector.use.type === "f32") to.memory(F32_STORE, offset, 0);
    else if (access === "v128") to.memory(V128_STORE, offset, 0);
    else {
      to.memory(STORE_LANE[access], offset, 0);
      to.byte((slot % 16) / SIZES[access]);
    }
    return;
  }
  readSlot(e, slot, (access === "v128" ? "v128" : result === "i64" ? "i64" : "v64") as SlotAccess);
  if (access === "v128") to.memory(V128_STORE, offset, 0);
  else if (order === "atomic") to.memory(ATOMIC_STORES[access], offset, ATOMIC_ALIGN[access]);
  else to.memory(FROM_I64[access], offset, 0);
}
