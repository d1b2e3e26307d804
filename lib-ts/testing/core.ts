/** The release build of the core, for tests. */
import { readFileSync } from "node:fs";
import { CoreModule } from "../core/index.ts";

const bytes = readFileSync(new URL("../../build/core.wasm", import.meta.url));

/** Compiled once for all tests of a process. */
export const coreModule = CoreModule.compileSync(bytes);

let shared: CoreModule | undefined;

/** The same for machines whose vCPUs have threads. */
export function sharedCoreModule(): CoreModule {
  shared ??= CoreModule.compileSync(bytes, true);
  return shared;
}
