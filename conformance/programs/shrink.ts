/** Makes a failing program small: leaves out items as long as it still fails, alone on fresh machines. */
import type { Contest, ProgramDifference } from "./contest.ts";

export interface Shrunk {
  readonly keep: ReadonlySet<number>;
  readonly difference: ProgramDifference;
}

/** @param items how many items the program has. @returns undefined when it does not fail alone */
export async function shrinkProgram(contest: Contest, seed: number, items: number): Promise<Shrunk | undefined> {
  const failure = async (keep: readonly number[]) => (await contest.run([{ seed, keep: new Set(keep) }])).at(0);
  let kept = Array.from({ length: items }, (_, number) => number);
  let difference = await failure(kept);
  if (difference === undefined) return undefined;
  for (let size = Math.ceil(items / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      const still = await failure(fewer);
      if (still === undefined) from += size;
      else [kept, difference] = [fewer, still];
    }
  }
  return { keep: new Set(kept), difference };
}

/** "1-4,7" for {1, 2, 3, 4, 7}. */
export function formatRanges(numbers: ReadonlySet<number>): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** The reverse of `formatRanges`. @throws Error for anything else */
export function parseRanges(text: string): Set<number> {
  const numbers = new Set<number>();
  for (const range of text === "" ? [] : text.split(",")) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    if (from === undefined) throw new Error(`"${range}" is no range of item numbers`);
    for (let number = Number(from); number <= Number(to); number++) numbers.add(number);
  }
  return numbers;
}
