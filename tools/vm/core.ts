/** The compiled core, built when it is not there. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { CoreModule } from "../../lib-ts/core/index.ts";
import { UsageError } from "./options.ts";
import { regionCompiler } from "./regionCompiler.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CORE = fileURLToPath(new URL("../../build/core.wasm", import.meta.url));

/** Modules of regions say which branches are seldom taken. V8 heeds that on request only, on all threads, and from 13.7 on always. */
const BRANCH_HINTS = "--experimental-wasm-branch-hinting";
const HEEDED_SINCE = [13, 7] as const;

/** @param shared for machines whose vCPUs have threads */
export function loadCore(shared = false): CoreModule {
  const [major, minor] = process.versions.v8.split(".").map(Number);
  if (major < HEEDED_SINCE[0] || (major === HEEDED_SINCE[0] && minor < HEEDED_SINCE[1]))
    setFlagsFromString(BRANCH_HINTS);
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
