/** The compiled core, built when it is not there. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CoreModule } from "../../lib-ts/core/index.ts";
import { UsageError } from "./options.ts";
import { regionCompiler } from "./regionCompiler.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CORE = fileURLToPath(new URL("../../build/core.wasm", import.meta.url));

/** @param shared for machines whose vCPUs have threads */
export function loadCore(shared = false): CoreModule {
  if (!existsSync(CORE)) build();
  const core = CoreModule.compileSync(readFileSync(CORE), shared);
  core.regionCompiler = regionCompiler();
  return core;
}

/** The build's own messages go to stderr: stdout is the guest's. */
function build(): void {
  process.stderr.write("building the CPU core\n");
  const result = spawnSync("npm", ["run", "-s", "build:core"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) throw new UsageError("the core cannot be built; run npm ci, then npm run build:core");
}
