import { rmSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { A32 } from "./aarch32/instructionSets.ts";
import type { CampaignOutcome } from "./campaign.ts";
import { piecesFolder, readPieces, savePiece } from "./pieces.ts";
import { summary } from "./summary.ts";

const set = { ...A32, title: "Pieces" };
const [row] = set.rows();
const [excuse] = set.excuses;

afterAll(() => rmSync(piecesFolder(set), { recursive: true }));

function outcome(seed: number, tests: number, failed: number): CampaignOutcome {
  return {
    options: { set, rows: /./, count: tests, seed, shape: "single" },
    instructions: tests,
    tests,
    seconds: 1,
    counts: new Map([
      [row, { tests: tests - 1, failed }],
      [undefined, { tests: 1, failed: 0 }],
    ]),
    endings: new Map([["breakpoint", tests]]),
    excused: new Map([[excuse, seed]]),
    failures: [],
  };
}

it("The summary of a campaign counts all its pieces, and of two with one seed the later", () => {
  savePiece(set, 1, [outcome(1, 10, 9)]);
  savePiece(set, 1, [outcome(1, 100, 0)]);
  savePiece(set, 2, [outcome(2, 1000, 3)]);

  const { totals, markdown } = summary(set, readPieces(set), "QEMU", new Date(0));

  expect(totals).toMatchObject({ instructions: 1100, differences: 3 });
  expect(totals.chapters[0]).toMatchObject({ chapter: row.chapter, rows: 1, instructions: 1098 });
  expect(markdown).toContain("| single instructions | 1, 2 | 1,100 | 1,100 | 3 | breakpoint 1,100 |");
  expect(markdown).toContain(`| ${excuse.reason} | ${excuse.clause} | 3 |`);
});
