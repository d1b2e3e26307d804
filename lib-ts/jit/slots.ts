/** What a slot is: which of them a region may keep in Wasm locals. */
import {
  SLOT_DISCARD,
  SLOT_PC,
  SLOT_SP,
  SLOT_T,
  SLOT_TC,
  SLOT_TC_NARROW,
  SLOT_TC_NARROW_BYTE,
  SLOT_TC_SEGMENT,
  SLOT_TC_SEGMENT_SIZE,
  SLOT_TC_STACK,
  SLOT_TC_USER,
  SLOT_V,
  SLOT_VDISCARD,
  SLOT_VT,
  SLOT_VZERO,
  SLOT_ZERO,
} from "../../core-as/layout.ts";

export type SlotKind =
  | "integer"
  | "temporary"
  | "vector"
  | "vectorTemporary"
  | "zero"
  | "discard"
  | "pc"
  | "vectorZero"
  | "vectorDiscard"
  | "translationCache"
  /** Any other field of the vCPU: always in memory. */
  | "field";

const VECTOR_SIZE = 16;
/** One u32 each for IA32's six segment registers. */
const SEGMENT_CACHES = [SLOT_TC_SEGMENT, SLOT_TC_NARROW, SLOT_TC_NARROW_BYTE];

export function slotKind(slot: number): SlotKind {
  if (slot <= SLOT_SP) return "integer";
  if (slot === SLOT_ZERO) return "zero";
  if (slot === SLOT_DISCARD) return "discard";
  if (slot === SLOT_PC) return "pc";
  if (slot === SLOT_TC || slot === SLOT_TC_USER || slot === SLOT_TC_STACK) return "translationCache";
  if (SEGMENT_CACHES.some((first) => slot >= first && slot < first + SLOT_TC_SEGMENT_SIZE)) return "translationCache";
  if (slot >= SLOT_T && slot < SLOT_V) return "temporary";
  if (slot >= SLOT_V && slot < SLOT_VT) return "vector";
  if (slot >= SLOT_VT && slot < SLOT_VZERO) return "vectorTemporary";
  if (slot >= SLOT_VZERO && slot < SLOT_VDISCARD) return "vectorZero";
  if (slot >= SLOT_VDISCARD && slot < SLOT_VDISCARD + VECTOR_SIZE) return "vectorDiscard";
  return "field";
}

/** The slot of the whole vector register that `slot` is a lane of. */
export function vectorOf(slot: number): number {
  return slot - (slot % VECTOR_SIZE);
}

/** Whether the slot keeps its value within one instruction only. */
export function isTemporary(kind: SlotKind): boolean {
  return kind === "temporary" || kind === "vectorTemporary";
}
