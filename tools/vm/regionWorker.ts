/** The thread on which a machine without a browser has its regions compiled. */
import { parentPort } from "node:worker_threads";
import { compileService } from "../../lib-ts/core/regionCompiler.ts";

const answer = compileService();
parentPort?.on("message", (question) => parentPort?.postMessage(answer(question)));
