/** What the catalogue says about the built-in guests. Files, sizes and hashes come from the build. */
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";

export type BuiltinGuest = Omit<GuestEntry, "kernel">;

const COMMON = {
  origin: "this repository",
  licence: "BSD-2-Clause",
  kind: "built-in",
  bootArguments: "",
  memoryMiB: 16,
  vcpus: 1,
} as const;

const AARCH64 = { ...COMMON, architecture: "aarch64" } as const;
const AARCH32 = { ...COMMON, architecture: "aarch32" } as const;
const IA32 = { ...COMMON, architecture: "ia32" } as const;

export const BUILTIN_GUESTS: readonly BuiltinGuest[] = [
  {
    ...AARCH64,
    id: "hello-hypercall",
    name: "Hello, hypercall",
    description: "Prints on the serial port, calls its hypervisor twice, and powers off.",
    ready: "Goodbye.",
  },
  {
    ...AARCH64,
    id: "timer-tick",
    name: "Timer ticks",
    description: "Takes ten interrupts of the virtual timer through the GICv2 and sleeps in between.",
    ready: "Ten ticks are enough.",
  },
  {
    ...AARCH64,
    id: "fault-lab",
    name: "Fault lab",
    description:
      "Breaks the rules of its own page tables, handles the faults, and meets one that the hypervisor handles.",
    ready: "Exceptions that I took myself: 4.",
  },
  {
    ...AARCH64,
    id: "sgi-ping-pong",
    name: "SGI ping-pong",
    description: "Four processors, started by PSCI, pass a ball by software-generated interrupts of the GICv2.",
    vcpus: 4,
    ready: "keeps the ball",
  },
  {
    ...AARCH32,
    id: "a32-lab",
    name: "A32 lab",
    description: "32-bit code calls its hypervisor, and takes exceptions in four of its modes.",
    ready: "Exceptions that I took myself: 4.",
  },
  {
    ...AARCH32,
    id: "t32-lab",
    name: "T32 lab",
    description: "Code in halfwords: IT blocks, a table of branches, A32 functions, exceptions within an IT block.",
    ready: "Exceptions that I took myself: 3.",
  },
  {
    ...AARCH32,
    id: "sgi-ping-pong-a32",
    name: "SGI ping-pong, 32 bits",
    description: "Four 32-bit processors, started by PSCI, pass a ball by software-generated interrupts of the GICv2.",
    vcpus: 4,
    ready: "keeps the ball",
  },
  {
    ...IA32,
    id: "hello-vmcall",
    name: "Hello, VMCALL",
    description: "Prints through I/O ports that do not exist, calls its hypervisor with VMCALL, and powers off.",
    ready: "Goodbye.",
  },
  {
    ...IA32,
    id: "pc-ticks",
    name: "PC ticks",
    description:
      "Takes interrupts of the 8254 timer through the 8259, then of the local APIC's own timer, and sleeps in between.",
    ready: "Ten ticks are enough.",
  },
  {
    ...IA32,
    id: "segment-lab",
    name: "Segment lab",
    description:
      "Breaks the rules of its own segments and pages, from level 0 and from level 3, and handles the exceptions.",
    ready: "Exceptions that I took myself: 10.",
  },
];
