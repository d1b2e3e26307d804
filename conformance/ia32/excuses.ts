/**
 * What a comparison with a processor of today must leave out, and why: where the manual allows both results, or where the
 * processors differ by what they are.
 */
import type { Difference } from "./compare.ts";
import type { TestInstruction } from "./instruction.ts";
import { RECORD_CR2, RECORD_VECTOR } from "./layout.ts";
import { numberOf, SEGMENT_AT } from "./record.ts";
import { SEGMENTS } from "./segments.ts";

/** A test with a difference. */
export interface Outcome {
  readonly before: Uint8Array;
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
  readonly differences: readonly Difference[];
}

export interface Excuse {
  readonly reason: string;
  /** Where the manual allows our result, or demands it. */
  readonly clause: string;
  covers(instructions: readonly TestInstruction[], outcome: Outcome): boolean;
}

const [STACK_FAULT, GENERAL_PROTECTION, PAGE_FAULT] = [12, 13, 14];
/** The longest access. */
const LONGEST_ACCESS = 108;

/** Whether an access at linear `address` goes beyond offset FFFFFFFFH of a segment. */
function wraps(before: Uint8Array, address: number): boolean {
  return Object.values(SEGMENT_AT).some((at) => {
    const selector = numberOf(before, at) & 0xffff;
    const offset = (address - (selector < 4 ? 0 : SEGMENTS[selector >>> 3].base)) >>> 0;
    return offset > 2 ** 32 - LONGEST_ACCESS;
  });
}

export const EXCUSES: readonly Excuse[] = [
  {
    reason: "an access across the end of a segment of 4 GiB: this processor sees it as outside of the segment",
    clause:
      "volume 3, 5.3: when the effective limit is FFFFFFFFH, these accesses may or may not cause the indicated exceptions",
    covers: (_, { before, expected, got }) =>
      [STACK_FAULT, GENERAL_PROTECTION].includes(numberOf(expected, RECORD_VECTOR)) &&
      numberOf(got, RECORD_VECTOR) === PAGE_FAULT &&
      wraps(before, numberOf(got, RECORD_CR2)),
  },
];

const used = new Map<Excuse, number>();

export function excuseOf(instructions: readonly TestInstruction[], outcome: Outcome): Excuse | undefined {
  const found = EXCUSES.find((excuse) => excuse.covers(instructions, outcome));
  if (found) used.set(found, timesUsed(found) + 1);
  return found;
}

export function timesUsed(excuse: Excuse): number {
  return used.get(excuse) ?? 0;
}
