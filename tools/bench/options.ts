/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly rounds: number;
  /** Names of tests or groups; empty for all. */
  readonly tests: readonly string[];
  /** As `npm run vm` takes it. */
  readonly tier: string;
  /** The same. */
  readonly thresholds: string;
  /** Divides each test's work. */
  readonly scale: number;
  readonly guest: string;
  readonly ours: boolean;
  readonly qemu: boolean;
  /** Where the guest is one for IA32. */
  readonly v86: boolean;
  readonly native: boolean;
  readonly boots: boolean;
  /** Our machine in a page too. */
  readonly chromium: boolean;
  /** Two vCPUs on a thread each against two that take turns, and nothing else. */
  readonly parallel: boolean;
  /** How often each of several processes runs a test. */
  readonly repeat: number;
  /** One, two and four vCPUs that take turns, and nothing else. */
  readonly smp: boolean;
  /** Build the programs and the initramfs, print its path, and stop. */
  readonly buildOnly: boolean;
  readonly json?: string;
}

export const USAGE = `usage: npm run bench -- [options]
  --tests A,B    tests or groups instead of all (then without the boots)
  --rounds N     default 3
  --tier TIER    of our machine, as npm run vm takes it; default auto
  --thresholds NAME=N,...  of our machine, as npm run vm takes them (docs/compiled-tier.md)
  --scale N      a part of the work, for a quick look
  --guest ID     debian-arm64-fast (default), debian-armhf-fast, debian-i386-fast, debian-i386-pae
  --no-ours  --no-qemu  --no-v86  --no-native  --no-boots
  --chromium     our machine in headless Chromium too
  --parallel     instead: four processes on two vCPUs, with a thread each and by turns; tests default to integer
  --smp          instead: four processes on one, two and four vCPUs that take turns; tests default to integer
  --repeat N     with --parallel or --smp: each process runs the test so often, 5 times unless told
  --json FILE    every single measurement
  --build-only   prints the path of the initramfs with the programs in it`;

const OPTIONS = {
  rounds: { type: "string", default: "3" },
  tests: { type: "string" },
  tier: { type: "string", default: "auto" },
  thresholds: { type: "string", default: "" },
  scale: { type: "string", default: "1" },
  guest: { type: "string", default: "debian-arm64-fast" },
  "no-ours": { type: "boolean", default: false },
  "no-v86": { type: "boolean", default: false },
  "no-qemu": { type: "boolean", default: false },
  "no-native": { type: "boolean", default: false },
  "no-boots": { type: "boolean", default: false },
  chromium: { type: "boolean", default: false },
  parallel: { type: "boolean", default: false },
  smp: { type: "boolean", default: false },
  repeat: { type: "string", default: "5" },
  "build-only": { type: "boolean", default: false },
  json: { type: "string" },
} as const;

/** @throws Error with one line for what cannot be */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const tests = (values.tests ?? "").split(",").filter((name) => name !== "");
  return {
    rounds: count("--rounds", values.rounds),
    tests,
    tier: values.tier,
    thresholds: values.thresholds,
    scale: count("--scale", values.scale),
    guest: values.guest,
    ours: !values["no-ours"],
    qemu: !values["no-qemu"],
    v86: !values["no-v86"],
    native: !values["no-native"],
    boots: !values["no-boots"] && tests.length === 0,
    chromium: values.chromium,
    parallel: values.parallel,
    repeat: count("--repeat", values.repeat),
    smp: values.smp,
    buildOnly: values["build-only"],
    json: values.json,
  };
}

/** The tests of `all` ("group/name") that the words choose. @throws Error naming a word that chooses none */
export function chosenTests(all: readonly string[], words: readonly string[]): string[] {
  const names = (test: string) => [test, ...test.split("/")];
  const unknown = words.find((word) => !all.some((test) => names(test).includes(word)));
  if (unknown !== undefined) throw new Error(`no test or group "${unknown}"; there are: ${all.join(" ")}`);
  return words.length === 0 ? [...all] : all.filter((test) => words.some((word) => names(test).includes(word)));
}

function count(option: string, value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Error(`${option} is "${value}"; give a whole number from 1`);
  return Number(value);
}
