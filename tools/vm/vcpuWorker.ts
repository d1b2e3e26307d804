/** The thread of one vCPU of a machine without a browser. */
import { parentPort } from "node:worker_threads";
import { VcpuThread } from "../../lib-ts/worker/parallel/vcpuThread.ts";

const thread = new VcpuThread((message) => parentPort?.postMessage(message));
parentPort?.on("message", (message) => thread.receive(message));
