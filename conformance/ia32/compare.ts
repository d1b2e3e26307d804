/** Finds and describes differences between what two back ends made of a batch. */
import type { BatchResult } from "./batch.ts";
import { type Excuse, excuseOf } from "./excuses.ts";
import type { GeneratedBatch } from "./generator.ts";
import type { TestInstruction } from "./instruction.ts";
import * as layout from "./layout.ts";
import { hexOf, numberOf, type Part, RESULT_PARTS, textOf } from "./record.ts";
import { undefinedResultOf } from "./undefined.ts";

/** A part of the state, or an 8-byte word of memory by its address in brackets; values in hexadecimal. */
export interface Difference {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

/** A test whose outcome differs. */
export interface Mismatch {
  readonly test: number;
  readonly differences: readonly Difference[];
}

const PAGE_FAULT = 14;
const ARITHMETIC_FLAGS = 0x8d5;

interface Sides {
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
}

/** What a test's difference is taken for. */
export interface Verdict {
  /** What the manual leaves undefined is not among them. */
  readonly differences: readonly Difference[];
  readonly excuse: Excuse | undefined;
}

/**
 * @param removed tests that were not run
 * @param excuses of this reference
 */
export function compareResults(
  generated: GeneratedBatch,
  expected: BatchResult,
  got: BatchResult,
  removed: ReadonlySet<number> = new Set(),
  excuses: readonly Excuse[] = [],
): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (let test = 0; test < generated.batch.count; test++) {
    if (removed.has(test)) continue;
    const verdict = compareTest(generated, expected, got, test, excuses);
    if (verdict && !verdict.excuse) mismatches.push({ test, differences: verdict.differences });
  }
  return mismatches;
}

/** @returns undefined when nothing differs */
export function compareTest(
  { batch, tests }: GeneratedBatch,
  expected: BatchResult,
  got: BatchResult,
  test: number,
  excuses: readonly Excuse[],
): Verdict | undefined {
  const records = sides(expected.records, got.records, test, layout.RECORD_SIZE);
  const windows = sides(expected.windows, got.windows, test, layout.WINDOW_SIZE);
  if (timedOut(records.expected) && timedOut(records.got)) return undefined;
  const before = batch.input(test);
  const found = [...states(records), ...words(windows)];
  const differences = found.filter((difference) => !isUndefined(difference, tests[test], before));
  if (differences.length === 0) return undefined;
  const outcome = { ...records, before, differences, window: batch.template, code: batch.code };
  return { differences, excuse: excuseOf(tests[test], outcome, excuses) };
}

function sides(expected: Uint8Array, got: Uint8Array, index: number, size: number): Sides {
  const part = (bytes: Uint8Array) => bytes.subarray(index * size, (index + 1) * size);
  return { expected: part(expected), got: part(got) };
}

/** An endless loop is stopped anywhere: its state says nothing. */
const timedOut = (record: Uint8Array) => numberOf(record, layout.RECORD_SIGNAL) === layout.TIMEOUT_SIGNAL;

function states({ expected, got }: Sides): Difference[] {
  const faults =
    numberOf(expected, layout.RECORD_VECTOR) === PAGE_FAULT && numberOf(got, layout.RECORD_VECTOR) === PAGE_FAULT;
  const counts = ({ name }: Part) => name !== "CR2" || faults;
  return RESULT_PARTS.filter(
    (part) => counts(part) && differs(expected, got, part) && !bothNull(expected, got, part),
  ).map((part) => ({
    name: part.name,
    expected: textOf(expected, part),
    got: textOf(got, part),
  }));
}

/** The host's kernel gives a null selector back without its privilege level. */
function bothNull(expected: Uint8Array, got: Uint8Array, { name, at }: Part): boolean {
  return /^[DEFG]S$/.test(name) && [expected, got].every((record) => (numberOf(record, at) & 0xffff) < 4);
}

function differs(left: Uint8Array, right: Uint8Array, { at, size }: Part): boolean {
  for (let byte = at; byte < at + size; byte++) if (left[byte] !== right[byte]) return true;
  return false;
}

function words({ expected, got }: Sides): Difference[] {
  if (Buffer.compare(expected, got) === 0) return [];
  return changedWords(expected, got).map(({ address, left, right }) => ({
    name: `[${address}]`,
    expected: left,
    got: right,
  }));
}

/** The 8-byte words in which two window images differ: guest address and both values, in hexadecimal. */
export function changedWords(left: Uint8Array, right: Uint8Array): { address: string; left: string; right: string }[] {
  const changes = [];
  for (let at = 0; at < left.length; at += 8) {
    if (Buffer.compare(left.subarray(at, at + 8), right.subarray(at, at + 8)) === 0) continue;
    changes.push({
      address: (layout.WINDOW_ADDRESS + at).toString(16),
      left: hexOf(left.subarray(at, at + 8)),
      right: hexOf(right.subarray(at, at + 8)),
    });
  }
  return changes;
}

/** Whether the last instruction leaves it undefined. */
function isUndefined(
  { name, expected, got }: Difference,
  instructions: readonly TestInstruction[],
  before: Uint8Array,
): boolean {
  const last = instructions[instructions.length - 1];
  const undefinedResult = undefinedResultOf(last);
  if (!undefinedResult) return false;
  if (name === "EFLAGS") {
    const bits = Number.parseInt(expected, 16) ^ Number.parseInt(got, 16);
    // In a block the count of a shift may be what comes before has made it.
    const mask = instructions.length > 1 ? ARITHMETIC_FLAGS : undefinedResult.flags(last, before);
    return (bits & ~mask) === 0;
  }
  return !/^(EIP|vector|error|CR2|signal)$/.test(name) && undefinedResult.destination?.(last, before) === true;
}
