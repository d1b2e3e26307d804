/**
 * `npm run test:boots -- [N] [--guest ID] [--smp VCPUS] [--tier T | --chromium]`: boots a guest N times in a row, each time to
 * its shell and on to its power-off, and prints a row for each: through the command line, or with `--chromium` in the page,
 * which it builds first. All that a boot printed that failed is in build/boots. Exit code 1 when a boot failed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TEST_TIER, tierNamed } from "../../lib-ts/testing/tier.ts";
import { type BuiltPage, buildPage, openBuiltPage } from "../setup/builtPage.ts";
import { CHROMIUM, ensureTools } from "../setup/tools.ts";
import { availableGuests } from "../vm/machine.ts";
import type { Boot } from "./boot.ts";
import { bootInChromium } from "./chromium.ts";
import { bootHeadless } from "./headless.ts";

/** Where machines are booted. */
interface Place {
  /** "in Chromium". */
  readonly words: string;
  boot(): Promise<Boot>;
  close(): Promise<void>;
}

const KEPT = fileURLToPath(new URL("../../build/boots", import.meta.url));
/** Characters of a failed boot's output that are printed. */
const TAIL = 500;

const { values, positionals } = parseArgs({
  options: {
    guest: { type: "string", default: "debian-arm64" },
    smp: { type: "string" },
    tier: { type: "string" },
    chromium: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const boots = Number(positionals[0] ?? 20);
const guest = availableGuests().find(({ entry }) => entry.id === values.guest)?.entry;
const vcpus = Number(values.smp ?? guest?.vcpus);
const contradiction = values.chromium && values.tier !== undefined;
if (guest === undefined || contradiction || ![boots, vcpus].every((count) => Number.isInteger(count) && count > 0)) {
  console.error("usage: npm run test:boots -- [N] [--guest ID] [--smp VCPUS] [--tier interp|auto|all | --chromium]");
  console.error("npm run guests fetches Debian's guests");
  process.exit(2);
}
if (values.chromium && ensureTools([CHROMIUM]).length > 0) process.exit(2);

const tier = tierNamed(values.tier ?? TEST_TIER);
const place: Place = values.chromium
  ? await inChromium((page) => bootInChromium(page, guest, vcpus))
  : { words: `in tier ${tier}`, boot: () => bootHeadless(guest, vcpus, tier), close: async () => {} };
const failed = await bootAll(place);
await place.close();
const subject = `${guest.id} with ${vcpus} vCPU${vcpus > 1 ? "s" : ""} ${place.words}`;
console.log(`${boots - failed} of ${boots} boots of ${subject} succeeded`);
process.exitCode = failed > 0 ? 1 : 0;

async function inChromium(boot: (page: BuiltPage) => Promise<Boot>): Promise<Place> {
  buildPage();
  const page = await openBuiltPage();
  return { words: "in Chromium", boot: () => boot(page), close: () => page.close() };
}

/** @returns how many failed */
async function bootAll({ boot }: Place): Promise<number> {
  console.log("| boot | result | seconds to the shell | to the power-off | CPU s | million instructions |");
  console.log("|---|---|---|---|---|---|");
  let failures = 0;
  for (let number = 1; number <= boots; number++) {
    const { problem, shellSeconds, seconds, cpuSeconds, instructions, output } = await boot();
    const figures = [shellSeconds, seconds, cpuSeconds].map((value) => value?.toFixed(1) ?? "-");
    const work = instructions === undefined ? "-" : (instructions / 1e6).toFixed(0);
    console.log(`| ${[number, problem ?? "ok", ...figures, work].join(" | ")} |`);
    if (problem === undefined) continue;
    failures++;
    keep(number, output);
  }
  return failures;
}

function keep(number: number, output: string): void {
  const where = values.chromium ? "chromium" : tier;
  const path = `${KEPT}/${values.guest}-${vcpus}-${where}-${number}.txt`;
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(path, output);
  console.error(`${output.slice(-TAIL)}\n${path} has all of it`);
}
