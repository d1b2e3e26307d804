/**
 * Four processes at once: `npm run bench -- --parallel`, on two vCPUs, which take turns on one thread or have one each; `--smp`, on
 * one, two and four vCPUs that take turns. All machines run test after test in turn, so that noise of the host hits all; each test
 * once before it is measured.
 */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { type Command, ourMachine } from "./machines.ts";
import { parseMarker } from "./markers.ts";
import { type BenchOptions, chosenTests } from "./options.ts";
import { table } from "./report.ts";
import { geometricMean, median } from "./results.ts";
import { GuestSession } from "./session.ts";

const PROCESSES = [1, 2, 3, 4];
const BOOT_TIMEOUT = 300;
const TEST_TIMEOUT = 600;
/** The group that is measured unless others are asked for. */
const DEFAULT_TESTS = ["integer"];

export interface ParallelSample {
  readonly test: string;
  readonly round: number;
  /** Which machine: a name in `Machines`. */
  readonly mode: string;
  /** Of all four, at the host's clock: seconds. */
  readonly wall: number;
  /** Seconds of CPU of the thread that used most: what `wall` is where every thread has a processor to itself. */
  readonly busiest: number;
  /** What the four printed, each time: alike, if all is well. */
  readonly checksums: readonly string[];
}

/** What is compared, by name; the first is what the others are compared with. */
export type Machines = Readonly<Record<string, Command>>;

/** The machines that `--smp` or `--parallel` compares. */
export function machinesOf(guest: GuestEntry, options: BenchOptions, initramfs: string): Machines {
  const machine = ourMachine(guest, options, initramfs);
  const withArgs = (...args: string[]) => ({ ...machine, args: [...machine.args, ...args] });
  if (options.parallel) return { "by turns": withArgs("--smp", "2"), parallel: withArgs("--smp", "2", "--parallel") };
  return {
    "1 vCPU": withArgs("--smp", "1"),
    "2 vCPUs": withArgs("--smp", "2"),
    "4 vCPUs": withArgs("--smp", "4"),
  };
}

/** @throws GuestFailed */
export async function measureParallel(
  machines: Machines,
  options: BenchOptions,
  say: (line: string) => void,
): Promise<ParallelSample[]> {
  const sessions: { readonly mode: string; readonly session: GuestSession }[] = [];
  const samples: ParallelSample[] = [];
  try {
    for (const [mode, command] of Object.entries(machines)) sessions.push(await boot(mode, command));
    const words = options.tests.length === 0 ? DEFAULT_TESTS : options.tests;
    const tests = chosenTests(await sessions[0].session.list("bench"), words);
    for (let round = 1; round <= options.rounds; round++) {
      for (const test of tests) {
        for (const { mode, session } of sessions) {
          // Compiling, which other threads do on the same processors, is to be over.
          if (round === 1) await runFour(session, test, options);
          const sample = { test, round, mode, ...(await runFour(session, test, options)) };
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

async function boot(mode: string, command: Command) {
  const session = GuestSession.start(command);
  await session.boot(BOOT_TIMEOUT);
  return { mode, session };
}

async function runFour(session: GuestSession, test: string, { scale, repeat }: BenchOptions) {
  const name = test.slice(test.indexOf("/") + 1);
  const files = PROCESSES.map((process) => `/tmp/${process}`);
  const started = files.map(
    (file) => `(for turn in $(seq ${repeat}); do bench --scale ${scale} ${name}; done) > ${file} &`,
  );
  const { lines, wall, busiest } = await session.time(
    `${started.join(" ")} wait; cat ${files.join(" ")}`,
    TEST_TIMEOUT,
  );
  const ends = lines.map(parseMarker).flatMap((marker) => (marker?.kind === "end" ? [marker.checksum] : []));
  return { wall, busiest, checksums: ends };
}

/** Tests in which a process printed another checksum than the rest, or fewer than one each time. */
export function wrongResults(samples: readonly ParallelSample[], repeat: number): string[] {
  return [...new Set(samples.map(({ test }) => test))].filter((test) => {
    const own = samples.filter((sample) => sample.test === test);
    const complete = own.every(({ checksums }) => checksums.length === PROCESSES.length * repeat);
    return !complete || new Set(own.flatMap(({ checksums }) => checksums)).size !== 1;
  });
}

/** Medians over the rounds; how many times as fast as the first machine, formed round by round. */
export function parallelReport(samples: readonly ParallelSample[]): string {
  const distinct = (key: "test" | "mode") => [...new Set(samples.map((sample) => sample[key]))];
  const [tests, modes] = [distinct("test"), distinct("mode")];
  const of = (test: string, mode: string) => samples.filter((one) => one.test === test && one.mode === mode);
  const ratio = (test: string, mode: string, seconds: "wall" | "busiest") => {
    const own = of(test, mode);
    return median(of(test, modes[0]).map((first, index) => first[seconds] / own[index][seconds])) ?? Number.NaN;
  };
  const others = modes
    .slice(1)
    .flatMap((mode) => [{ mode, seconds: "wall" } as const, { mode, seconds: "busiest" } as const]);
  const rows = tests.map((test) => ({
    walls: modes.map((mode) => (median(of(test, mode).map(({ wall }) => wall)) ?? Number.NaN).toFixed(3)),
    ratios: others.map(({ mode, seconds }) => ratio(test, mode, seconds)),
  }));
  const heads = [
    ...modes.map((mode) => `${mode}: wall s`),
    ...others.map(
      ({ mode, seconds }) => `${mode}: times as fast${seconds === "busiest" ? ", by the busiest thread's CPU" : ""}`,
    ),
  ];
  const means = others.map((_, index) =>
    (geometricMean(rows.map(({ ratios }) => ratios[index])) ?? Number.NaN).toFixed(2),
  );
  return table(
    ["four at once", ...heads],
    [
      ...rows.map(({ walls, ratios }, index) => [tests[index], ...walls, ...ratios.map((value) => value.toFixed(2))]),
      ["geometric mean", ...modes.map(() => ""), ...means],
    ],
  );
}
