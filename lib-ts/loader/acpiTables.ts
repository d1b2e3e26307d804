/**
 * ACPI tables of a PC: root pointer, RSDT, FADT, FACS, MADT and DSDT. ACPI Specification 6.4, chapter 5. The root pointer comes
 * first, where kernels look for it.
 */
import * as Aml from "./aml.ts";
import { joined } from "./bytes.ts";
import type { Segment } from "./loadPlan.ts";

/** What the tables describe. */
export interface AcpiMachine {
  readonly vcpus: number;
  /** First port of the block of acpiPm.ts. */
  readonly pmBase: number;
  readonly sciIrq: number;
  readonly localApic: number;
  readonly ioApic: number;
  readonly ioApicId: number;
  /** Memory that devices on PCI can have. */
  readonly pciMemory: { readonly start: number; readonly size: number };
}

const HEADER = 36;
const OEM = "SEL4VM";
const OEM_TABLE = "SEL4VMPC";
const CREATOR = "S4VM";
const ALIGNMENT = 64;

type Bytes = Uint8Array<ArrayBuffer>;

/** Sets the byte at `at` so that the first `length` bytes add up to 0 modulo 256. */
function seal(bytes: Bytes, at: number, length = bytes.length): Bytes {
  bytes[at] = 0;
  const sum = bytes.subarray(0, length).reduce((total, byte) => total + byte, 0);
  bytes[at] = -sum & 0xff;
  return bytes;
}

function text(bytes: Bytes, at: number, value: string): void {
  for (let index = 0; index < value.length; index++) bytes[at + index] = value.charCodeAt(index);
}

/** 5.2.6: a table with its header. */
function table(signature: string, revision: number, content: Uint8Array): Bytes {
  const bytes = joined([new Uint8Array(HEADER), content]);
  const view = new DataView(bytes.buffer);
  text(bytes, 0, signature);
  view.setUint32(4, bytes.length, true);
  bytes[8] = revision;
  text(bytes, 10, OEM);
  text(bytes, 16, OEM_TABLE);
  view.setUint32(24, 1, true);
  text(bytes, 28, CREATOR);
  view.setUint32(32, 1, true);
  return seal(bytes, 9);
}

/** 5.2.5.3, revision 0: 20 bytes. */
function rootPointer(rsdt: number): Bytes {
  const bytes = new Uint8Array(20);
  text(bytes, 0, "RSD PTR ");
  text(bytes, 9, OEM);
  new DataView(bytes.buffer).setUint32(16, rsdt, true);
  return seal(bytes, 8);
}

function rsdt(tables: readonly number[]): Bytes {
  return table("RSDT", 1, new Uint8Array(Uint32Array.from(tables).buffer));
}

/** 5.2.10. */
function facs(): Bytes {
  const bytes = new Uint8Array(64);
  text(bytes, 0, "FACS");
  bytes[4] = bytes.length;
  return bytes;
}

/** Fields of the FADT by their offsets: table 5.9. */
const enum Fadt {
  FirmwareControl = 36,
  Dsdt = 40,
  SciInterrupt = 46,
  Pm1aEvent = 56,
  Pm1aControl = 64,
  PmTimer = 76,
  Pm1EventLength = 88,
  Pm1ControlLength = 89,
  PmTimerLength = 91,
  PLevel2Latency = 96,
  PLevel3Latency = 98,
  Century = 108,
  BootArchitecture = 109,
  Flags = 112,
  ResetRegister = 116,
  ResetValue = 128,
  XDsdt = 140,
  XPm1aEvent = 148,
  XPm1aControl = 172,
  XPmTimer = 208,
  End = 244,
}

/** WBINVD, C1 on all processors, no fixed sleep button, no fixed RTC wake, 32-bit timer, reset register. */
const FADT_FLAGS = (1 << 0) | (1 << 2) | (1 << 5) | (1 << 6) | (1 << 8) | (1 << 10);
/** Legacy devices on ISA, and an 8042; there is no VGA. */
const BOOT_ARCHITECTURE = 0x3 | (1 << 2);
/** More than 100 and 1000: there is no C2 and no C3. */
const [NO_C2, NO_C3] = [0xfff, 0xfff];
/** Port CF9h and the value that resets: pciHost.ts. */
const RESET_PORT = 0xcf9;
const RESET_VALUE = 6;
const CENTURY_REGISTER = 0x32;

function fadt(machine: AcpiMachine, facsAt: number, dsdtAt: number): Bytes {
  const bytes = table("FACP", 3, new Uint8Array(Fadt.End - HEADER));
  const view = new DataView(bytes.buffer);
  const { pmBase } = machine;
  view.setUint32(Fadt.FirmwareControl, facsAt, true);
  view.setUint32(Fadt.Dsdt, dsdtAt, true);
  view.setUint16(Fadt.SciInterrupt, machine.sciIrq, true);
  view.setUint32(Fadt.Pm1aEvent, pmBase, true);
  view.setUint32(Fadt.Pm1aControl, pmBase + 4, true);
  view.setUint32(Fadt.PmTimer, pmBase + 8, true);
  bytes[Fadt.Pm1EventLength] = 4;
  bytes[Fadt.Pm1ControlLength] = 2;
  bytes[Fadt.PmTimerLength] = 4;
  view.setUint16(Fadt.PLevel2Latency, NO_C2, true);
  view.setUint16(Fadt.PLevel3Latency, NO_C3, true);
  bytes[Fadt.Century] = CENTURY_REGISTER;
  view.setUint16(Fadt.BootArchitecture, BOOT_ARCHITECTURE, true);
  view.setUint32(Fadt.Flags, FADT_FLAGS, true);
  port(view, Fadt.ResetRegister, RESET_PORT, 1);
  bytes[Fadt.ResetValue] = RESET_VALUE;
  view.setBigUint64(Fadt.XDsdt, BigInt(dsdtAt), true);
  port(view, Fadt.XPm1aEvent, pmBase, 4);
  port(view, Fadt.XPm1aControl, pmBase + 4, 2);
  port(view, Fadt.XPmTimer, pmBase + 8, 4);
  return seal(bytes, 9);
}

/** 5.2.3.2: a generic address in the space of I/O ports, `size` bytes. */
function port(view: DataView, at: number, address: number, size: 1 | 2 | 4): void {
  view.setUint8(at, 1);
  view.setUint8(at + 1, 8 * size);
  view.setUint8(at + 3, { 1: 1, 2: 2, 4: 3 }[size]);
  view.setBigUint64(at + 4, BigInt(address), true);
}

/** 5.2.12: local APICs, the I/O APIC, where ISA's lines do not go straight to it, NMI at LINT1. */
function madt({ vcpus, localApic, ioApic, ioApicId, sciIrq }: AcpiMachine): Bytes {
  const word = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  const processors = Array.from({ length: vcpus }, (_, id) => [0, 8, id, id, ...word(1)]);
  const io = [1, 12, ioApicId, 0, ...word(ioApic), ...word(0)];
  // The timer is at input 2, edge and high as the bus has it; SCI is a level, active high.
  const timer = [2, 10, 0, 0, ...word(2), 0, 0];
  const sci = [2, 10, 0, sciIrq, ...word(sciIrq), 0x0d, 0];
  const nmi = [4, 6, 0xff, 0, 0, 1];
  const bothPics = 1;
  const content = [...word(localApic), ...word(bothPics), ...processors.flat(), ...io, ...timer, ...sci, ...nmi];
  return table("APIC", 1, Uint8Array.from(content));
}

/** 16.3.4: soft off is sleep type 5 in PM1a_CNT. */
const SOFT_OFF = Aml.name("\\_S5", Aml.packageOf(Aml.integer(5), Aml.integer(5), Aml.integer(0), Aml.integer(0)));

function dsdt({ pciMemory }: AcpiMachine): Bytes {
  const identified = (of: string, id: string, ...uses: Uint8Array<ArrayBuffer>[]) =>
    Aml.device(of, Aml.name("_HID", Aml.eisaId(id)), Aml.name("_CRS", Aml.resources(...uses)));
  const windows = [
    Aml.busNumbers(0, 0),
    Aml.ioPorts(0xcf8, 8),
    Aml.ioWindow(0, 0xcf7),
    Aml.ioWindow(0xd00, 0xffff),
    Aml.memoryWindow(pciMemory.start, pciMemory.start + pciMemory.size - 1),
  ];
  const devices = Aml.scope(
    "\\_SB",
    identified("PCI0", "PNP0A03", ...windows),
    identified("COM1", "PNP0501", Aml.ioPorts(0x3f8, 8), Aml.irq(4)),
    identified("KBD", "PNP0303", Aml.ioPorts(0x60, 1), Aml.ioPorts(0x64, 1), Aml.irq(1)),
    identified("MOU", "PNP0F13", Aml.irq(12)),
    identified("RTC", "PNP0B00", Aml.ioPorts(0x70, 2), Aml.irq(8)),
  );
  return table("DSDT", 1, joined([SOFT_OFF, devices]));
}

/** All tables, to lie at `address`, a multiple of 64 between E0000h and FFFFFh. */
export function acpiTables(machine: AcpiMachine, address: number): Segment {
  const parts: Bytes[] = [];
  let next = address + ALIGNMENT;
  const place = (bytes: Bytes): number => {
    const at = next;
    const padded = new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT);
    padded.set(bytes);
    parts.push(padded);
    next += padded.length;
    return at;
  };
  const dsdtAt = place(dsdt(machine));
  const fadtAt = place(fadt(machine, place(facs()), dsdtAt));
  const madtAt = place(madt(machine));
  const pointer = new Uint8Array(ALIGNMENT);
  pointer.set(rootPointer(place(rsdt([fadtAt, madtAt]))));
  const bytes = joined([pointer, ...parts]);
  return { name: "ACPI tables", address, bytes, size: bytes.length };
}
