/**
 * Runs main.ts, made one file of JavaScript first, as are the workers that compile regions and run vCPUs. Loaders that compile each module as it
 * is imported keep function names by a call wherever a closure is made, and the region compiler takes twice as long with that.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** As deep as main.ts, because modules find files by their own place. */
const FOLDER = fileURLToPath(new URL("../../build/vm", import.meta.url));

/** Makes NAME.ts and what it imports one file. @returns its path */
function bundle(name) {
  const { text } = buildSync({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
  }).outputFiles[0];
  const path = `${FOLDER}/${name}.mjs`;
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    // Whoever else starts a machine now finds the old file or the new one, never half of it.
    mkdirSync(FOLDER, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  }
  return path;
}

bundle("regionWorker");
bundle("vcpuWorker");
await import(bundle("main"));
