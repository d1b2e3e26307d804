/** The memory map as a PC's firmware tells it (INT 15h, EAX=E820h), and as the Linux and multiboot protocols pass it on. */
import type { MemoryRange } from "./loadPlan.ts";

/** Types of the ACPI specification, 15.1. */
export enum E820Type {
  Usable = 1,
  Reserved = 2,
}

export interface E820Entry extends MemoryRange {
  readonly type: E820Type;
}

/** Bytes of usable memory from `start` on without a gap; 0 when there is none. */
export function usableFrom(map: readonly E820Entry[], start: number): number {
  const home = map.find((range) => range.type === E820Type.Usable && contains(range, start));
  return home === undefined ? 0 : home.start + home.size - start;
}

function contains({ start, size }: MemoryRange, address: number): boolean {
  return address >= start && address < start + size;
}
