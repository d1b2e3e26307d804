/** Where the INT output of the PICs goes: LINT0 of every local APIC, and the first input of the I/O APIC. */
import { ioapicSetLine } from "./ioapic";
import { lint0SetLine } from "./lapicLocal";

export function picOutputChanged(level: bool): void {
  lint0SetLine(level);
  ioapicSetLine(0, level);
}
