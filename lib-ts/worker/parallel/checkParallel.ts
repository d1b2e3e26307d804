/** Which machines can have a thread for each vCPU, and where. */
import type { GuestArchitecture } from "../../machines/guests.ts";
import { ParallelUnavailable } from "./parallelErrors.ts";

/** Whether threads can share memory here: in Node always, in a browser where the page is cross-origin isolated. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}

/** @throws ParallelUnavailable for a machine that cannot be so, and where none can */
export function checkParallel(architecture: GuestArchitecture, clock: "real" | "deterministic"): void {
  if (architecture === "ia32") throw new ParallelUnavailable("only those of Arm guests can; choose another guest");
  if (clock !== "real")
    throw new ParallelUnavailable("what they do depends on their timing; take the real clock, or one thread");
  if (!canShareMemory())
    throw new ParallelUnavailable(
      "this page is not cross-origin isolated; serve it with the headers Cross-Origin-Opener-Policy: same-origin and " +
        "Cross-Origin-Embedder-Policy: require-corp",
    );
}
