/**
 * `npm run bench`: the same programs in this machine (Node), in QEMU (TCG, one thread), for IA32 in v86, and natively, test by
 * test in turn. Prints how many times as fast this machine is; ratios within one run are what counts, not seconds.
 * docs/benchmarks.md explains the rest.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { GuestArchitecture, GuestEntry } from "../../lib-ts/machines/guests.ts";
import { BuildError } from "../setup/buildError.ts";
import { buildPage } from "../setup/builtPage.ts";
import {
  AARCH32_BENCH_TOOLS,
  BENCH_TOOLS,
  type ExternalTool,
  ensureTools,
  IA32_BENCH_TOOLS,
  SEABIOS,
} from "../setup/tools.ts";
import { availableGuests } from "../vm/machine.ts";
import { type BootMachine, runBoots } from "./boots.ts";
import { buildInitramfs, buildProgram } from "./build.ts";
import { guestCompilers, isAvailable, nativeCompilers } from "./compilers.ts";
import { type Command, type MachineName, ourMachine, pageMachine, qemuMachine, v86Machine } from "./machines.ts";
import { type BenchOptions, parseOptions, USAGE } from "./options.ts";
import { machinesOf, measureParallel, parallelReport, wrongResults } from "./parallel.ts";
import { besideGuest, bootReport, testReport, type Volume, volumeReport } from "./report.ts";
import { type BootSample, differingChecksums, type Sample } from "./results.ts";
import { type RoundPlan, type RoundResult, runRound } from "./round.ts";
import { GuestFailed } from "./session.ts";
import { buildQemuKernel } from "./uImage.ts";

const BOOT_GUESTS: Readonly<Record<GuestArchitecture, readonly string[]>> = {
  aarch64: ["debian-arm64-fast", "debian-arm64"],
  aarch32: ["debian-armhf-fast", "debian-armhf"],
  ia32: ["debian-i386-fast", "debian-i386"],
};
/** The yardstick first. */
const TOOLS: Readonly<Record<GuestArchitecture, readonly ExternalTool[]>> = {
  aarch64: BENCH_TOOLS,
  aarch32: AARCH32_BENCH_TOOLS,
  ia32: IA32_BENCH_TOOLS,
};
const BOOT_MACHINES: readonly BootMachine[] = ["ours", "qemu", "v86"];
const EXIT_BAD_INPUT = 2;

const say = (line: string) => console.error(`bench: ${line}`);

interface Results {
  readonly samples: Sample[];
  readonly boots: BootSample[];
  readonly volumes: Volume[];
  readonly failures: string[];
}

async function main(options: BenchOptions): Promise<number> {
  const guest = findGuest(options.guest);
  const tools = TOOLS[guest.architecture];
  const missing = new Set(ensureTools(tools).map(({ debian }) => debian));
  const initramfs = buildInitramfs(guest);
  if (options.buildOnly) {
    console.log(initramfs);
    return 0;
  }
  if (options.parallel || options.smp) return compareParallel(options, guest, initramfs);
  if (options.chromium) buildPage();
  const results: Results = { samples: [], boots: [], volumes: [], failures: [] };
  const plan = planRounds(
    {
      ...options,
      qemu: options.qemu && !missing.has(tools[0].debian),
      v86: options.v86 && !missing.has(SEABIOS.debian),
    },
    guest,
    initramfs,
  );
  const boots = options.boots ? BOOT_GUESTS[guest.architecture].map(findGuest) : [];
  if (plan.commands.has("qemu")) for (const booted of [guest, ...boots]) await buildQemuKernel(booted);
  for (let round = 1; round <= options.rounds; round++) {
    await addRound(results, plan, options, guest, round);
  }
  print(results);
  const report = { ...conditions(options, guest), ...results };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return results.failures.length > 0 ? 1 : 0;
}

async function compareParallel(options: BenchOptions, guest: GuestEntry, initramfs: string): Promise<number> {
  const samples = await measureParallel(machinesOf(guest, options, initramfs), options, say);
  console.log(parallelReport(samples));
  const failures = wrongResults(samples, options.repeat).map(
    (test) => `${test}: not the same result from every process`,
  );
  for (const failure of failures) console.log(`failed: ${failure}`);
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ ...conditions(options, guest), samples }, null, 2)}\n`);
  return failures.length > 0 ? 1 : 0;
}

function planRounds(options: BenchOptions, guest: GuestEntry, initramfs: string): RoundPlan {
  const commands = new Map<MachineName, Command>();
  if (options.ours) commands.set("ours", ourMachine(guest, options, initramfs));
  if (options.chromium) commands.set("chromium", pageMachine(guest, options.tier, initramfs));
  if (options.qemu) commands.set("qemu", qemuMachine(guest, initramfs));
  if (options.v86 && guest.architecture === "ia32") commands.set("v86", v86Machine(guest, initramfs));
  const programs = guestCompilers(guest.architecture).map(({ program }) => program);
  const native = options.native ? nativePrograms(guest.architecture) : new Map<string, string>();
  return { commands, programs, native, tests: options.tests, scale: options.scale, say };
}

/** Paths by name; none where this machine has no compiler for them or does not run them. */
function nativePrograms(architecture: GuestArchitecture): Map<string, string> {
  const compilers = nativeCompilers(architecture);
  const programs = compilers.every(isAvailable)
    ? compilers.map((compiler) => [compiler.program, buildProgram(compiler)] as const)
    : [];
  const run = programs.filter(([, path]) => spawnSync(path, ["--list"]).status === 0);
  if (run.length < compilers.length) say("no native programs: gcc is missing, or this machine does not run them");
  return new Map(run.length < compilers.length ? [] : run);
}

async function addRound(
  { samples, boots, volumes, failures }: Results,
  plan: RoundPlan,
  options: BenchOptions,
  guest: GuestEntry,
  round: number,
): Promise<void> {
  if (options.boots) {
    boots.push(
      ...(await runBoots(
        BOOT_GUESTS[guest.architecture].map(findGuest),
        BOOT_MACHINES.filter((name) => plan.commands.has(name)),
        options,
        round,
      )),
    );
  }
  const result = await runRound(plan, round);
  samples.push(...result.samples);
  failures.push(...result.failures);
  volumes.push(...volumeOf(result, guest));
}

function volumeOf({ memory, stats }: RoundResult, guest: GuestEntry): Volume[] {
  if (!memory) return [];
  const linear = Number(Reflect.get(Object(stats?.memory), "linearMemoryBytes") ?? 0);
  return [{ resident: memory.total, besideGuest: besideGuest(memory, guest.memoryMiB * 2 ** 20, linear), stats }];
}

function print({ samples, boots, volumes, failures }: Results): void {
  failures.push(...differingChecksums(samples));
  const hasV86 = samples.some(({ runner }) => runner === "v86");
  console.log(testReport(samples));
  if (hasV86) console.log(`\n${testReport(samples, "ours", "v86")}`);
  if (samples.some(({ runner }) => runner === "chromium")) console.log(`\n${testReport(samples, "chromium")}`);
  if (boots.length > 0) console.log(`\n${bootReport(boots)}`);
  if (boots.length > 0 && hasV86) console.log(`\n${bootReport(boots, "v86")}`);
  if (volumes.length > 0) console.log(`\n${volumeReport(volumes)}`);
  for (const failure of failures) console.log(`failed: ${failure}`);
}

/** Where and how the figures came about. */
function conditions(options: BenchOptions, guest: GuestEntry): object {
  const version = spawnSync(qemuMachine(guest).file, ["--version"], { encoding: "utf8" }).stdout?.split("\n")[0];
  const host = { cpu: cpus()[0]?.model, cpus: cpus().length, node: process.version, qemu: version };
  return { date: new Date().toISOString(), host, options };
}

function findGuest(id: string): GuestEntry {
  const found = availableGuests().find(({ entry }) => entry.id === id);
  if (!found) throw new BuildError(`there is no guest ${id} here; npm run guests fetches Debian's`);
  return found.entry;
}

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  say(error.message);
  if (!(error instanceof BuildError || error instanceof GuestFailed)) console.error(USAGE);
  process.exitCode = EXIT_BAD_INPUT;
}
