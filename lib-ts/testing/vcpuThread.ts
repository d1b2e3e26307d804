/** Threads for the vCPUs of machines in tests. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import type { FromVcpu, VcpuPort } from "../worker/parallel/messages.ts";

const ENTRY = `
  import { parentPort } from "node:worker_threads";
  import { VcpuThread } from "./vcpuThread.ts";
  const thread = new VcpuThread((message) => parentPort.postMessage(message));
  parentPort.on("message", (message) => thread.receive(message));
`;

let program: string | undefined;

/** The thread's program as one piece of JavaScript, which a worker of Node can run. */
function bundled(): string {
  const resolveDir = fileURLToPath(new URL("../worker/parallel", import.meta.url));
  const stdin = { contents: ENTRY, loader: "ts", resolveDir } as const;
  program ??= buildSync({ stdin, bundle: true, write: false, platform: "node" }).outputFiles[0].text;
  return program;
}

export function startTestThread(receive: (message: FromVcpu) => void): VcpuPort {
  const worker = new Worker(bundled(), { eval: true });
  worker.on("message", receive);
  worker.on("error", (error) => receive({ kind: "failed", reason: error.message }));
  worker.on("exit", () => receive({ kind: "failed", reason: "it exited" }));
  return { post: (message) => worker.postMessage(message), end: () => void worker.terminate() };
}
