/** The command line of `npm run vm`. */
import { parseArgs } from "node:util";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { THRESHOLDS, type Thresholds } from "../../lib-ts/core/index.ts";
import { GUEST_ARCHITECTURES, type GuestArchitecture } from "../../lib-ts/machines/guests.ts";
import { TEST_TIER, TIERS } from "../../lib-ts/testing/tier.ts";

/** Something the user typed cannot be; printed as one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface VmCommand {
  /** A guest of the catalogue, or undefined when `kernel` is given. */
  readonly guest?: string;
  readonly kernel?: string;
  /** Of `kernel`; a guest of the catalogue has its own. */
  readonly architecture: GuestArchitecture;
  /** Who unpacks a bzImage or zImage: this side, or the kernel's own code; undefined: as the guest's entry says, else this side. */
  readonly unpack?: "host" | "guest";
  readonly initrd?: string;
  readonly dtb?: string;
  /** Added to the guest's command line, or the whole one for a kernel of one's own. */
  readonly append?: string;
  readonly memoryMiB?: number;
  readonly vcpus?: number;
  readonly clock: "real" | "deterministic";
  /** A thread for each vCPU. */
  readonly parallel: boolean;
  readonly tier: ExecutionTier;
  /** Thresholds of the compiled tier that are to be others. */
  readonly thresholds: Partial<Thresholds>;
  readonly stats: boolean;
  /** Prints a hash of the machine's state every so many instructions. */
  readonly hashEvery?: number;
  /** Stops after so many instructions. */
  readonly limit?: number;
  /** A file of input to be typed at given instruction counts. */
  readonly inputLog?: string;
  /** A guest-virtual address: the compiled regions that contain it are printed at the end. */
  readonly jitDump?: bigint;
  readonly list: boolean;
}

export const USAGE =
  "usage: npm run -s vm -- GUEST [options], or --arch aarch64|ia32 --kernel FILE [options]; --list shows guests";

const OPTIONS = {
  arch: { type: "string" },
  kernel: { type: "string" },
  unpack: { type: "string" },
  initrd: { type: "string" },
  dtb: { type: "string" },
  append: { type: "string" },
  memory: { type: "string" },
  smp: { type: "string" },
  clock: { type: "string", default: "real" },
  parallel: { type: "boolean", default: false },
  tier: { type: "string", default: TEST_TIER },
  thresholds: { type: "string", default: "" },
  stats: { type: "boolean", default: false },
  "hash-every": { type: "string" },
  limit: { type: "string" },
  "input-log": { type: "string" },
  "jit-dump": { type: "string" },
  list: { type: "boolean", default: false },
} as const;

/** @throws UsageError */
export function parseCommand(args: readonly string[]): VmCommand {
  const { values, positionals } = parse(args);
  const [guest, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`one guest at a time, not also ${more.join(" ")}`);
  checkTarget(guest, values);
  if (values.parallel && values["hash-every"] !== undefined)
    throw new UsageError("--hash-every compares runs, which --parallel makes all different; give one of them");
  return {
    guest,
    kernel: values.kernel,
    architecture: architectureOf(values.arch),
    unpack: values.unpack === undefined ? undefined : oneOf("--unpack", values.unpack, ["host", "guest"] as const),
    initrd: values.initrd,
    dtb: values.dtb,
    append: values.append,
    memoryMiB: whole("--memory", values.memory),
    vcpus: whole("--smp", values.smp),
    clock: oneOf("--clock", values.clock, ["real", "deterministic"]),
    parallel: values.parallel,
    tier: oneOf("--tier", values.tier, TIERS),
    thresholds: parseThresholds(values.thresholds),
    stats: values.stats,
    hashEvery: whole("--hash-every", values["hash-every"]),
    limit: whole("--limit", values.limit),
    inputLog: values["input-log"],
    jitDump: address("--jit-dump", values["jit-dump"]),
    list: values.list,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(`${why.replace(/\.$/, "")}; ${USAGE}`);
  }
}

interface Target {
  readonly arch?: string;
  readonly kernel?: string;
  readonly list: boolean;
}

function checkTarget(guest: string | undefined, { arch, kernel, list }: Target): void {
  if (list) return;
  if (guest === undefined && kernel === undefined) throw new UsageError(USAGE);
  if (guest !== undefined && kernel !== undefined) throw new UsageError("give a guest or --kernel, not both");
  if (kernel !== undefined && arch === undefined)
    throw new UsageError(`--kernel needs --arch ${GUEST_ARCHITECTURES.join(" or ")}`);
}

function architectureOf(arch = "aarch64"): GuestArchitecture {
  return oneOf("--arch", arch, GUEST_ARCHITECTURES);
}

function oneOf<Choice extends string>(option: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new UsageError(`${option} is "${value}"; choose ${choices.join(" or ")}`);
  return choice;
}

/** "name=number" once or several times, between commas. */
function parseThresholds(list: string): Partial<Thresholds> {
  const items = list.split(",").filter((item) => item !== "");
  return Object.fromEntries(
    items.map((item) => {
      const [name, value] = item.split("=");
      return [oneOf("--thresholds", name, Object.keys(THRESHOLDS)), whole(`--thresholds ${name}`, value ?? "")];
    }),
  );
}

/** 64 bits in hexadecimal, with or without 0x and underscores. */
function address(option: string, value: string | undefined): bigint | undefined {
  if (value === undefined) return undefined;
  const digits = value.replace(/^0x/i, "").replaceAll("_", "");
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) throw new UsageError(`${option} is "${value}"; give a hexadecimal address`);
  return BigInt(`0x${digits}`);
}

function whole(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(value)) throw new UsageError(`${option} is "${value}"; give a whole number`);
  return Number(value);
}
