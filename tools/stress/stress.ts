/**
 * Many processes at once on several vCPUs, that have threads of their own or take turns: they fork, talk through pipes, map memory, take signals and faults,
 * and change their code; each says what it computed, and a machine whose one vCPU shares no thread says what that must be.
 */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { buildInitramfs } from "../bench/build.ts";
import { ourMachine } from "../bench/machines.ts";
import { parseMarker } from "../bench/markers.ts";
import { GuestSession } from "../bench/session.ts";

const BOOT_TIMEOUT = 600;
/** A round that takes longer hangs, also on a busy host. */
const ROUND_TIMEOUT = 900;
/** The shell starts a process while others are at work. */
const START_TIMEOUT = 120;
/** Groups of the benchmark's tests, and single ones. */
const WORK = ["system", "code", "sha256", "sort"];
/** Processes for each vCPU. */
const CROWD = 2;

export interface StressPlan {
  readonly guest: GuestEntry;
  readonly vcpus: number;
  readonly tier: string;
  /** Whether each vCPU has a thread. */
  readonly parallel: boolean;
  /** Divides each test's work. */
  readonly scale: number;
  /** Asked before each round. */
  readonly goOn: (round: number) => boolean;
  readonly say: (line: string) => void;
}

export interface StressResult {
  readonly rounds: number;
  /** Results that were compared. */
  readonly checked: number;
  /** One line for each result that is wrong or missing. */
  readonly wrong: readonly string[];
}

/** Checksums by test. */
type Results = ReadonlyMap<string, string>;

/** @throws GuestFailed when a guest ends or hangs */
export async function runStress(plan: StressPlan): Promise<StressResult> {
  const { say } = plan;
  const expected = await expectedResults(plan);
  say(`${expected.size} tests have an expected result`);
  const session = await boot(plan, ["--smp", String(plan.vcpus), ...(plan.parallel ? ["--parallel"] : [])]);
  const wrong: string[] = [];
  let rounds = 0;
  let checked = 0;
  try {
    while (plan.goOn(rounds)) {
      for (const [index, results] of (await runRound(session, plan, [...expected.keys()], rounds)).entries()) {
        wrong.push(...differences(expected, results).map((what) => `round ${rounds}, process ${index}: ${what}`));
        checked += expected.size;
      }
      rounds++;
      say(`round ${rounds}: ${checked} results, ${wrong.length} wrong`);
    }
    await session.powerOff();
  } finally {
    session.kill();
  }
  return { rounds, checked, wrong };
}

async function boot({ guest, tier }: StressPlan, more: readonly string[]): Promise<GuestSession> {
  const machine = ourMachine(guest, { tier, thresholds: "" }, buildInitramfs(guest));
  const session = GuestSession.start({ ...machine, args: [...machine.args, ...more] });
  await session.boot(BOOT_TIMEOUT);
  return session;
}

async function expectedResults(plan: StressPlan): Promise<Results> {
  const session = await boot(plan, ["--smp", "1"]);
  try {
    const { lines } = await session.time(`bench --scale ${plan.scale} ${WORK.join(" ")}`, ROUND_TIMEOUT);
    return resultsOf(lines);
  } finally {
    session.kill();
  }
}

/** Each process does all of the work, and begins with another test. @returns what each one printed */
async function runRound(
  session: GuestSession,
  { vcpus, scale }: StressPlan,
  tests: readonly string[],
  round: number,
): Promise<Results[]> {
  const processes = Array.from({ length: CROWD * vcpus }, (_, index) => index);
  const names = tests.map((test) => test.slice(test.indexOf("/") + 1));
  // A line each: the guest's shell takes 1023 characters at a time.
  for (const process of processes) {
    const first = (process * 3 + round) % names.length;
    const order = [...names.slice(first), ...names.slice(0, first)];
    await session.time(`{ (${loop(order, scale)} > /tmp/out-${process}) & }`, START_TIMEOUT);
  }
  await session.time("wait", ROUND_TIMEOUT);
  const results: Results[] = [];
  for (const process of processes) results.push(resultsOf((await session.time(`cat /tmp/out-${process}`, 60)).lines));
  return results;
}

function loop(names: readonly string[], scale: number): string {
  return `for t in ${names.join(" ")}; do bench --scale ${scale} $t; done`;
}

function resultsOf(lines: readonly string[]): Results {
  const ends = lines.map(parseMarker).flatMap((marker) => (marker?.kind === "end" ? [marker] : []));
  return new Map(ends.map(({ test, checksum }) => [test, checksum]));
}

/** One line for each test whose result is another one, or missing. */
export function differences(expected: Results, results: Results): string[] {
  return [...expected]
    .filter(([test, checksum]) => results.get(test) !== checksum)
    .map(([test, checksum]) => `${test} is ${results.get(test) ?? "missing"} instead of ${checksum}`);
}
