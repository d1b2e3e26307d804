/** Selectors and addresses of code that mean the same on every back end. */
import type { Random } from "../fuzz/random.ts";
import { CODE_SIZE, DESCRIPTOR_COUNT, LANDING_SIZE, TEST_STRIDE } from "./layout.ts";
import { Local, selectorOf } from "./segments.ts";

/** The first index behind the global descriptor table of Linux. */
const GLOBAL_END = 16;
const LOCAL = 4;

/** An offset in the first `size` bytes of the code area at which no test's code lies. */
export function landing(random: Random, size = CODE_SIZE): number {
  return random.below(size / TEST_STRIDE) * TEST_STRIDE + random.below(LANDING_SIZE);
}

/** Local ones, with any privilege level, those behind both tables' ends, and null ones. */
export function randomSelector(random: Random): number {
  switch (random.below(10)) {
    case 0:
      return random.below(4);
    case 1:
      return ((DESCRIPTOR_COUNT + random.below(100)) << 3) | LOCAL | random.below(4);
    case 2:
      return ((GLOBAL_END + random.below(500)) << 3) | random.below(4);
    case 3:
      return (random.below(DESCRIPTOR_COUNT) << 3) | LOCAL | random.below(4);
    case 4:
    case 5:
      return selectorOf(Local.code16 + random.below(16));
    case 6:
      return selectorOf(Local.code);
    default:
      return selectorOf(random.below(Local.code16));
  }
}

/** What a test may begin with in DS and ES. */
export function dataSegment(random: Random): number {
  if (random.chance(55)) return Local.data;
  return random.pick([
    Local.low,
    Local.low,
    Local.page,
    Local.readOnly,
    Local.expandDown,
    Local.stack16,
    Local.expandDown16,
    Local.shifted,
    Local.code,
  ]);
}

/** What a test may begin with in SS. */
export function stackSegment(random: Random): number {
  if (random.chance(60)) return Local.data;
  return random.pick([Local.low, Local.page, Local.expandDown, Local.stack16, Local.stack16, Local.expandDown16]);
}
