/** The command line of `npm run test:stress`. */
import { parseArgs } from "node:util";

export interface StressOptions {
  readonly guest: string;
  readonly vcpus: number;
  /** As `npm run vm` takes it. */
  readonly tier: string;
  readonly minutes: number;
  /** Whether each vCPU has a thread. */
  readonly parallel: boolean;
}

export const USAGE =
  "usage: npm run test:stress -- [--minutes M] [--guest ID] [--smp VCPUS] [--tier interp|auto|all] [--turns]";

const OPTIONS = {
  minutes: { type: "string", default: "10" },
  guest: { type: "string", default: "debian-arm64-fast" },
  smp: { type: "string", default: "4" },
  tier: { type: "string", default: "auto" },
  turns: { type: "boolean", default: false },
} as const;

/** @throws Error with one line for what cannot be */
export function parseOptions(args: readonly string[]): StressOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { guest, tier } = values;
  const [vcpus, minutes] = [count("--smp", values.smp), count("--minutes", values.minutes)];
  return { guest, tier, vcpus, minutes, parallel: !values.turns };
}

function count(option: string, value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new Error(`${option} is "${value}"; give a whole number from 1`);
  return Number(value);
}
