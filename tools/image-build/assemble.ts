/** From assembly source to a flat image, with GNU binutils for AArch64. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCommand } from "../setup/tools.ts";

const PREFIX = "aarch64-linux-gnu-";
const LINKER_SCRIPT = fileURLToPath(new URL("guest.ld", import.meta.url));

/** Folder of the built-in guests: one folder each, with the source, and `common` for what they share. */
export const GUEST_FOLDER = fileURLToPath(new URL("../../public/guests", import.meta.url));

export function hasBinutils(): boolean {
  return findCommand([`${PREFIX}as`]) !== undefined;
}

/** The image of guest `id`, freshly built. */
export function assembleGuest(id: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "guest-"));
  const at = (extension: string) => join(folder, id + extension);
  const run = (tool: string, ...args: string[]) => execFileSync(PREFIX + tool, args, { stdio: "inherit" });
  try {
    const source = join(GUEST_FOLDER, id, `${id}.S`);
    run("as", "-march=armv8-a", "-I", join(GUEST_FOLDER, "common"), "-o", at(".o"), source);
    run("ld", "--no-warn-rwx-segments", "-T", LINKER_SCRIPT, "-o", at(".elf"), at(".o"));
    run("objcopy", "-O", "binary", at(".elf"), at(".img"));
    return readFileSync(at(".img"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where the built image of guest `id` lies, relative to GUEST_FOLDER. */
export function imageFile(id: string): string {
  return `${id}/${id}.img`;
}
