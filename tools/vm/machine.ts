/** From a command to a machine's plan: finds the guest, reads its files. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { NamedBytes } from "../../lib-ts/machines/bootPlan.ts";
import { type GuestEntry, type GuestFile, parseManifest } from "../../lib-ts/machines/guests.ts";
import { type MachinePlan, planMachine as planImages } from "../../lib-ts/machines/machinePlan.ts";
import { rngSeedFor } from "../../lib-ts/machines/rngSeed.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { UsageError, type VmCommand } from "./options.ts";

const DEFAULT_MEMORY_MIB = 256;
/** No image that fits a machine is longer. */
const MAX_FILE = 3 * 2 ** 30;

export interface PlannedMachine {
  readonly name: string;
  readonly plan: MachinePlan;
  readonly vcpus: number;
  readonly memoryMiB: number;
}

/** A guest and the folder that its files are relative to. */
interface FoundGuest {
  readonly entry: GuestEntry;
  readonly folder: string;
}

/** @throws UsageError, ImageError, MachineOptionError */
export async function planMachine(command: VmCommand): Promise<PlannedMachine> {
  const guest = command.guest === undefined ? undefined : findGuest(command.guest);
  const memoryMiB = command.memoryMiB ?? guest?.entry.memoryMiB ?? DEFAULT_MEMORY_MIB;
  const vcpus = command.vcpus ?? guest?.entry.vcpus ?? 1;
  const kernel = guest ? guestFile(guest, guest.entry.kernel) : userFile(command.kernel ?? "");
  const ownInitrd = guest?.entry.initrd && guestFile(guest, guest.entry.initrd);
  const images = {
    kernel,
    initrd: command.initrd === undefined ? ownInitrd : userFile(command.initrd),
    dtb: command.dtb === undefined ? undefined : userFile(command.dtb),
  };
  const bootArguments = joinArguments(guest?.entry.bootArguments, command.append);
  const { clock } = command;
  const unpack = command.unpack ?? guest?.entry.unpack;
  const options = { memoryMiB, vcpus, bootArguments, rngSeed: rngSeedFor(clock), unpack };
  const plan = await planImages(guest?.entry.architecture ?? command.architecture, images, options);
  return { name: guest?.entry.id ?? basename(kernel.name), plan, vcpus, memoryMiB };
}

/** Images of less are not worth a word; and small files share a buffer with others. */
const LARGE = 1 << 20;

/**
 * Gives back the memory of the images, which are in the machine's now: tens of megabytes that a collection finds late, because the
 * machine makes little garbage. The plan is of no use any more.
 */
export function releaseImages({ segments }: MachinePlan): void {
  const buffers = new Set(segments.map(({ bytes }) => bytes.buffer));
  // What has been moved to a buffer that nobody has goes with the next collection of what is young.
  for (const buffer of buffers) if (buffer.byteLength >= LARGE) structuredClone(buffer, { transfer: [buffer] });
}

/** All guests that are there, built-in ones first. */
export function availableGuests(): FoundGuest[] {
  const builtIn = new URL("../../public/guests/manifest.json", import.meta.url).pathname;
  const fetched = join(guestCacheFolder(), "manifest.json");
  return [builtIn, fetched].filter(existsSync).flatMap((path) => {
    const manifest = parseManifest(JSON.parse(readFileSync(path, "utf8")));
    return manifest.guests.map((entry) => ({ entry, folder: dirname(path) }));
  });
}

function findGuest(id: string): FoundGuest {
  const guests = availableGuests();
  const found = guests.find(({ entry }) => entry.id === id);
  if (found !== undefined) return found;
  const known = guests.map(({ entry }) => entry.id).join(", ") || "none";
  throw new UsageError(`no guest "${id}" here (there are: ${known}); npm run guests fetches Debian's`);
}

function joinArguments(own: string | undefined, appended: string | undefined): string | undefined {
  if (appended === undefined) return own || undefined;
  return own ? `${own} ${appended}` : appended;
}

function guestFile({ folder }: FoundGuest, { file, size }: GuestFile): NamedBytes {
  const path = join(folder, file);
  if (!existsSync(path)) throw new UsageError(`${path} is missing; npm run guests fetches it again`);
  const bytes = readFileSync(path);
  if (bytes.length !== size) {
    throw new UsageError(`${path} has ${bytes.length} bytes instead of ${size}; npm run guests fetches it again`);
  }
  return { name: file, bytes };
}

function userFile(path: string): NamedBytes {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new UsageError(`${path}: no such file`);
  if (!status.isFile()) throw new UsageError(`${path}: not a file`);
  if (status.size > MAX_FILE) throw new UsageError(`${path}: ${status.size} bytes are more than any machine holds`);
  try {
    return { name: path, bytes: readFileSync(path) };
  } catch (error) {
    throw new UsageError(`${path}: cannot be read (${error instanceof Error ? error.message : error})`);
  }
}
