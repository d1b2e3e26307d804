/** `npm run test:stress`: several vCPUs at work for ten minutes, each on a thread of its own, or with `--turns` by turns. Exit code 1 when a result was wrong. */
import { GuestFailed } from "../bench/session.ts";
import { BuildError } from "../setup/buildError.ts";
import { availableGuests } from "../vm/machine.ts";
import { parseOptions, USAGE } from "./options.ts";
import { runStress } from "./stress.ts";

const MINUTE_MS = 60_000;
/** A round takes a few seconds. */
const SCALE = 20;

async function main(): Promise<number> {
  const { guest: id, vcpus, tier, minutes, parallel } = parseOptions(process.argv.slice(2));
  const guest = availableGuests().find(({ entry }) => entry.id === id)?.entry;
  if (guest === undefined) throw new Error(`there is no guest ${id} here; npm run guests fetches Debian's`);
  const end = performance.now() + minutes * MINUTE_MS;
  const goOn = () => performance.now() < end;
  const { rounds, checked, wrong } = await runStress({
    guest,
    vcpus,
    tier,
    parallel,
    scale: SCALE,
    goOn,
    say: console.error,
  });
  for (const line of wrong) console.log(`wrong: ${line}`);
  const mode = parallel ? "at once" : "by turns";
  console.log(
    `${id}, ${vcpus} vCPUs ${mode}, tier ${tier}: ${rounds} rounds, ${checked} results, ${wrong.length} wrong`,
  );
  return wrong.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`stress: ${error.message}`);
  if (!(error instanceof BuildError || error instanceof GuestFailed)) console.error(USAGE);
  process.exitCode = error instanceof GuestFailed ? 1 : 2;
}
