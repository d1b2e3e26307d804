/** Many programs, the failures among them shrunk and described. */
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { type Contest, companies, makeContest, type ProgramDifference } from "./contest.ts";
import { generate } from "./generator.ts";
import { instructionPools } from "./instructions.ts";
import { type Flavour, itemsOf } from "./program.ts";
import { formatRanges, shrinkProgram } from "./shrink.ts";

/** Failures that are shrunk; the others are counted. */
const SHRUNK = 5;

export interface ProgramCampaign {
  readonly flavour: Flavour;
  readonly tiers: readonly ExecutionTier[];
  /** Seeds [first, first + count). */
  readonly first: number;
  readonly count: number;
  readonly qemu: boolean;
}

export interface CampaignResult {
  readonly programs: number;
  readonly failed: number;
  /** The first few failures: a command that repeats each, and what it shows. */
  readonly reports: readonly string[];
}

/** Runs the programs in groups that share machines. @param progress called after each group */
export async function runPrograms(
  campaign: ProgramCampaign,
  progress: (done: number) => void = () => {},
): Promise<CampaignResult> {
  const { flavour, tiers, first, count, qemu } = campaign;
  const contest = await makeContest(flavour, tiers, qemu);
  const reports: string[] = [];
  const failed = new Set<number>();
  try {
    for (const seeds of companies(Array.from({ length: count }, (_, index) => first + index))) {
      const differences = await confirmed(contest, seeds);
      for (const difference of differences) {
        if (!failed.has(difference.seed) && failed.size < SHRUNK)
          reports.push(await report(contest, campaign, seeds, difference));
        failed.add(difference.seed);
      }
      progress(seeds[seeds.length - 1] - first + 1);
    }
  } finally {
    contest.close();
  }
  return { programs: count, failed: failed.size, reports };
}

/**
 * Differences that show again: a signal between a load-exclusive and its store-exclusive, which only QEMU's host sends,
 * opens the monitor.
 */
async function confirmed(contest: Contest, seeds: readonly number[]): Promise<ProgramDifference[]> {
  const programs = seeds.map((seed) => ({ seed }));
  const differences = await contest.run(programs);
  if (differences.length === 0) return differences;
  const again = new Set((await contest.run(programs)).map(({ seed }) => seed));
  return differences.filter(({ seed }) => again.has(seed));
}

async function report(
  contest: Contest,
  { flavour, tiers }: ProgramCampaign,
  seeds: readonly number[],
  difference: ProgramDifference,
): Promise<string> {
  const { seed } = difference;
  const items = itemsOf(generate(flavour, seed, await instructionPools())).length;
  const shrunk = await shrinkProgram(contest, seed, items);
  const command = `npm run conformance:programs -- --flavour ${flavour} --tiers ${tiers.join(",")}`;
  if (shrunk === undefined) {
    const company = `--first ${seeds[0]} --count ${seed - seeds[0] + 1}`;
    return [`${command} ${company}  # alone, seed ${seed} does not fail`, ...difference.lines].join("\n");
  }
  const keep = shrunk.keep.size < items ? ` --keep ${formatRanges(shrunk.keep)}` : "";
  return [`${command} --seed ${seed}${keep}`, ...shrunk.difference.lines].join("\n");
}
