/**
 * Long campaigns in pieces: what each run of `conformance:long` found is kept in build/, and the page of the docs is made of all of
 * them. A piece of another core is dropped, as it says nothing of this one.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { IsaRow } from "../tools/isa-gen/parse.ts";
import type { CampaignOutcome, RowCount } from "./campaign.ts";
import type { Shape } from "./fuzz/generator.ts";
import type { InstructionSet } from "./instructionSet.ts";

const build = fileURLToPath(new URL("../build/", import.meta.url));
/** Where the pieces of an instruction set are. */
export function piecesFolder({ title }: InstructionSet): string {
  return join(build, "conformance", title.toLowerCase());
}

/** An outcome with its rows by place and its excuses by reason. */
interface SavedOutcome {
  readonly shape: Shape;
  readonly seed: number;
  readonly instructions: number;
  readonly tests: number;
  readonly seconds: number;
  readonly counts: readonly (readonly [where: string | null, count: RowCount])[];
  readonly endings: readonly (readonly [string, number])[];
  readonly excused: readonly (readonly [reason: string, number])[];
}

interface Piece {
  /** Hash of core.wasm. */
  readonly core: string;
  readonly outcomes: readonly SavedOutcome[];
}

function coreHash(): string {
  return createHash("sha256")
    .update(readFileSync(join(build, "core.wasm")))
    .digest("hex");
}

/** Keeps the outcomes of one run, in the place of an earlier one with the same seed. */
export function savePiece(set: InstructionSet, seed: number, outcomes: readonly CampaignOutcome[]): void {
  const folder = piecesFolder(set);
  mkdirSync(folder, { recursive: true });
  const piece: Piece = { core: coreHash(), outcomes: outcomes.map(saved) };
  writeFileSync(join(folder, `${seed}.json`), JSON.stringify(piece));
}

function saved({ options, instructions, tests, seconds, counts, endings, excused }: CampaignOutcome): SavedOutcome {
  return {
    shape: options.shape,
    seed: options.seed,
    instructions,
    tests,
    seconds,
    counts: [...counts].map(([row, count]) => [row?.where ?? null, count]),
    endings: [...endings],
    excused: [...excused].map(([{ reason }, count]) => [reason, count]),
  };
}

/** The outcomes of all pieces of this core, without failures; those of other cores are deleted. */
export function readPieces(set: InstructionSet): CampaignOutcome[] {
  const folder = piecesFolder(set);
  if (!existsSync(folder)) return [];
  const hash = coreHash();
  const rows = new Map(set.rows().map((row) => [row.where, row]));
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { core, outcomes }: Piece = JSON.parse(readFileSync(path, "utf8"));
    if (core === hash) return outcomes.map((outcome) => restored(set, rows, outcome));
    rmSync(path);
    return [];
  });
}

function restored(set: InstructionSet, rows: ReadonlyMap<string, IsaRow>, outcome: SavedOutcome): CampaignOutcome {
  const { shape, seed, instructions, tests, seconds, counts, endings, excused } = outcome;
  const byReason = new Map(excused);
  return {
    options: { set, rows: /./, count: instructions, seed, shape },
    instructions,
    tests,
    seconds,
    counts: new Map(counts.map(([where, count]) => [where === null ? undefined : rows.get(where), count])),
    endings: new Map(endings),
    excused: new Map(set.excuses.map((excuse) => [excuse, byReason.get(excuse.reason) ?? 0])),
    failures: [],
  };
}
