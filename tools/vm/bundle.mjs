/**
 * One file of JavaScript of a module and all that it imports: made anew only when one of them has changed, since that takes half a second.
 *
 * The file's first line is a comment with the files that it was made of, and their stamps: so list and code are replaced at once.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const OWN = fileURLToPath(import.meta.url);
const COMMENT = "// ";
/** File systems know times to so many milliseconds: what is younger may change again without a change of its stamp. */
const COARSE_MS = 2000;

/**
 * Has `target` be the bundle of `source`, a module in TypeScript. Others may start the same at once: each finds the old file or the new one, never
 * half of it.
 * @throws Error, of esbuild, for sources that are none
 */
export async function bundle(source, target) {
  if (isCurrent(target)) return;
  const began = Date.now();
  const { buildSync } = await import("esbuild");
  const { outputFiles, metafile } = buildSync({
    entryPoints: [source],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
  });
  const inputs = [OWN, ...Object.keys(metafile.inputs)].map((path) => resolve(path));
  const stamps = inputs.map((path) => [path, stampOf(path)]);
  const settled = inputs.every((path) => statSync(path).mtimeMs < began - COARSE_MS);
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(unfinished, `${COMMENT}${JSON.stringify(settled ? stamps : [])}\n${outputFiles[0].text}`);
  renameSync(unfinished, target);
}

/** Whether the bundle was made of what its files are now. */
function isCurrent(target) {
  try {
    const text = readFileSync(target, "utf8");
    const stamps = JSON.parse(text.slice(COMMENT.length, text.indexOf("\n")));
    return stamps.length > 0 && stamps.every(([path, stamp]) => stampOf(path) === stamp);
  } catch {
    // There is none yet, one of its files has gone, or it was made by other means: it is made anew.
    return false;
  }
}

function stampOf(path) {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}
