/** From assembly source to an image, with GNU binutils: a flat image for AArch64, an ELF file for AArch32 and IA32. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GuestArchitecture } from "../../lib-ts/machines/guests.ts";
import { findCommand } from "../setup/tools.ts";

/** How a guest of an architecture is built. */
interface Toolchain {
  /** Before the tools' names; the first that is there. */
  readonly prefixes: readonly string[];
  readonly assembler: readonly string[];
  readonly linker: readonly string[];
  /** From the linked ELF file to the image. */
  readonly finish: readonly string[];
  readonly extension: string;
  /** Debian's package. */
  readonly debian: string;
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const LINK = ["--no-warn-rwx-segments", "-T"];

const TOOLCHAINS: Readonly<Record<GuestArchitecture, Toolchain>> = {
  aarch64: {
    prefixes: ["aarch64-linux-gnu-"],
    assembler: ["-march=armv8-a"],
    linker: [...LINK, script("guest.ld")],
    finish: ["-O", "binary"],
    extension: "img",
    debian: "binutils-aarch64-linux-gnu",
  },
  aarch32: {
    prefixes: ["arm-linux-gnueabihf-"],
    assembler: ["-march=armv7-a+idiv+virt", "-mfpu=neon"],
    linker: ["-n", "--build-id=none", ...LINK, script("guestAarch32.ld")],
    finish: ["--strip-all"],
    extension: "elf",
    debian: "binutils-arm-linux-gnueabihf",
  },
  ia32: {
    prefixes: ["i686-linux-gnu-", "x86_64-linux-gnu-"],
    assembler: ["--32"],
    linker: ["-m", "elf_i386", "-n", "--build-id=none", ...LINK, script("guestIa32.ld")],
    finish: ["--strip-all"],
    extension: "elf",
    debian: "binutils-i686-linux-gnu",
  },
};

/** Folder of the built-in guests: one folder each, with the source, and `common` for what they share. */
export const GUEST_FOLDER = fileURLToPath(new URL("../../public/guests", import.meta.url));

/** Debian's package with the binutils for `architecture`. */
export function binutilsPackage(architecture: GuestArchitecture): string {
  return TOOLCHAINS[architecture].debian;
}

export function hasBinutils(architecture: GuestArchitecture): boolean {
  return prefixOf(architecture) !== undefined;
}

function prefixOf(architecture: GuestArchitecture): string | undefined {
  return TOOLCHAINS[architecture].prefixes.find((prefix) => findCommand([`${prefix}as`]) !== undefined);
}

/** The image of guest `id`, freshly built. */
export function assembleGuest(id: string, architecture: GuestArchitecture): Uint8Array {
  const { assembler, linker, finish } = TOOLCHAINS[architecture];
  const prefix = prefixOf(architecture) ?? "";
  const folder = mkdtempSync(join(tmpdir(), "guest-"));
  const at = (extension: string) => join(folder, `${id}.${extension}`);
  const run = (tool: string, ...args: string[]) => execFileSync(prefix + tool, args, { stdio: "inherit" });
  try {
    const source = join(GUEST_FOLDER, id, `${id}.S`);
    run("as", ...assembler, "-I", join(GUEST_FOLDER, "common"), "-o", at("o"), source);
    run("ld", ...linker, "-o", at("linked"), at("o"));
    run("objcopy", ...finish, at("linked"), at("image"));
    return readFileSync(at("image"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where the built image of guest `id` lies, relative to GUEST_FOLDER. */
export function imageFile(id: string, architecture: GuestArchitecture): string {
  return `${id}/${id}.${TOOLCHAINS[architecture].extension}`;
}
