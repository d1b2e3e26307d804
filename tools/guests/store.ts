/** Prepared files in the guest cache: written whole or not at all, named with size and SHA-256. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ManifestError } from "../../lib-ts/errors.ts";
import { type GuestEntry, type GuestFile, type GuestManifest, parseManifest } from "../../lib-ts/machines/guests.ts";

export const MANIFEST = "manifest.json";

/** Writes `bytes` as `file` below `folder`, through a temporary name. */
export function storeFile(folder: string, file: string, bytes: Uint8Array): GuestFile {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, bytes);
  renameSync(partial, path);
  return { file, size: bytes.length, sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The manifest below `folder` if it is there, readable, and every file is as it says; else undefined. */
export function verifiedManifest(folder: string): GuestManifest | undefined {
  const manifest = readManifest(folder);
  return manifest?.guests.every((guest) => isWhole(folder, guest)) ? manifest : undefined;
}

/** The guests below `folder` of those architectures of which every file is as the manifest says. */
export function intactGuests(folder: string): readonly GuestEntry[] {
  const guests = readManifest(folder)?.guests ?? [];
  const broken = guests.filter((guest) => !isWhole(folder, guest)).map(({ architecture }) => architecture);
  return guests.filter(({ architecture }) => !broken.includes(architecture));
}

export function storeManifest(folder: string, guests: readonly GuestEntry[]): void {
  storeFile(folder, MANIFEST, Buffer.from(`${JSON.stringify({ guests }, null, 2)}\n`));
}

/** Undefined when it is not there or not readable. */
function readManifest(folder: string): GuestManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  try {
    return parseManifest(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof ManifestError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isWhole(folder: string, { kernel, initrd }: GuestEntry): boolean {
  return (initrd ? [kernel, initrd] : [kernel]).every((file) => isIntact(folder, file));
}

function isIntact(folder: string, { file, size, sha256: expected }: GuestFile): boolean {
  const path = join(folder, file);
  return existsSync(path) && statSync(path).size === size && sha256(readFileSync(path)) === expected;
}
