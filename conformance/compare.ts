/** Finds and describes differences between what two back ends made of a batch. */
import type { Batch, BatchResult } from "./oracle/batch.ts";
import * as layout from "./oracle/layout.ts";
import { differingParts, hexOf, type Part, textOf } from "./parts.ts";

/** A test whose outcome differs. */
export interface Mismatch {
  readonly test: number;
  readonly differences: readonly Difference[];
  /** The records after it. */
  readonly expected: Uint8Array;
  readonly got: Uint8Array;
  /** The instruction at which the machine under test stopped, which a branch may have chosen; 0 outside the code. */
  readonly stoppedAt: number;
  /** Whether both machines stopped in the code of another test, where a branch led them. */
  readonly strayed: boolean;
}

/** A part of the state, or an 8-byte word of memory by its address in brackets; values in hexadecimal. */
export interface Difference {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

export function compareResults(batch: Batch, expected: BatchResult, got: BatchResult): Mismatch[] {
  const mismatches: Mismatch[] = [];
  let window = 0;
  for (let test = 0; test < batch.count; test++) {
    const [left, right] = [expected, got].map(({ records }) => part(records, test, layout.RECORD_SIZE));
    const keeps = batch.keepsMemory(test);
    const [leftWindow, rightWindow] = [expected, got].map(({ windows }) =>
      keeps ? part(windows, window, layout.WINDOW_SIZE) : windows.subarray(0, 0),
    );
    window += keeps ? 1 : 0;
    if (Buffer.compare(left, right) === 0 && Buffer.compare(leftWindow, rightWindow) === 0) continue;
    if (bothTimedOut(left, right)) continue;
    const differences = [...states(batch.format.parts, left, right), ...windows(leftWindow, rightWindow)];
    const strayed = [left, right].every((record) => batch.isInOtherTest(record, test));
    mismatches.push({ test, differences, expected: left, got: right, stoppedAt: batch.wordAt(right), strayed });
  }
  return mismatches;
}

function part(bytes: Uint8Array, index: number, size: number): Uint8Array {
  return bytes.subarray(index * size, (index + 1) * size);
}

/** An endless loop is stopped anywhere: its state says nothing. */
function bothTimedOut(left: Uint8Array, right: Uint8Array): boolean {
  return [left, right].every((record) => record[layout.RECORD_SIGNAL] === layout.Signal.timeout);
}

function states(parts: readonly Part[], expected: Uint8Array, got: Uint8Array): Difference[] {
  return differingParts(parts, expected, got).map((part) => ({
    name: part.name,
    expected: textOf(expected, part),
    got: textOf(got, part),
  }));
}

function windows(expected: Uint8Array, got: Uint8Array): Difference[] {
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
    const [one, other] = [left, right].map((window) => hexOf(window.subarray(at, at + 8)));
    if (one !== other) {
      changes.push({ address: (layout.WINDOW_ADDRESS + at).toString(16), left: one, right: other });
    }
  }
  return changes;
}

/** The state before a test, as far as its words can name it. */
export function describeInput(batch: Batch, test: number): string[] {
  const record = batch.input(test);
  const named = batch.format.parts.filter((part) => batch.format.isNamed(part, batch.words[test], 0));
  return named.map((part) => `${part.name}=${textOf(record, part)}`);
}
