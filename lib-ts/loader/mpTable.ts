/** The MultiProcessor Specification's tables (version 1.4, chapter 4), for kernels that do not read ACPI's. */
import { joined } from "./bytes.ts";
import type { Segment } from "./loadPlan.ts";

export interface MpMachine {
  readonly vcpus: number;
  readonly localApic: number;
  readonly ioApic: number;
  readonly ioApicId: number;
  /** CPUID leaf 1: EAX and EDX of every processor. */
  readonly signature: number;
  readonly features: number;
}

const POINTER = 16;
/** Versions of the local APIC and the I/O APIC. */
const LOCAL_APIC_VERSION = 0x14;
const IO_APIC_VERSION = 0x11;
const ISA_BUS = 0;

const enum Entry {
  Processor = 0,
  Bus = 1,
  IoApic = 2,
  IoInterrupt = 3,
  LocalInterrupt = 4,
}

const enum Interrupt {
  Vectored = 0,
  Nmi = 1,
  External = 3,
}

const ALL_LOCAL_APICS = 0xff;
/** IRQ 0 is at input 2; IRQ 2 is the cascade and has none. */
const ISA_INPUTS: readonly (readonly [irq: number, input: number])[] = [
  [0, 2],
  ...[1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((irq) => [irq, irq] as const),
];

const word = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

function entries({ vcpus, ioApic, ioApicId, signature, features }: MpMachine): number[][] {
  const processors = Array.from({ length: vcpus }, (_, id) => {
    const flags = id === 0 ? 3 : 1;
    return [
      Entry.Processor,
      id,
      LOCAL_APIC_VERSION,
      flags,
      ...word(signature),
      ...word(features),
      ...word(0),
      ...word(0),
    ];
  });
  const interrupt = (entry: Entry, type: Interrupt, irq: number, target: number, input: number) => [
    entry,
    type,
    ...[0, 0],
    ISA_BUS,
    irq,
    target,
    input,
  ];
  return [
    ...processors,
    [Entry.Bus, ISA_BUS, ...ascii("ISA   ")],
    [Entry.IoApic, ioApicId, IO_APIC_VERSION, 1, ...word(ioApic)],
    ...ISA_INPUTS.map(([irq, input]) => interrupt(Entry.IoInterrupt, Interrupt.Vectored, irq, ioApicId, input)),
    interrupt(Entry.LocalInterrupt, Interrupt.External, 0, ALL_LOCAL_APICS, 0),
    interrupt(Entry.LocalInterrupt, Interrupt.Nmi, 0, ALL_LOCAL_APICS, 1),
  ];
}

/** Floating pointer and configuration table. @param address a multiple of 16 in the BIOS area */
export function mpTable(machine: MpMachine, address: number): Segment {
  const all = entries(machine);
  const table = Uint8Array.from([
    ...ascii("PCMP"),
    ...[0, 0],
    4,
    0,
    ...ascii("SEL4VM  "),
    ...ascii("PC          "),
    ...word(0),
    ...[0, 0],
    ...[all.length, 0],
    ...word(machine.localApic),
    ...word(0),
    ...all.flat(),
  ]);
  new DataView(table.buffer).setUint16(4, table.length, true);
  seal(table, 7);
  const pointer = Uint8Array.from([...ascii("_MP_"), ...word(address + POINTER), 1, 4, 0, 0, ...word(0)]);
  seal(pointer, 10);
  const bytes = joined([pointer, table]);
  return { name: "MP tables", address, bytes, size: bytes.length };
}

/** Sets the byte at `at` so that all add up to 0 modulo 256. */
function seal(bytes: Uint8Array, at: number): void {
  bytes[at] = -bytes.reduce((total, byte) => total + byte, 0) & 0xff;
}
