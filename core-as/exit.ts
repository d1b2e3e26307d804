/** Why `run` returns, and the exit record it leaves behind. */
import { EXIT_COUNTS, EXIT_PC, EXIT_REASON, SLOT_PC } from "./layout";

export { ExitReason } from "./abi";

/** Leaves the run loop at the next block boundary, or at once when called between blocks. */
export function requestExit(v: usize, reason: u32): void {
  // BOUNDS: v is a vCPU's base; reason < 16 indexes EXIT_COUNTS.
  store<u32>(v, reason, EXIT_REASON);
  store<u64>(v, load<u64>(v, SLOT_PC), EXIT_PC);
  const counter = v + EXIT_COUNTS + <usize>(reason << 3);
  store<u64>(counter, load<u64>(counter) + 1);
}
