/** Workers of a browser for the vCPUs of this worker's machine. */
import type { FromVcpu, VcpuPort } from "./parallel/messages.ts";
import { ParallelUnavailable } from "./parallel/parallelErrors.ts";

/** @throws ParallelUnavailable where a worker can have none of its own */
export function startVcpuThread(receive: (message: FromVcpu) => void): VcpuPort {
  if (typeof Worker === "undefined") throw new ParallelUnavailable("workers of this browser cannot have workers");
  const worker = new Worker(new URL("./vcpu.worker.ts", import.meta.url), { type: "module", name: "vcpu" });
  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => {
    // The machine says so itself, in words of its own.
    event.preventDefault();
    receive({ kind: "failed", reason: event.message ?? "it cannot be loaded" });
  };
  worker.onmessageerror = () => receive({ kind: "failed", reason: "what it says cannot be read" });
  return {
    post: (message) => worker.postMessage(message),
    end: () => worker.terminate(),
  };
}
