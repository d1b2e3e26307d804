/**
 * `npm run guests [-- --arch ia32] [-- --mirror URL] [-- --refresh]`: fetches Debian's kernels, busybox and what else the
 * guests are made of, and prepares them in a folder outside the checkout that later checkouts reuse. Without `--arch`: for
 * every architecture that there is a machine for. What is there and intact is not fetched again.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { GUEST_ARCHITECTURES, type GuestArchitecture, type GuestEntry } from "../../lib-ts/machines/guests.ts";
import { dropAptState, extractFile, FetchError, PrivateApt } from "./apt.ts";
import { ARM64_GUESTS } from "./arm64Guests.ts";
import { ARMHF_GUESTS } from "./armhfGuests.ts";
import { guestCacheFolder } from "./cache.ts";
import type { GuestSet, Unpacked } from "./guestSet.ts";
import { IA32_GUESTS } from "./ia32Guests.ts";
import { type DebianPackage, PackageMissing } from "./packages.ts";
import { intactGuests, storeFile, storeManifest } from "./store.ts";

const SETS: readonly GuestSet[] = [ARM64_GUESTS, ARMHF_GUESTS, IA32_GUESTS];

/** @throws FetchError for options that do not exist */
function parseOptions() {
  const options = { arch: { type: "string" }, mirror: { type: "string" }, refresh: { type: "boolean" } } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const [reason] = String((error as Error).message).split(". ");
    throw new FetchError(`${reason}; there are --arch NAME, --mirror URL and --refresh`);
  }
}

function main(): void {
  const values = parseOptions();
  const folder = guestCacheFolder();
  const wanted = setsFor(values.arch);
  const intact = intactGuests(folder);
  const have = (architecture: GuestArchitecture) => intact.some((guest) => guest.architecture === architecture);
  const missing = wanted.filter(({ architecture }) => values.refresh || !have(architecture));
  if (missing.length === 0) {
    say(`all there and intact in ${folder}`);
    for (const { id } of intact) say(`  ${id}`);
    return;
  }
  let guests = intact;
  for (const set of missing) {
    const others = guests.filter(({ architecture }) => architecture !== set.architecture);
    guests = [...others, ...fetchSet(folder, set, values.mirror ?? process.env.SEL4VM_WEB_MIRROR)];
    storeManifest(folder, guests);
  }
  say(`ready in ${folder}: ${guests.map(({ id }) => id).join(", ")}`);
}

/** @param architecture ours or Debian's name of it */
function setsFor(architecture: string | undefined): readonly GuestSet[] {
  if (architecture === undefined) return SETS;
  const found = SETS.filter((set) => set.architecture === architecture || set.debian === architecture);
  if (found.length > 0) return found;
  throw new FetchError(`--arch is "${architecture}"; choose ${GUEST_ARCHITECTURES.join(" or ")}`);
}

/** @throws FetchError, PackageMissing */
function fetchSet(folder: string, set: GuestSet, mirror: string | undefined): GuestEntry[] {
  const state = join(folder, `apt-${set.debian}`);
  const apt = new PrivateApt(state, set.debian, mirror);
  say(`${set.debian}: asking ${mirror ?? "this machine's apt sources"} for its index`);
  try {
    apt.update();
    const guests = set.prepare(apt, (packages) => download(folder, apt, packages));
    dropAptState(state);
    return guests;
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    throw new FetchError(`the guests for ${set.architecture} cannot be fetched: ${error.message}`);
  }
}

function download(folder: string, apt: PrivateApt, packages: readonly DebianPackage[]): Unpacked {
  const debs = new Map(
    packages.map((item) => {
      say(`${item.name} ${item.version}: ${item.size} bytes, sha256 ${item.sha256}`);
      return [item.name, apt.download(item, join(folder, "packages"))] as const;
    }),
  );
  return {
    extract: ({ name }, path) => extractFile(debs.get(name) ?? name, path),
    put(file, bytes) {
      const stored = storeFile(folder, file, bytes);
      say(`  ${file}: ${stored.size} bytes, sha256 ${stored.sha256}`);
      return stored;
    },
  };
}

function say(line: string): void {
  console.log(`guests: ${line}`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof FetchError) && !(error instanceof PackageMissing)) throw error;
  console.error(`guests: ${error.message}`);
  process.exit(1);
}
