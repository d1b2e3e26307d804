/** `npm run vm` as a command, for whoever starts machines: arguments of Node's, before those of the machine. */
import { fileURLToPath } from "node:url";

/**
 * Of what was made just now V8 keeps up to 48 MiB before it looks what is still needed, and never gives the room back. A machine
 * makes little; package.json's script has the same.
 */
const YOUNG = "--max-semi-space-size=2";

export const VM_ARGUMENTS: readonly string[] = [YOUNG, fileURLToPath(new URL("cli.mjs", import.meta.url))];
