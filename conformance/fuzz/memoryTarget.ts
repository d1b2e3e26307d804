/** Where random accesses go. */
import { READ_ONLY_ADDRESS, WINDOW_ADDRESS, WINDOW_SIZE } from "../oracle/layout.ts";
import type { Random } from "./random.ts";

/**
 * An address for an access: mostly inside the data window and a multiple of `alignment`, a power of two; at times not aligned, at the
 * window's edges, across its pages, or in the read-only page behind it.
 */
export function memoryTarget(random: Random, alignment: number): number {
  switch (random.below(12)) {
    case 0:
      return WINDOW_ADDRESS + random.below(32) - 16;
    case 1:
      return READ_ONLY_ADDRESS + random.below(80) - 64;
    case 2:
      return WINDOW_ADDRESS + WINDOW_SIZE / 2 + random.below(40) - 32;
    case 3:
      return READ_ONLY_ADDRESS + random.below(0x1100);
    case 4:
    case 5:
      return WINDOW_ADDRESS + 512 + random.below(WINDOW_SIZE - 1024);
    default:
      return WINDOW_ADDRESS + 512 + (random.below(WINDOW_SIZE - 1024) & ~(alignment - 1));
  }
}
