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

/** Of what the thread has made just now: V8 would let it grow to 48 MiB before it looks what is still needed. */
const YOUNG_MIB = 12;

function start(compiler: PostedCompiler): Worker {
  const worker = new Worker(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
  worker.on("message", (answer) => compiler.receive(answer));
  worker.on("error", (error) => compiler.lose(error.message));
  worker.on("exit", () => compiler.lose("it exited"));
  worker.unref();
  return worker;
}
