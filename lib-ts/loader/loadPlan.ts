/** What a loader hands to a machine: which bytes go where. Pure data; nothing is copied until the machine does it. */
import { ImageMisplaced, ImageTooLarge } from "./imageError.ts";

/** Bytes for guest-physical memory; what lies between `bytes.length` and `size` is zero. */
export interface Segment {
  readonly name: string;
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly size: number;
}

export interface LoadPlan {
  /** Guest-physical address of the first instruction. */
  readonly entry: number;
  readonly segments: readonly Segment[];
}

/** A range of guest-physical memory. */
export interface MemoryRange {
  readonly start: number;
  readonly size: number;
}

/** Rounds up to a multiple of `alignment`, a power of two. */
export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * Checks that every segment lies in `ram` and none overlaps another.
 * @throws ImageTooLarge, ImageMisplaced
 */
export function checkPlacement(image: string, segments: readonly Segment[], ram: MemoryRange): void {
  const sorted = [...segments].sort((a, b) => a.address - b.address);
  sorted.forEach((segment, index) => {
    if (segment.size > ram.size) throw new ImageTooLarge(image, segment.size, ram.size);
    const end = segment.address + segment.size;
    if (segment.address < ram.start || end > ram.start + ram.size) {
      const where = `at ${hex(segment.address)}..${hex(end)}`;
      throw new ImageMisplaced(
        image,
        `${segment.name} ${where}`,
        `lies outside memory (${hex(ram.start)}..${hex(ram.start + ram.size)}); link it for this machine or add memory`,
      );
    }
    const next = sorted[index + 1];
    if (next !== undefined && next.address < end) {
      throw new ImageMisplaced(image, segment.name, `overlaps ${next.name} at ${hex(next.address)}`);
    }
  });
}
