/** Who has EL1. AArch32 state at EL0 may be under either; at PL1 it is its own kernel. */
import { Architecture } from "../abi";
import { VM_ARCHITECTURE } from "../layout";

/** Whether exceptions go to an EL1 in AArch64 state (aarch64/user32.ts), whose system registers then count. */
export function kernelIsAarch64(): bool {
  // BOUNDS: VM_ARCHITECTURE is a field of the VM header.
  return load<u32>(VM_ARCHITECTURE) == Architecture.AArch64;
}
