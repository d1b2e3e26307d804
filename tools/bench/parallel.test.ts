import { describe, expect, it } from "vitest";
import { type ParallelSample, parallelReport, wrongResults } from "./parallel.ts";

const sample = (round: number, mode: ParallelSample["mode"], wall: number, busiest = wall): ParallelSample => ({
  test: "integer/sieve",
  round,
  mode,
  wall,
  busiest,
  checksums: ["a", "a", "a", "a"],
});

describe("parallelReport", () => {
  it("forms ratios round by round and shows their medians", () => {
    const samples = [
      ...[sample(1, "turns", 4), sample(1, "parallel", 2, 1)],
      ...[sample(2, "turns", 9), sample(2, "parallel", 3, 3)],
      ...[sample(3, "turns", 5), sample(3, "parallel", 5, 2.5)],
    ];

    const rows = parallelReport(samples).split("\n");

    expect(rows[2]).toBe("| integer/sieve | 5.000 | 3.000 | 2.00 | 3.00 |");
    expect(rows[3]).toBe("| geometric mean |  |  | 2.00 | 3.00 |");
  });

  it("compares each machine with the first", () => {
    const samples = [sample(1, "1 vCPU", 4), sample(1, "2 vCPUs", 5), sample(1, "4 vCPUs", 8, 16)];

    const [heads, , row] = parallelReport(samples).split("\n");

    expect(heads).toContain("| 4 vCPUs: wall s | 2 vCPUs: times as fast |");
    expect(row).toBe("| integer/sieve | 4.000 | 5.000 | 8.000 | 0.80 | 0.80 | 0.50 | 0.25 |");
  });
});

describe("wrongResults", () => {
  it("names tests whose processes disagree, or did not all end", () => {
    const good = [sample(1, "turns", 1), sample(1, "parallel", 1)];
    const odd = { ...good[1], test: "integer/sort", checksums: ["a", "a", "b", "a"] };
    const short = { ...good[1], test: "integer/queens", checksums: ["a", "a", "a"] };

    expect(wrongResults(good, 1)).toEqual([]);
    expect(wrongResults(good, 2)).toEqual(["integer/sieve"]);
    expect(wrongResults([...good, odd, short], 1)).toEqual(["integer/sort", "integer/queens"]);
  });
});
