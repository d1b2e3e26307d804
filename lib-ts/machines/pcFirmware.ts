/**
 * What firmware would have left in a PC's memory and CMOS: the minimum that kernels read. There are no BIOS services.
 */
import { acpiTables } from "../loader/acpiTables.ts";
import type { Segment } from "../loader/loadPlan.ts";
import { mpTable } from "../loader/mpTable.ts";
import { APIC_DEFAULT_PHYS_BASE, IO_APIC_DEFAULT_PHYS_BASE } from "../sel4vm/x86/guestVmArch.ts";
import { ACPI_TABLES_ADDRESS, IO_APIC_ID, MP_TABLES_ADDRESS, PC_IRQS, PC_PORTS, PCI_MEMORY } from "./pcMap.ts";
import { EBDA_START } from "./pcMemory.ts";

/** CPUID leaf 1 (core-as/ia32/cpuid.ts), EAX and EDX, for the MP table. */
const SIGNATURE = 0x106ca;
const FEATURES = 0x0789_bb7f;

const BIOS_DATA_AREA = 0x400;
/** Offsets in it. IBM PS/2 BIOS Interface Technical Reference, section 3. */
const enum BiosData {
  Com1 = 0x00,
  EbdaSegment = 0x0e,
  MemoryKiB = 0x13,
}

/** Tables and data for a machine with so many vCPUs. */
export function firmwareSegments(vcpus: number): Segment[] {
  const apics = { localApic: APIC_DEFAULT_PHYS_BASE, ioApic: IO_APIC_DEFAULT_PHYS_BASE, ioApicId: IO_APIC_ID };
  const power = { pmBase: PC_PORTS.powerManagement, sciIrq: PC_IRQS.sci };
  return [
    biosDataArea(),
    acpiTables({ vcpus, ...apics, ...power, pciMemory: PCI_MEMORY }, ACPI_TABLES_ADDRESS),
    mpTable({ vcpus, ...apics, signature: SIGNATURE, features: FEATURES }, MP_TABLES_ADDRESS),
  ];
}

function biosDataArea(): Segment {
  const bytes = new Uint8Array(0x100);
  const view = new DataView(bytes.buffer);
  view.setUint16(BiosData.Com1, PC_PORTS.com1, true);
  view.setUint16(BiosData.EbdaSegment, EBDA_START >> 4, true);
  view.setUint16(BiosData.MemoryKiB, EBDA_START >> 10, true);
  return { name: "BIOS data area", address: BIOS_DATA_AREA, bytes, size: bytes.length };
}

/** CMOS registers that tell the size of memory: base, extended (both in KiB), and above 16 MiB in units of 64 KiB. */
export function memoryInCmos(memoryMiB: number): ReadonlyMap<number, number> {
  const base = 640;
  const extended = Math.min((memoryMiB - 1) * 1024, 0xffff);
  const above16 = Math.min(Math.max(0, memoryMiB - 16) * 16, 0xffff);
  const words: [number, number][] = [
    [0x15, base],
    [0x17, extended],
    [0x30, extended],
    [0x34, above16],
  ];
  return new Map(
    words.flatMap(([register, value]): [number, number][] => [
      [register, value & 0xff],
      [register + 1, value >> 8],
    ]),
  );
}
