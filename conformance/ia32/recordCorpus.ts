/**
 * Adds tests that agree to the corpus, so that rows are checked also where no i386 program runs: for each row one that
 * completes and one that faults.
 *
 *   npx tsx conformance/ia32/recordCorpus.ts [SEED]
 */

import { disassembleIa32 } from "../../lib-ts/debug/disassemblerIa32.ts";
import type { Ia32Row } from "../../tools/isa-gen/ia32Parse.ts";
import { CoreOracle } from "./coreOracle.ts";
import { mayDiffer } from "./excuses.ts";
import { addToCorpus, batchOf, differencesOf, type Fixture, toFixture, toSample } from "./fixture.ts";
import { Generator } from "./generator.ts";
import { HostOracle } from "./hostOracle.ts";
import * as layout from "./layout.ts";
import { numberOf } from "./record.ts";
import { exclusionOf, readRows } from "./rows.ts";
import { SEGMENTS } from "./segments.ts";
import { undefinedResultOf } from "./undefined.ts";

const TRIES = 24;
const BREAKPOINT = 3;
const host = new HostOracle();
const core = new CoreOracle();

/** The fixture of a test, if its code can lie at the first place and the core repeats it. */
async function fixtureOf(row: Ia32Row, seed: number): Promise<Fixture | undefined> {
  const { batch, tests } = new Generator([row], "single", seed).next(1);
  const record = batch.input(0).slice();
  const { big } = SEGMENTS[numberOf(record, layout.RECORD_CS) >>> 3];
  const [instruction] = tests[0];
  const placed = batchOf([{ code: batch.codes[0], record }]);
  const text = disassembleIa32(instruction.bytes, 0, big ? 32 : 16).text;
  const ignored = undefinedResultOf(instruction) ? ["EFLAGS"] : [];
  const sample = { code: batch.codes[0], record: placed.input(0).slice() };
  const fixture = toFixture(sample, await host.run(placed), text, ignored);
  return differencesOf(fixture, await core.run(batchOf([toSample(fixture)]))).length === 0 ? fixture : undefined;
}

for (const row of readRows().filter((row) => exclusionOf(row) === undefined && !mayDiffer(row))) {
  const kept = new Map<boolean, Fixture>();
  for (let seed = 0; seed < TRIES && kept.size < 2; seed++) {
    const fixture = await fixtureOf(row, Number(process.argv[2] ?? 1) * 1000 + seed);
    const completes = fixture !== undefined && Number.parseInt(fixture.after["vector"] ?? "0", 16) === BREAKPOINT;
    if (fixture && !kept.has(completes)) kept.set(completes, fixture);
  }
  addToCorpus(row.chapter, [...kept.values()]);
}
host.close();
