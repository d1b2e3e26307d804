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

/** A segment register of IA32 with its hidden part. */
export interface Ia32SegmentState {
  readonly selector: number;
  readonly base: number;
  /** Last valid offset in bytes, whatever the granularity. */
  readonly limit: number;
  /** Access rights as a VMCS has them (SDM volume 3, 25.4.1): type in bits 3..0, S 4, DPL 6..5, P 7, D/B 14, G 15. */
  readonly rights: number;
}

/** A general register of IA32 that a boot protocol gives a value. */
export type Ia32Register = "eax" | "ebx" | "ecx" | "edx" | "esi" | "edi" | "ebp" | "esp";

/**
 * State of the boot processor where a protocol hands over in protected mode without paging. What is not named is as after
 * reset, but general registers are 0.
 */
export interface Ia32Start {
  /** Linear address, which is the physical one. */
  readonly eip: number;
  readonly registers: Readonly<Partial<Record<Ia32Register, number>>>;
  readonly eflags: number;
  readonly cr0: number;
  readonly cs: Ia32SegmentState;
  /** DS, ES, FS, GS and SS alike. */
  readonly data: Ia32SegmentState;
  /** The table that the selectors name; one of the plan's segments holds it. */
  readonly gdtr: { readonly base: number; readonly limit: number };
}

/** What a loader for IA32 hands to a machine. */
export interface Ia32LoadPlan {
  readonly segments: readonly Segment[];
  /** Undefined: the processor starts at its reset vector. */
  readonly start?: Ia32Start;
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
