/** The release build of the core, for tests. */
import { readFileSync } from "node:fs";
import { CoreModule } from "../core/index.ts";

/** Compiled once for all tests of a process. */
export const coreModule = CoreModule.compileSync(readFileSync(new URL("../../build/core.wasm", import.meta.url)));
