/** The guests of one architecture that `npm run guests` prepares: which packages they come from, and what becomes of them. */
import type { GuestArchitecture, GuestEntry, GuestFile } from "../../lib-ts/machines/guests.ts";
import { type DebianPackage, kernelPackageName } from "./packages.ts";

/** What an archive answers. */
export interface Archive {
  /** @throws PackageMissing when the archive does not offer it */
  show(name: string): DebianPackage;
  offers(name: string): boolean;
}

/** The downloaded packages. */
export interface Unpacked {
  /** One file of a package. */
  extract(item: DebianPackage, path: string): Uint8Array;
  /** Stores a prepared file under a path relative to the manifest. */
  put(file: string, bytes: Uint8Array): GuestFile;
}

export interface GuestSet {
  readonly architecture: GuestArchitecture;
  /** Debian's name of the architecture. */
  readonly debian: string;
  /** @throws PackageMissing */
  prepare(archive: Archive, download: (packages: readonly DebianPackage[]) => Unpacked): GuestEntry[];
}

/** The kernel that a meta package stands for; some archives carry its unsigned twin alone. @throws PackageMissing */
export function kernelPackage(archive: Archive, meta: string): DebianPackage {
  const kernel = kernelPackageName(archive.show(meta));
  return archive.show(archive.offers(kernel) ? kernel : `${kernel}-unsigned`);
}

/** Where a kernel package has its kernel. */
export function kernelPath(kernel: DebianPackage): string {
  return `boot/vmlinuz-${kernel.name.replace(/^linux-image-/, "").replace(/-unsigned$/, "")}`;
}

/** As a guest's origin names it. */
export function title({ name, version }: DebianPackage): string {
  return `${name} ${version}`;
}
