/** Tests that a branch leads into the code of another one. */
import { compareResults } from "./compare.ts";
import type { Batch, Oracle } from "./oracle/batch.ts";
import { RECORD_SIZE } from "./oracle/layout.ts";

/**
 * Whether the difference of test `index` came of the code of another test: with breakpoints there, both machines stop at one and have
 * the same state.
 */
export async function strays(batch: Batch, index: number, reference: Oracle, core: Oracle): Promise<boolean> {
  const alone = batch.alone(index);
  const [expected, got] = [await reference.run(alone), await core.run(alone)];
  const record = got.records.subarray(index * RECORD_SIZE, (index + 1) * RECORD_SIZE);
  return batch.isInOtherTest(record, index) && compareResults(alone, expected, got).every(({ test }) => test !== index);
}
