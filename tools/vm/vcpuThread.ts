/** Threads of Node for the vCPUs of a machine. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { FromVcpu, VcpuPort } from "../../lib-ts/worker/parallel/messages.ts";
import { ParallelUnavailable } from "../../lib-ts/worker/parallel/parallelErrors.ts";

/** Beside the bundle that this module is part of (cli.mjs). */
const BUNDLE = new URL("vcpuWorker.mjs", import.meta.url);

/** @param file another bundle of vcpuWorker.ts @throws ParallelUnavailable where it is missing */
export function startVcpuThread(receive: (message: FromVcpu) => void, file = BUNDLE): VcpuPort {
  if (!existsSync(fileURLToPath(file))) throw new ParallelUnavailable(`${fileURLToPath(file)} is missing`);
  const worker = new Worker(file);
  worker.on("message", receive);
  worker.on("error", (error) => receive({ kind: "failed", reason: error.message }));
  worker.on("exit", () => receive({ kind: "failed", reason: "it exited" }));
  return {
    post: (message) => worker.postMessage(message),
    end: () => void worker.terminate(),
  };
}
