/**
 * Runs main.ts, made one file of JavaScript first. Loaders that compile each module as it is imported keep function names
 * by a call wherever a closure is made, and the region compiler takes twice as long with that.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
/** As deep as main.ts, because modules find files by their own place. */
const FOLDER = fileURLToPath(new URL("../../build/vm", import.meta.url));
const BUNDLE = `${FOLDER}/main.mjs`;

const { text } = buildSync({
  entryPoints: [MAIN],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
}).outputFiles[0];

if (!existsSync(BUNDLE) || readFileSync(BUNDLE, "utf8") !== text) {
  // Whoever else starts a machine now finds the old file or the new one, never half of it.
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${BUNDLE}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, BUNDLE);
}
await import(BUNDLE);
