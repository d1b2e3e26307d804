/** A PC's memory below 4 GiB, as its firmware's map tells it: what is usable, and what keeps its hands off. */
import { type E820Entry, E820Type } from "../loader/e820.ts";
import type { MemoryRange } from "../loader/loadPlan.ts";

const MIB = 2 ** 20;
/** Memory for programs ends here; the extended BIOS data area is what follows up to 640 KiB. */
export const EBDA_START = 0x9_fc00;
export const LOW_MEMORY_END = 0xa_0000;
/** Where BIOSes lie, and where MP and ACPI tables are looked for. */
export const BIOS_AREA: MemoryRange = { start: 0xe_0000, size: 0x2_0000 };

/** @param memoryMiB of the machine, the hole from 640 KiB to 1 MiB counted */
export function pcMemoryMap(memoryMiB: number): E820Entry[] {
  return [
    { start: 0, size: EBDA_START, type: E820Type.Usable },
    { start: EBDA_START, size: LOW_MEMORY_END - EBDA_START, type: E820Type.Reserved },
    { ...BIOS_AREA, type: E820Type.Reserved },
    { start: MIB, size: (memoryMiB - 1) * MIB, type: E820Type.Usable },
  ];
}

/** Where the machine has memory, whatever the map says about it. @param memoryMiB as for pcMemoryMap */
export function pcRam(memoryMiB: number): MemoryRange[] {
  return [{ start: 0, size: LOW_MEMORY_END }, BIOS_AREA, { start: MIB, size: (memoryMiB - 1) * MIB }];
}
