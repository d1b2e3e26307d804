/** The guest catalogue: what a manifest says about each guest, and the check that it says so. */
import { ManifestError } from "../errors.ts";

export const GUEST_ARCHITECTURES = ["aarch64", "aarch32", "ia32"] as const;
export type GuestArchitecture = (typeof GUEST_ARCHITECTURES)[number];

/** A file of a guest, relative to the manifest. */
export interface GuestFile {
  readonly file: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface GuestEntry {
  /** Name on the command line and in URLs: "debian-arm64-fast". */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  readonly architecture: GuestArchitecture;
  /** One sentence. */
  readonly description: string;
  /** Where it comes from: "Debian 12, linux-image-arm64 6.1.176-1", "this repository". */
  readonly origin: string;
  readonly licence: string;
  /** Built in: served with the page. Fetched: in the cache, after `npm run guests`. */
  readonly kind: "built-in" | "fetched";
  readonly kernel: GuestFile;
  readonly initrd?: GuestFile;
  /** Who unpacks a bzImage or zImage; default: the loader ("host"). */
  readonly unpack?: "host" | "guest";
  /** Kernel command line. */
  readonly bootArguments: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** What the guest prints when it is ready for its user. */
  readonly ready?: string;
}

export interface GuestManifest {
  readonly guests: readonly GuestEntry[];
}

const ID = /^[a-z0-9][a-z0-9-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** A plain relative path: no scheme, no root, no way up. */
const FILE = /^(?!.*\.\.)[A-Za-z0-9_+~.-][A-Za-z0-9_+~./-]*$/;
const STRINGS = ["name", "description", "origin", "licence", "bootArguments"] as const;

/** @throws ManifestError naming the guest and the field that is wrong */
export function parseManifest(value: unknown): GuestManifest {
  if (!isRecord(value) || !Array.isArray(value.guests)) throw new ManifestError("the manifest has no list of guests");
  return { guests: value.guests.map(checkEntry) };
}

function checkEntry(value: unknown): GuestEntry {
  if (!isRecord(value) || typeof value.id !== "string" || !ID.test(value.id)) {
    throw new ManifestError("a guest in the manifest has no usable id");
  }
  const wrong = (field: string) => new ManifestError(`guest ${value.id}: ${field} is missing or wrong in the manifest`);
  for (const field of STRINGS) if (typeof value[field] !== "string") throw wrong(field);
  if (!GUEST_ARCHITECTURES.some((known) => known === value.architecture)) throw wrong("architecture");
  if (value.kind !== "built-in" && value.kind !== "fetched") throw wrong("kind");
  if (!isCount(value.memoryMiB)) throw wrong("memoryMiB");
  if (!isCount(value.vcpus)) throw wrong("vcpus");
  if (!isFile(value.kernel)) throw wrong("kernel");
  if (value.initrd !== undefined && !isFile(value.initrd)) throw wrong("initrd");
  if (value.unpack !== undefined && value.unpack !== "host" && value.unpack !== "guest") throw wrong("unpack");
  if (value.ready !== undefined && typeof value.ready !== "string") throw wrong("ready");
  return value as unknown as GuestEntry;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}

function isFile(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { file, size, sha256 } = value;
  return (
    typeof file === "string" && FILE.test(file) && isCount(size) && typeof sha256 === "string" && SHA256.test(sha256)
  );
}
