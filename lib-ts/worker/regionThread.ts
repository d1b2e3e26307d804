/** Starts the worker that compiles regions for this worker's machine. */
import { PostedCompiler } from "../core/index.ts";

/** Undefined where a worker can have none of its own: then the machine compiles on its own thread. */
export function startRegionThread(): PostedCompiler | undefined {
  if (typeof Worker === "undefined") return undefined;
  try {
    const worker = new Worker(new URL("./region.worker.ts", import.meta.url), { type: "module", name: "regions" });
    const compiler = new PostedCompiler((question) => worker.postMessage(question));
    worker.onmessage = ({ data }) => compiler.receive(data);
    worker.onerror = (event) => {
      // The machine goes on without it: the page need not hear of it.
      event.preventDefault();
      compiler.lose(event.message);
    };
    worker.onmessageerror = () => compiler.lose("its answer cannot be read");
    return compiler;
  } catch {
    return undefined;
  }
}
