/** What is where in a PC: ports, interrupts and addresses, as on every PC. */

export const PC_PORTS = {
  keyboardController: 0x60,
  dmaPages: 0x80,
  systemControlA: 0x92,
  /** Command blocks of the two IDE channels, and their control registers. */
  ideCommand: [0x1f0, 0x170],
  ideControl: [0x3f6, 0x376],
  com1: 0x3f8,
  /** ACPI's PM1a event, PM1a control and timer. */
  powerManagement: 0x600,
  pciConfig: 0xcf8,
} as const;

export const PC_IRQS = {
  keyboard: 1,
  com1: 4,
  sci: 9,
  mouse: 12,
} as const;

/** Where a kernel looks for ACPI's root pointer and the MP floating pointer. */
export const ACPI_TABLES_ADDRESS = 0xe_0000;
export const MP_TABLES_ADDRESS = 0xf_0000;
/** Given out by whoever gives out identifiers: behind those of eight processors. */
export const IO_APIC_ID = 8;
/** Where devices on PCI can have memory. */
export const PCI_MEMORY = { start: 0xe000_0000, size: 0x1e00_0000 } as const;
