/**
 * `npm run test:boots -- [N] [--guest ID] [--smp VCPUS] [--tier T]`: boots a guest N times in a row, each time to its shell and
 * on to its power-off, and prints a row for each. Exit code 1 when a boot failed.
 */
import { parseArgs } from "node:util";
import { TEST_TIER, tierNamed } from "../../lib-ts/testing/tier.ts";
import { availableGuests } from "../vm/machine.ts";
import { bootOnce } from "./bootOnce.ts";

const { values, positionals } = parseArgs({
  options: {
    guest: { type: "string", default: "debian-arm64" },
    smp: { type: "string" },
    tier: { type: "string", default: TEST_TIER },
  },
  allowPositionals: true,
});
const boots = Number(positionals[0] ?? 20);
const guest = availableGuests().find(({ entry }) => entry.id === values.guest)?.entry;
const vcpus = Number(values.smp ?? guest?.vcpus);
if (guest === undefined || ![boots, vcpus].every((count) => Number.isInteger(count) && count > 0)) {
  console.error("usage: npm run test:boots -- [N] [--guest ID] [--smp VCPUS] [--tier interp|auto|all]");
  console.error("npm run guests fetches Debian's guests");
  process.exit(2);
}

let failed = 0;
console.log("| boot | result | seconds to the shell | to the power-off | CPU s | million instructions |");
console.log("|---|---|---|---|---|---|");
for (let boot = 1; boot <= boots; boot++) {
  const { problem, shellSeconds, seconds, cpuSeconds, instructions } = await bootOnce(
    guest,
    vcpus,
    tierNamed(values.tier),
  );
  if (problem !== undefined) failed++;
  const figures = [shellSeconds, seconds, cpuSeconds].map((value) => value?.toFixed(1) ?? "-");
  const work = instructions === undefined ? "-" : (instructions / 1e6).toFixed(0);
  console.log(`| ${[boot, problem ?? "ok", ...figures, work].join(" | ")} |`);
}
console.log(
  `${boots - failed} of ${boots} boots of ${guest.id} with ${vcpus} vCPU${vcpus > 1 ? "s" : ""} in tier ${values.tier} succeeded`,
);
process.exitCode = failed > 0 ? 1 : 0;
