/**
 * `npm run bench -- --parallel`: four processes at once on two vCPUs, which take turns on one thread or have one each. Both machines
 * run test after test in turn, so that noise of the host hits both.
 */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { type Command, ourMachine } from "./machines.ts";
import { parseMarker } from "./markers.ts";
import { type BenchOptions, chosenTests } from "./options.ts";
import { table } from "./report.ts";
import { geometricMean, median } from "./results.ts";
import { GuestSession } from "./session.ts";

const VCPUS = 2;
const PROCESSES = [1, 2, 3, 4];
const BOOT_TIMEOUT = 300;
const TEST_TIMEOUT = 600;
/** The group that is measured unless others are asked for. */
const DEFAULT_TESTS = ["integer"];

export interface ParallelSample {
  readonly test: string;
  readonly round: number;
  readonly mode: "turns" | "parallel";
  /** Of all four, at the host's clock: seconds. */
  readonly wall: number;
  /** Seconds of CPU of the thread that used most: what `wall` is where every thread has a processor to itself. */
  readonly busiest: number;
  /** What the four printed: alike, if all is well. */
  readonly checksums: readonly string[];
}

/** @throws GuestFailed */
export async function measureParallel(
  guest: GuestEntry,
  options: BenchOptions,
  initramfs: string,
  say: (line: string) => void,
): Promise<ParallelSample[]> {
  const machine = ourMachine(guest, options, initramfs);
  const vcpus = [...machine.args, "--smp", String(VCPUS)];
  const commands = { turns: { ...machine, args: vcpus }, parallel: { ...machine, args: [...vcpus, "--parallel"] } };
  const sessions = [await boot("turns", commands.turns), await boot("parallel", commands.parallel)] as const;
  const samples: ParallelSample[] = [];
  try {
    const words = options.tests.length === 0 ? DEFAULT_TESTS : options.tests;
    const tests = chosenTests(await sessions[0].session.list("bench"), words);
    for (let round = 1; round <= options.rounds; round++) {
      for (const test of tests) {
        for (const { mode, session } of sessions) {
          const sample = { test, round, mode, ...(await runFour(session, test, options.scale)) };
          samples.push(sample);
          say(`round ${round}, ${test}, ${mode}: ${sample.wall.toFixed(3)} s`);
        }
      }
    }
  } finally {
    for (const { session } of sessions) session.kill();
  }
  return samples;
}

async function boot(mode: ParallelSample["mode"], command: Command) {
  const session = GuestSession.start(command);
  await session.boot(BOOT_TIMEOUT);
  return { mode, session };
}

async function runFour(session: GuestSession, test: string, scale: number) {
  const name = test.slice(test.indexOf("/") + 1);
  const files = PROCESSES.map((process) => `/tmp/${process}`);
  const started = files.map((file) => `bench --scale ${scale} ${name} > ${file} &`);
  const { lines, wall, busiest } = await session.time(
    `${started.join(" ")} wait; cat ${files.join(" ")}`,
    TEST_TIMEOUT,
  );
  const ends = lines.map(parseMarker).flatMap((marker) => (marker?.kind === "end" ? [marker.checksum] : []));
  return { wall, busiest, checksums: ends };
}

/** Tests in which a process printed another checksum than the rest, or none. */
export function wrongResults(samples: readonly ParallelSample[]): string[] {
  return [...new Set(samples.map(({ test }) => test))].filter((test) => {
    const own = samples.filter((sample) => sample.test === test);
    const complete = own.every(({ checksums }) => checksums.length === PROCESSES.length);
    return !complete || new Set(own.flatMap(({ checksums }) => checksums)).size !== 1;
  });
}

/** Medians over the rounds; ratios are formed round by round. */
export function parallelReport(samples: readonly ParallelSample[]): string {
  const tests = [...new Set(samples.map(({ test }) => test))];
  const rows = tests.map((test) => {
    const of = (mode: ParallelSample["mode"]) => samples.filter((one) => one.test === test && one.mode === mode);
    const [turns, parallel] = [of("turns"), of("parallel")];
    const ratio = (pick: (sample: ParallelSample) => number) =>
      median(turns.map((sample, index) => pick(sample) / pick(parallel[index]))) ?? Number.NaN;
    const wall = (own: readonly ParallelSample[]) => median(own.map((sample) => sample.wall)) ?? Number.NaN;
    return {
      test,
      turns: wall(turns),
      parallel: wall(parallel),
      wall: ratio((s) => s.wall),
      cpu: ratio((s) => s.busiest),
    };
  });
  const mean = (pick: (row: (typeof rows)[number]) => number) =>
    (geometricMean(rows.map(pick)) ?? Number.NaN).toFixed(2);
  const heads = [
    "four at once on two vCPUs",
    "by turns: wall s",
    "parallel: wall s",
    "times as fast",
    "by the busiest thread's CPU",
  ];
  return table(heads, [
    ...rows.map((row) => [
      row.test,
      row.turns.toFixed(3),
      row.parallel.toFixed(3),
      row.wall.toFixed(2),
      row.cpu.toFixed(2),
    ]),
    ["geometric mean", "", "", mean((row) => row.wall), mean((row) => row.cpu)],
  ]);
}
