/**
 * The worker that compiles regions for this worker's machine: started by the first that is asked for, so that machines without any do
 * not pay for it.
 */
import { PostedCompiler } from "../core/index.ts";

/** Undefined where a worker can have none of its own: then the machine compiles on its own thread. */
export function regionThread(): PostedCompiler | undefined {
  if (typeof Worker === "undefined") return undefined;
  let worker: Worker | undefined;
  const compiler: PostedCompiler = new PostedCompiler((question) => {
    worker ??= start(compiler);
    worker.postMessage(question);
  });
  return compiler;
}

/** What it throws where the browser refuses comes back as a lost compiler. */
function start(compiler: PostedCompiler): Worker {
  const worker = new Worker(new URL("./region.worker.ts", import.meta.url), { type: "module", name: "regions" });
  worker.onmessage = ({ data }) => compiler.receive(data);
  worker.onerror = (event) => {
    // The machine goes on without it: the page need not hear of it.
    event.preventDefault();
    compiler.lose(event.message);
  };
  worker.onmessageerror = () => compiler.lose("its answer cannot be read");
  return worker;
}
