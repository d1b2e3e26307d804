/**
 * Runs main.ts, made one file of JavaScript first, as are the workers that compile regions and run vCPUs. Loaders that compile each module as it
 * is imported keep function names by a call wherever a closure is made, and the region compiler takes twice as long with that.
 */
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";

const pathOf = (url) => fileURLToPath(new URL(url, import.meta.url));
/** As deep as main.ts, because modules find files by their own place. */
const FOLDER = "../../build/vm";

for (const name of ["regionWorker", "vcpuWorker", "main"]) {
  await bundle(pathOf(`${name}.ts`), pathOf(`${FOLDER}/${name}.mjs`));
}
await import(`${FOLDER}/main.mjs`);
