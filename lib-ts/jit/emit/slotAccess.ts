/** Reading and writing slots as ops name them, where slots are Wasm locals, lanes of them, constants, or memory. */

import { FPCR, FPSR } from "../../../core-as/layout.ts";
import { keepsRest } from "../operands.ts";
import type { SlotAccess } from "../rowTypes.ts";
import { slotKind, vectorOf } from "../slots.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import type { Emitter } from "./emitter.ts";
import { loadPlainFloat } from "./float.ts";
import { code, I64_LOAD, I64_STORE, type SlotLocal, V } from "./frame.ts";

const WRAP = code("i32.wrap_i64");
const EXTEND_U = code("i64.extend_i32_u");
const EXTEND_S = code("i64.extend_i32_s");
const V128_CONST = code("v128.const");
const DROP = code("drop");
const I64_FROM_F64 = code("i64.reinterpret_f64");
const I32_FROM_F32 = code("i32.reinterpret_f32");
const F64_FROM_I64 = code("f64.reinterpret_i64");
const F32_FROM_I32 = code("f32.reinterpret_i32");

/** Lane width in bytes, the instruction that reads a lane, and how its i32 becomes an i64. */
interface LaneRead {
  readonly bytes: number;
  readonly extract: number;
  readonly extend?: number;
}

const LANE_READS: Partial<Record<SlotAccess, LaneRead>> = {
  f64: { bytes: 8, extract: code("f64x2.extract_lane") },
  f32: { bytes: 4, extract: code("f32x4.extract_lane") },
  i64: { bytes: 8, extract: code("i64x2.extract_lane") },
  v64: { bytes: 8, extract: code("i64x2.extract_lane") },
  i32: { bytes: 4, extract: code("i32x4.extract_lane") },
  u32: { bytes: 4, extract: code("i32x4.extract_lane"), extend: EXTEND_U },
  v32: { bytes: 4, extract: code("i32x4.extract_lane"), extend: EXTEND_U },
  s32: { bytes: 4, extract: code("i32x4.extract_lane"), extend: EXTEND_S },
  u16: { bytes: 2, extract: code("i16x8.extract_lane_u"), extend: EXTEND_U },
  v16: { bytes: 2, extract: code("i16x8.extract_lane_u"), extend: EXTEND_U },
  s16: { bytes: 2, extract: code("i16x8.extract_lane_s"), extend: EXTEND_S },
  u8: { bytes: 1, extract: code("i8x16.extract_lane_u"), extend: EXTEND_U },
  v8: { bytes: 1, extract: code("i8x16.extract_lane_u"), extend: EXTEND_U },
  s8: { bytes: 1, extract: code("i8x16.extract_lane_s"), extend: EXTEND_S },
};

/** Lane width in bytes, the instruction that writes a lane, and whether the value is a wrapped i64. */
interface LaneWrite {
  readonly bytes: number;
  readonly replace: number;
  readonly convert?: number;
}

const LANE_WRITES: Record<string, LaneWrite> = {
  f64: { bytes: 8, replace: code("f64x2.replace_lane") },
  f32: { bytes: 4, replace: code("f32x4.replace_lane") },
  i64: { bytes: 8, replace: code("i64x2.replace_lane") },
  i32: { bytes: 8, replace: code("i64x2.replace_lane"), convert: EXTEND_U },
  lanef64: { bytes: 8, replace: code("f64x2.replace_lane") },
  lanef32: { bytes: 4, replace: code("f32x4.replace_lane") },
  lane64: { bytes: 8, replace: code("i64x2.replace_lane") },
  lane32: { bytes: 4, replace: code("i32x4.replace_lane"), convert: WRAP },
  lane16: { bytes: 2, replace: code("i16x8.replace_lane"), convert: WRAP },
  lane8: { bytes: 1, replace: code("i8x16.replace_lane"), convert: WRAP },
};

export function pushZeroVector(e: Emitter): void {
  e.code.op(V128_CONST);
  for (let i = 0; i < 4; i++) e.code.f32bits(0);
}

/** Pushes the value of `slot`, read as `access`. */
export function readSlot(e: Emitter, slot: number, access: SlotAccess): void {
  const { code: to, frame } = e;
  switch (slotKind(slot)) {
    case "integer":
    case "temporary":
      to.localGet(frame.of(slot).local);
      if (access === "i32") to.op(WRAP);
      return;
    case "zero":
      if (access === "i32") to.i32Const(0);
      else to.i64ConstNumber(0);
      return;
    case "pc":
      e.pushPc(0);
      if (access === "i32") to.op(WRAP);
      return;
    case "vector":
    case "vectorTemporary":
      readVector(e, slot, access);
      return;
    case "vectorZero":
      pushZeroVector(e);
      readLane(e, 0, access);
      return;
    default:
      to.localGet(V);
      to.memory(I64_LOAD, slot, 3);
      if (access === "i32") to.op(WRAP);
  }
}

function readVector(e: Emitter, slot: number, access: SlotAccess): void {
  const { local, use } = e.frame.of(vectorOf(slot));
  e.code.localGet(local);
  if (use.type === "v128") readLane(e, slot % 16, access);
  else if (use.type === "f64" && access === "v64") e.code.op(I64_FROM_F64);
  else if (use.type === "f32" && access === "v32") {
    e.code.op(I32_FROM_F32);
    e.code.op(EXTEND_U);
  }
}

/** Turns the v128 on the stack into the lane at byte `offset`. */
function readLane(e: Emitter, offset: number, access: SlotAccess): void {
  if (access === "v128") return;
  const lane = LANE_READS[access];
  if (lane === undefined) throw new Error(`no lane is read as ${access}`);
  e.code.op(lane.extract);
  e.code.byte(offset / lane.bytes);
  if (lane.extend !== undefined) e.code.op(lane.extend);
}

/** Pushes what must lie below the value that `endWrite` stores. */
export function beginWrite(e: Emitter, slot: number, access: string): void {
  const kind = slotKind(slot);
  if (kind === "field") e.code.localGet(V);
  if (kind !== "vector" && kind !== "vectorTemporary") return;
  const { local, use } = e.frame.of(vectorOf(slot));
  if (use.type !== "v128" || access === "v128") return;
  if (keepsRest(access)) e.code.localGet(local);
  else pushZeroVector(e);
}

/** Stores the value on the stack in `slot`, as `access` says. */
export function endWrite(e: Emitter, slot: number, access: string): void {
  const { code: to, frame } = e;
  switch (slotKind(slot)) {
    case "integer":
    case "temporary":
      if (access === "i32") to.op(EXTEND_U);
      to.localSet(frame.of(slot).local);
      return;
    case "discard":
    case "vectorDiscard":
      to.op(DROP);
      return;
    case "vector":
    case "vectorTemporary":
      writeVector(e, slot, access);
      return;
    case "field":
      if (access === "i32") to.op(EXTEND_U);
      to.memory(I64_STORE, slot, 3);
      if (slot === FPCR || slot === FPSR) loadPlainFloat(e);
      return;
    default:
      throw new Error(`slot ${slot} is never written`);
  }
}

function writeVector(e: Emitter, slot: number, access: string): void {
  const vector = e.frame.of(vectorOf(slot));
  const { use } = vector;
  const { code: to } = e;
  if (use.type === "f64" && access === "v64") to.op(F64_FROM_I64);
  if (use.type === "f32" && access === "v32") {
    to.op(WRAP);
    to.op(F32_FROM_I32);
  }
  if (use.type === "v128" && access !== "v128") {
    // v8..v64 values come zero-extended to 64 bits.
    const lane = LANE_WRITES[access] ?? LANE_WRITES.i64;
    if (lane.convert !== undefined) to.op(lane.convert);
    to.op(lane.replace);
    to.byte((slot % 16) / lane.bytes);
  }
  // The rest of a scalar's register is in locals of its own.
  if (keepsRest(access)) to.localSet(vector.local);
  else setVector(to, vector);
}

/** The value on the stack becomes that of a vector's local; a scalar clears the rest of its register. */
export function setVector(to: CodeWriter, { local, high, middle }: SlotLocal): void {
  to.localSet(local);
  if (high !== undefined) {
    to.i64ConstNumber(0);
    to.localSet(high);
  }
  if (middle !== undefined) {
    to.i32Const(0);
    to.localSet(middle);
  }
}
