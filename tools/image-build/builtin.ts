/** What the catalogue says about the built-in guests. Files, sizes and hashes come from the build. */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";

export type BuiltinGuest = Omit<GuestEntry, "kernel">;

const COMMON = {
  architecture: "aarch64",
  origin: "this repository",
  licence: "BSD-2-Clause",
  kind: "built-in",
  bootArguments: "",
  memoryMiB: 16,
  vcpus: 1,
} as const;

export const BUILTIN_GUESTS: readonly BuiltinGuest[] = [
  {
    ...COMMON,
    id: "hello-hypercall",
    name: "Hello, hypercall",
    description: "Prints on the serial port, calls its hypervisor twice, and powers off.",
    ready: "Goodbye.",
  },
  {
    ...COMMON,
    id: "timer-tick",
    name: "Timer ticks",
    description: "Takes ten interrupts of the virtual timer through the GICv2 and sleeps in between.",
    ready: "Ten ticks are enough.",
  },
  {
    ...COMMON,
    id: "fault-lab",
    name: "Fault lab",
    description:
      "Breaks the rules of its own page tables, handles the faults, and meets one that the hypervisor handles.",
    ready: "Exceptions that I took myself: 4.",
  },
];
