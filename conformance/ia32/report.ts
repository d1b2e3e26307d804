/** Text for people: totals, rows with differences, rows never executed, and examples. */
import { disassembleIa32 } from "../../lib-ts/debug/disassemblerIa32.ts";
import type { CampaignOutcome, Failure } from "./campaign.ts";
import { EXCUSES, timesUsed } from "./excuses.ts";
import { RECORD_CS } from "./layout.ts";
import { QEMU_EXCUSES } from "./qemuExcuses.ts";
import { numberOf, STATE_PARTS, textOf } from "./record.ts";
import { rowName } from "./rows.ts";
import { SEGMENTS } from "./segments.ts";

/** Differences of one test that are shown. */
const SHOWN = 16;

export function reportText(outcome: CampaignOutcome, shown: number): string {
  const rate = Math.round(outcome.instructions / outcome.seconds);
  const counts = [...outcome.counts];
  const failed = counts.filter(([, count]) => count.failed > 0);
  const never = counts.filter(([, count]) => count.tests === 0);
  return [
    `${outcome.instructions} instructions in ${outcome.tests} tests, seed ${outcome.options.seed}, ${rate} a second`,
    `against ${outcome.reference}`,
    `ended by vectors ${[...outcome.vectors]
      .sort(([a], [b]) => a - b)
      .map(([vector, count]) => `${vector}: ${count}`)
      .join(", ")}`,
    `${counts.length - failed.length} of ${counts.length} rows without a difference`,
    ...failed.map(([row, count]) => `  differs in ${count.failed} of ${count.tests}: ${rowName(row)}`),
    ...never.map(([row]) => `  not executed: ${rowName(row)}`),
    ...(outcome.foreign > 0 ? [`  ${outcome.foreign} differed by what other tests did`] : []),
    ...[...QEMU_EXCUSES, ...EXCUSES]
      .filter((excuse) => timesUsed(excuse) > 0)
      .map((excuse) => `  excused ${timesUsed(excuse)}: ${excuse.reason} (${excuse.clause})`),
    ...spread(outcome.failures, shown).map(describe),
  ].join("\n");
}

/** Some failures of each row, rather than all of the first. */
function spread(failures: readonly Failure[], shown: number): Failure[] {
  const rows = [...new Set(failures.map(({ instructions }) => instructions[0].row))];
  const each = Math.max(1, Math.floor(shown / Math.max(1, rows.length)));
  return rows
    .flatMap((row) => failures.filter(({ instructions }) => instructions[0].row === row).slice(0, each))
    .slice(0, shown);
}

export function describe({ instructions, record, differences }: Failure): string {
  const { big } = SEGMENTS[numberOf(record, RECORD_CS) >>> 3];
  const lines = instructions.map(({ row, bytes }) => {
    const { text } = disassembleIa32(bytes, 0, big ? 32 : 16);
    return `${Buffer.from(bytes).toString("hex")}  ${text}    ${rowName(row)}`;
  });
  const uses = instructions.map(({ row }) => row.chapter + row.assembly).join();
  const relevant = STATE_PARTS.filter(({ name }) => {
    if (/^(F.W|ST\d)$/.test(name)) return /x87|\bf|\{[PQN]/.test(uses);
    return !/^(XMM|MXCSR)/.test(name) || /simd|sse|\{[VWU]/.test(uses);
  });
  return [
    "",
    ...lines,
    `  before: ${relevant.map((part) => `${part.name}=${textOf(record, part)}`).join(" ")}`,
    ...differences.slice(0, SHOWN).map(({ name, expected, got }) => `  ${name} expected ${expected} got ${got}`),
  ].join("\n");
}
