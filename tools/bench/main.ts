/**
 * `npm run bench`: the same guest, the same work, in this machine (Node) and in qemu-system-aarch64 (TCG, one thread),
 * alternately. Prints a table of ratios and writes JSON; ratios within one run are what counts, not seconds.
 *
 *   npm run bench -- [--rounds N] [--only NAME] [--json FILE]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseManifest } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { BENCH_TOOLS, ensureTools } from "../setup/tools.ts";
import { type Measurement, measureUntil } from "./measure.ts";
import { machines, WORKLOADS, type Workload } from "./workloads.ts";

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, only: { type: "string" }, json: { type: "string" } },
});

interface Row {
  readonly workload: string;
  readonly machine: string;
  readonly round: number;
  readonly measurement: Measurement;
}

const manifestPath = join(guestCacheFolder(), "manifest.json");
if (!existsSync(manifestPath)) {
  console.error("bench: the Debian guests are missing; get them with: npm run guests");
  process.exit(2);
}
const { guests } = parseManifest(JSON.parse(readFileSync(manifestPath, "utf8")));
const withQemu = ensureTools(BENCH_TOOLS).length === 0;
const chosen = WORKLOADS.filter((workload) => !options.only || workload.name.includes(options.only));
const rows: Row[] = [];

for (let round = 1; round <= Number(options.rounds); round++) {
  for (const workload of chosen) await runWorkload(workload, round);
}
printTable();
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);

async function runWorkload(workload: Workload, round: number): Promise<void> {
  const guest = guests.find((entry) => entry.id === workload.guest);
  if (!guest) throw new Error(`bench: the cache has no guest ${workload.guest}; run: npm run guests`);
  for (const machine of machines(guest, guestCacheFolder()).filter(({ name }) => withQemu || name !== "qemu")) {
    const command = { ...machine.command, script: workload.script };
    const measurement = await measureUntil(command, workload.marker, workload.timeout);
    rows.push({ workload: workload.name, machine: machine.name, round, measurement });
    console.error(`${workload.name}, ${machine.name}, round ${round}: ${measurement.cpu.toFixed(2)} s of CPU`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)];
}

function figures(workload: string, machine: string): Measurement | undefined {
  const own = rows.filter((row) => row.workload === workload && row.machine === machine).map((row) => row.measurement);
  if (own.length === 0) return undefined;
  const of = (key: keyof Measurement) => median(own.map((measurement) => measurement[key]));
  return { cpu: of("cpu"), vcpuThread: of("vcpuThread"), wall: of("wall"), residentMB: of("residentMB") };
}

function printTable(): void {
  console.log("| workload | ours: CPU s | vCPU thread | wall | RSS MB | QEMU: CPU s | ratio of CPU |");
  console.log("|---|---|---|---|---|---|---|");
  for (const { name } of chosen) {
    const ours = figures(name, "ours");
    const qemu = figures(name, "qemu");
    if (!ours) continue;
    const cells = [ours.cpu, ours.vcpuThread, ours.wall].map((value) => value.toFixed(2));
    const theirs = qemu ? [qemu.cpu.toFixed(2), (ours.cpu / qemu.cpu).toFixed(2)] : ["-", "-"];
    console.log(`| ${[name, ...cells, ours.residentMB.toFixed(0), ...theirs].join(" | ")} |`);
  }
}
