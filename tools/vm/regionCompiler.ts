/** Starts the thread that compiles regions. It ends with the process, which does not wait for it. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { PostedCompiler } from "../../lib-ts/core/regionCompiler.ts";

/** Beside the bundle that this module is part of (cli.mjs). */
const WORKER = new URL("regionWorker.mjs", import.meta.url);

/** Undefined where there is no bundle: then machines compile on their own thread. */
export function startRegionCompiler(): PostedCompiler | undefined {
  if (!existsSync(fileURLToPath(WORKER))) return undefined;
  const worker = new Worker(WORKER);
  const compiler = new PostedCompiler((question) => worker.postMessage(question));
  worker.on("message", (answer) => compiler.receive(answer));
  worker.on("error", (error) => compiler.lose(error.message));
  worker.on("exit", () => compiler.lose("it exited"));
  worker.unref();
  return compiler;
}
