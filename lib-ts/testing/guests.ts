/** The built-in guests, for tests that run a machine. */
import { readFileSync } from "node:fs";
import type { MachineSpec } from "../client/api.ts";

export type BuiltInGuest = "hello-hypercall" | "timer-tick" | "fault-lab";

export function builtInImage(guest: BuiltInGuest): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../public/guests/${guest}/${guest}.img`, import.meta.url)));
}

export function builtInSpec(guest: BuiltInGuest, more: Partial<MachineSpec> = {}): MachineSpec {
  return {
    name: guest,
    architecture: "aarch64",
    kernel: { kind: "bytes", name: guest, bytes: builtInImage(guest) },
    memoryMiB: 16,
    clock: "deterministic",
    ...more,
  };
}
