import { describe, expect, it } from "vitest";
import {
  compareTests,
  differingChecksums,
  geometricMean,
  groupMeans,
  meanTimesNative,
  median,
  type Runner,
  type Sample,
} from "./results.ts";

function sample(test: string, runner: Runner, round: number, vcpu: number, checksum = "0000000000000001"): Sample {
  return { test, runner, round, checksum, cpu: { vcpu, all: vcpu * 2 }, guestSeconds: vcpu };
}

describe("means", () => {
  it("geometric: the ratio and its inverse cancel", () => {
    expect(geometricMean([4, 0.25, 2, 0.5])).toBeCloseTo(1);
    expect(geometricMean([2, 8])).toBeCloseTo(4);
    expect(geometricMean([])).toBeUndefined();
  });

  it("median: the middle, or between the middle two, in any order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
    expect(median([])).toBeUndefined();
  });
});

describe("compareTests", () => {
  it("divides QEMU's CPU by ours, round by round: above 1 this machine is the faster one", () => {
    const samples = [
      sample("integer/sieve", "ours", 1, 1),
      sample("integer/sieve", "qemu", 1, 2),
      sample("integer/sieve", "ours", 2, 10),
      sample("integer/sieve", "qemu", 2, 30),
      sample("integer/sieve", "ours", 3, 1),
      sample("integer/sieve", "qemu", 3, 2.5),
    ];
    expect(compareTests(samples)).toMatchObject([{ name: "integer/sieve", ratio: { vcpu: 2.5, all: 2.5 } }]);
  });

  it("says how many times the native program's CPU a test takes", () => {
    const samples = [sample("integer/sieve", "ours", 1, 6), sample("integer/sieve", "native", 1, 2)];
    expect(compareTests(samples)).toMatchObject([{ timesNative: 3, ratio: undefined, peer: undefined }]);
    expect(meanTimesNative(compareTests(samples))).toBeCloseTo(3);
  });

  it("leaves a round out of the ratio in which one machine failed", () => {
    const samples = [
      sample("code/patch", "ours", 1, 1),
      sample("code/patch", "qemu", 2, 7),
      sample("code/patch", "ours", 3, 1),
      sample("code/patch", "qemu", 3, 4),
    ];
    expect(compareTests(samples)).toMatchObject([{ ratio: { vcpu: 4 } }]);
  });
});

describe("groupMeans", () => {
  it("takes each group's tests, then all of them", () => {
    const samples = [
      ...[sample("integer/a", "ours", 1, 1), sample("integer/a", "qemu", 1, 2)],
      ...[sample("integer/b", "ours", 1, 1), sample("integer/b", "qemu", 1, 8)],
      ...[sample("memory/c", "ours", 1, 2), sample("memory/c", "qemu", 1, 1)],
      sample("memory/d", "ours", 1, 2),
    ];
    const means = groupMeans(compareTests(samples)).map(({ name, tests, ratio }) => [name, tests, ratio.vcpu]);
    expect(means).toEqual([
      ["integer", 2, expect.closeTo(4)],
      ["memory", 1, expect.closeTo(0.5)],
      ["all tests", 3, expect.closeTo(2)],
    ]);
  });
});

describe("differingChecksums", () => {
  it("names a test whose result is not the same everywhere", () => {
    const samples = [
      sample("integer/a", "ours", 1, 1),
      sample("integer/a", "native", 1, 1),
      sample("integer/b", "ours", 1, 1, "00000000000000bb"),
      sample("integer/b", "qemu", 1, 1),
    ];
    expect(differingChecksums(samples)).toEqual([
      "integer/b: ours 00000000000000bb in round 1, qemu 0000000000000001 in round 1",
    ]);
  });
});
