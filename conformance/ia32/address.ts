/** Where an instruction's operands lie, computed from the state before it. */
import type { MemoryOperand, TestInstruction } from "./instruction.ts";
import { RECORD_ESP } from "./layout.ts";
import { GENERAL, numberOf, SEGMENT_AT, type SegmentName } from "./record.ts";
import { SEGMENTS } from "./segments.ts";

export function segmentBase(before: Uint8Array, segment: SegmentName): number {
  const selector = numberOf(before, SEGMENT_AT[segment]) & 0xffff;
  return selector < 4 ? 0 : SEGMENTS[selector >>> 3].base;
}

/** The offset in its segment. */
export function offsetOf({ base, index, scale, displacement, width }: MemoryOperand, before: Uint8Array): number {
  const register = (n: number | undefined) => (n === undefined ? 0 : numberOf(before, GENERAL[n]));
  const sum = register(base) + register(index) * scale + displacement;
  return width === 16 ? ((sum % 0x10000) + 0x10000) % 0x10000 : ((sum % 2 ** 32) + 2 ** 32) % 2 ** 32;
}

/** Linear address of the memory operand; undefined without one. */
export function operandAddress({ memory }: TestInstruction, before: Uint8Array): number | undefined {
  return memory && (offsetOf(memory, before) + segmentBase(before, memory.segment)) >>> 0;
}

/** Linear address of the top of the stack. */
export function stackAddress(before: Uint8Array): number {
  const { big } = SEGMENTS[(numberOf(before, SEGMENT_AT.SS) & 0xffff) >>> 3];
  const pointer = numberOf(before, RECORD_ESP);
  return ((big ? pointer : pointer & 0xffff) + segmentBase(before, "SS")) >>> 0;
}
