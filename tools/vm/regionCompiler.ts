/**
 * The thread that compiles regions: started by the first that is asked for, so that machines without any do not pay for it. It ends
 * with the process, which does not wait for it.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { PostedCompiler } from "../../lib-ts/core/regionCompiler.ts";

/** Beside the bundle that this module is part of (cli.mjs). */
const WORKER = new URL("regionWorker.mjs", import.meta.url);

/** Undefined where there is no bundle: then machines compile on their own thread. */
export function regionCompiler(): PostedCompiler | undefined {
  if (!existsSync(fileURLToPath(WORKER))) return undefined;
  let worker: Worker | undefined;
  const compiler: PostedCompiler = new PostedCompiler((question) => {
    worker ??= start(compiler);
    worker.postMessage(question);
  });
  return compiler;
}

function start(compiler: PostedCompiler): Worker {
  const worker = new Worker(WORKER);
  worker.on("message", (answer) => compiler.receive(answer));
  worker.on("error", (error) => compiler.lose(error.message));
  worker.on("exit", () => compiler.lose("it exited"));
  worker.unref();
  return worker;
}
