/** The memory and interrupt map of the "virt" machine: where QEMU's machine of that name has things, so its guests fit. */

/** First bytes of a range, and how many. */
export interface Window {
  readonly start: number;
  readonly size: number;
}

export const VIRT_FLASH: Window = { start: 0x0000_0000, size: 0x0800_0000 };
export const VIRT_GIC_DISTRIBUTOR: Window = { start: 0x0800_0000, size: 0x1_0000 };
export const VIRT_GIC_CPU: Window = { start: 0x0801_0000, size: 0x1_0000 };
export const VIRT_UART: Window = { start: 0x0900_0000, size: 0x1000 };
export const VIRT_RTC: Window = { start: 0x0901_0000, size: 0x1000 };
/** Fault regions that show the built-in guests how a VMM serves faults: see demoService.ts. */
export const VIRT_DEMO: Window = { start: 0x0b00_0000, size: 0x1_0000 };
export const VIRT_RAM_START = 0x4000_0000;

/** Shared peripheral interrupts start at interrupt id 32, private ones at 16. */
export const SPI_BASE = 32;
/** Device-tree numbers of shared peripheral interrupts. */
export const VIRT_UART_SPI = 1;
export const VIRT_RTC_SPI = 2;
/** Device-tree numbers of the timers' private interrupts: secure and non-secure EL1 physical, virtual, EL2. */
export const VIRT_TIMER_PPIS = [13, 14, 11, 10] as const;

/** The PL011's and PL031's reference clock. */
export const VIRT_PERIPHERAL_HZ = 24_000_000;

export const MAX_MEMORY_MIB = 3072;
export const MIN_MEMORY_MIB = 16;
export const MAX_VIRT_VCPUS = 8;
/** COMMAND_LINE_SIZE of arm64 Linux, and of 32-bit Arm. */
export const MAX_BOOT_ARGUMENTS = 2048;
export const MAX_BOOT_ARGUMENTS_AARCH32 = 1024;
