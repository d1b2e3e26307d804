/** The guests that this page can start: built in, and fetched from Debian where this server has them. */
import {
  type GuestArchitecture,
  type GuestEntry,
  type ImageSource,
  type MachineSpec,
  parseManifest,
} from "../../lib-ts/index.ts";
import type { MachineOptions, OwnImage } from "./types.ts";

export interface Catalogue {
  readonly guests: readonly GuestEntry[];
  /** What is missing, and how to get it. */
  readonly notes: readonly string[];
}

const BUILT_IN = "guests/";
const FETCHED = "guests/cache/";

/** Reads both manifests. A missing one is a note, not an error. */
export async function loadCatalogue(): Promise<Catalogue> {
  const [builtIn, fetched] = await Promise.all([readManifest(BUILT_IN), readManifest(FETCHED)]);
  const notes = [
    ...("problem" in builtIn ? [`The built-in guests could not be listed: ${builtIn.problem}`] : []),
    ...("problem" in fetched
      ? ["Debian's kernels are not on this server. Whoever runs it gets them with: npm run guests"]
      : []),
  ];
  const guests = [...("guests" in fetched ? fetched.guests : []), ...("guests" in builtIn ? builtIn.guests : [])];
  return { guests, notes };
}

async function readManifest(folder: string): Promise<{ guests: readonly GuestEntry[] } | { problem: string }> {
  try {
    const response = await fetch(new URL(`${folder}manifest.json`, document.baseURI));
    if (!response.ok) return { problem: `the server answered ${response.status}` };
    return parseManifest(await response.json());
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A catalogue entry as a machine. */
export function guestSpec(guest: GuestEntry, options: MachineOptions): MachineSpec {
  const folder = guest.kind === "built-in" ? BUILT_IN : FETCHED;
  const source = (file: GuestEntry["kernel"]): ImageSource => ({
    kind: "url",
    name: file.file,
    url: new URL(folder + file.file, document.baseURI).href,
    size: file.size,
    sha256: file.sha256,
  });
  return {
    name: guest.name,
    architecture: guest.architecture,
    kernel: source(guest.kernel),
    initrd: guest.initrd && source(guest.initrd),
    bootArguments: guest.bootArguments,
    unpack: guest.unpack,
    ready: guest.ready,
    memoryMiB: Math.max(guest.memoryMiB, options.memoryMiB),
    vcpus: Math.max(guest.vcpus, options.vcpus),
    clock: options.clock,
    parallel: isParallel(guest.architecture, options),
  };
}

/** The options are those of every machine that is started next, whatever it can be. */
function isParallel(architecture: GuestArchitecture, { parallel, clock }: MachineOptions): boolean {
  return parallel && architecture !== "ia32" && clock === "real";
}

/** The visitor's own files as a machine. */
export function ownSpec(image: OwnImage, options: MachineOptions): MachineSpec {
  const source = (file: File): ImageSource => ({ kind: "file", name: file.name, file });
  return {
    name: image.kernel.name,
    architecture: image.architecture,
    kernel: source(image.kernel),
    initrd: image.initrd && source(image.initrd),
    dtb: image.dtb && source(image.dtb),
    bootArguments: image.commandLine,
    ...options,
    parallel: isParallel(image.architecture, options),
  };
}
