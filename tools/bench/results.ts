/** From single runs to ratios and means. A ratio says how many times as fast this machine is: above 1, it is faster. */
import type { CpuReading } from "./hostCpu.ts";
import type { Boot, TestRun } from "./session.ts";

export type Runner = "ours" | "chromium" | "qemu" | "v86" | "native";
/** Whom this machine is compared with. */
export type Peer = "qemu" | "v86";
/** Our machine, in Node or in a page. */
export type Side = "ours" | "chromium";

/** One test, once, on one machine. */
export interface Sample extends TestRun {
  readonly runner: Runner;
  readonly round: number;
}

export interface BootSample extends Boot {
  readonly guest: string;
  readonly runner: Runner;
  readonly round: number;
}

/** Seconds of CPU, and ratios where both sides ran. */
export interface Comparison {
  readonly name: string;
  readonly ours?: CpuReading;
  readonly peer?: CpuReading;
  /** The peer's CPU divided by ours: of the vCPU's thread, of all threads. */
  readonly ratio?: CpuReading;
  /** Ours divided by that of the same program compiled for this machine. */
  readonly timesNative?: number;
}

export interface GroupMean {
  readonly name: string;
  readonly tests: number;
  readonly ratio: CpuReading;
}

/** @returns undefined for an empty list */
export function geometricMean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The middle value, or the mean of the middle two. @returns undefined for an empty list */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Each test in order of its first sample. Both machines' CPU and the ratio are medians over the rounds. */
export function compareTests(samples: readonly Sample[], side: Side = "ours", peer: Peer = "qemu"): Comparison[] {
  const names = [...new Set(samples.map(({ test }) => test))];
  return names.map((name) =>
    compare(
      name,
      samples.filter(({ test }) => test === name),
      side,
      peer,
    ),
  );
}

function compare(name: string, samples: readonly Sample[], side: Side, peer: Peer): Comparison {
  const of = (runner: Runner) => samples.filter((sample) => sample.runner === runner);
  const ours = of(side);
  const native = new Map(of("native").map(({ round, cpu }) => [round, cpu.vcpu]));
  const timesNative = ours.flatMap(({ round, cpu }) => {
    const seconds = native.get(round);
    return seconds ? [cpu.vcpu / seconds] : [];
  });
  return {
    name,
    ours: medianCpu(ours.map(({ cpu }) => cpu)),
    peer: medianCpu(of(peer).map(({ cpu }) => cpu)),
    ratio: medianCpu(pairedRatios(ours, of(peer))),
    timesNative: median(timesNative),
  };
}

/** Noise of the host is about the same for both runs of a round, so ratios are formed round by round. */
function pairedRatios(ours: readonly Sample[], peer: readonly Sample[]): CpuReading[] {
  const theirs = new Map(peer.map(({ round, cpu }) => [round, cpu]));
  return ours.flatMap(({ round, cpu }) => {
    const other = theirs.get(round);
    return other ? [{ vcpu: other.vcpu / cpu.vcpu, all: other.all / cpu.all }] : [];
  });
}

function medianCpu(readings: readonly CpuReading[]): CpuReading | undefined {
  const vcpu = median(readings.map((reading) => reading.vcpu));
  const all = median(readings.map((reading) => reading.all));
  return vcpu === undefined || all === undefined ? undefined : { vcpu, all };
}

/** Geometric means over the tests of each group, and over all tests. */
export function groupMeans(comparisons: readonly Comparison[]): GroupMean[] {
  const groups = [...new Set(comparisons.map(({ name }) => groupOf(name)))];
  const parts = groups.map((group) =>
    meanOf(
      group,
      comparisons.filter(({ name }) => groupOf(name) === group),
    ),
  );
  return [...parts, meanOf("all tests", comparisons)].filter((mean) => mean !== undefined);
}

function meanOf(name: string, comparisons: readonly Comparison[]): GroupMean | undefined {
  const ratios = comparisons.flatMap(({ ratio }) => (ratio ? [ratio] : []));
  const vcpu = geometricMean(ratios.map((ratio) => ratio.vcpu));
  const all = geometricMean(ratios.map((ratio) => ratio.all));
  return vcpu === undefined || all === undefined ? undefined : { name, tests: ratios.length, ratio: { vcpu, all } };
}

/** How many times the native programs' CPU the tests of a group take here, as a geometric mean. */
export function meanTimesNative(comparisons: readonly Comparison[]): number | undefined {
  return geometricMean(comparisons.flatMap(({ timesNative }) => (timesNative === undefined ? [] : [timesNative])));
}

/** Tests whose checksum is not the same everywhere and every time, each in one line. */
export function differingChecksums(samples: readonly Sample[]): string[] {
  const tests = [...new Set(samples.map(({ test }) => test))];
  return tests.flatMap((test) => {
    const own = samples.filter((sample) => sample.test === test);
    if (new Set(own.map(({ checksum }) => checksum)).size === 1) return [];
    const seen = own.map(({ runner, round, checksum }) => `${runner} ${checksum} in round ${round}`);
    return [`${test}: ${[...new Set(seen)].join(", ")}`];
  });
}

export function groupOf(test: string): string {
  return test.slice(0, test.indexOf("/"));
}
