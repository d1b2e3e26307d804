/**
 * Runs random instructions on our core and on QEMU (A64, A32, T32) or the host's processor (IA32), and reports differences.
 *
 *   npm run conformance -- [--arch a64|a32|t32|ia32] [--rows REGEX] [--count N] [--seed S] [--blocks | --unallocated] [--show N] [--record]
 *                          [--oracle host|qemu]
 *
 * --oracle is for IA32: without it, QEMU stands in where the host does not run i386 programs.
 * REGEX is matched against chapter, handler, title and assembly of each encoding row. --record shrinks each difference and
 * adds it to the corpus.
 */
import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";
import { runIa32 } from "./ia32/main.ts";
import { instructionSet } from "./instructionSets.ts";
import { recordFailures } from "./recordFailures.ts";
import { reportText } from "./report.ts";

const { values } = parseArgs({
  options: {
    arch: { type: "string", default: "a64" },
    rows: { type: "string", default: "." },
    count: { type: "string", default: "50000" },
    seed: { type: "string", default: "1" },
    blocks: { type: "boolean", default: false },
    unallocated: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    oracle: { type: "string" },
    show: { type: "string", default: "10" },
  },
});

if (values.arch === "ia32") process.exitCode = (await runIa32(values)) ? 0 : 1;
else process.exitCode = (await runAgainstQemu()) ? 0 : 1;

async function runAgainstQemu(): Promise<boolean> {
  const set = instructionSet(values.arch);
  const outcome = await runCampaign({
    set,
    rows: new RegExp(values.rows, "i"),
    count: Number(values.count),
    seed: Number(values.seed),
    shape: values.blocks ? "blocks" : values.unallocated ? "unallocated" : "single",
  });
  console.log(reportText(outcome, Number(values.show)));
  if (values.record) await recordFailures(set, outcome.failures);
  return outcome.failures.length === 0;
}
