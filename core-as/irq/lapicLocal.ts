/**
 * Local interrupt sources of the APICs: the pins LINT0, where the PICs are, and LINT1, which has NMI. SDM volume 3, 10.5.1.
 *
 * BOUNDS: cpu is below the number of vCPUs, and every offset is a field of the structure.
 */
import { CpuLine, lapicAccept, lapicUpdate, setCpuLine } from "./lapic";
import { signal } from "./lapicMessages";
import { Delivery, Lapic, LVT, LVT_LEVEL, LVT_MASKED, LVT_REMOTE_IRR, Lvt } from "./lapicState";
import { picOutput } from "./pic8259";

/** The INT output of the PICs changed. */
export function lint0SetLine(level: bool): void {
  const cpus = Lapic.count();
  for (let cpu: u32 = 0; cpu < cpus; cpu++) {
    if (level) lint0Rose(cpu);
    lapicUpdate(cpu);
  }
}

/** What LINT0 signals on a rise; ExtINT follows the level (lapic.ts). */
function lint0Rose(cpu: u32): void {
  if (!Lapic.isOn(cpu)) return;
  const entry = Lapic.lvt(Lapic.at(cpu), Lvt.Lint0);
  if (modeOf(entry) == Delivery.Fixed && (entry & LVT_LEVEL) != 0) lint0Level(cpu);
  else raiseLocal(cpu, entry);
}

/** Fixed and level-triggered: accepted once, and again when it has ended and the line is still up. */
export function lint0Level(cpu: u32): void {
  const at = Lapic.at(cpu);
  const entry = Lapic.lvt(at, Lvt.Lint0);
  if (modeOf(entry) != Delivery.Fixed || (entry & (LVT_LEVEL | LVT_MASKED | LVT_REMOTE_IRR)) != LVT_LEVEL) return;
  if (!picOutput() || !lapicAccept(cpu, entry & 0xff, true)) return;
  store<u32>(at + (Lvt.Lint0 << 2), entry | LVT_REMOTE_IRR, LVT);
}

/** EOI of the level-triggered `vector`. */
export function lint0Ended(cpu: u32, vector: u32): void {
  const at = Lapic.at(cpu);
  const entry = Lapic.lvt(at, Lvt.Lint0);
  if ((entry & 0xff) != vector || (entry & LVT_REMOTE_IRR) == 0) return;
  store<u32>(at + (Lvt.Lint0 << 2), entry & ~LVT_REMOTE_IRR, LVT);
  lint0Level(cpu);
}

/** NMI# of the chip set, at LINT1 of every local APIC, and at the pin of the first processor while its APIC is off. */
export function lint1Rose(): void {
  const cpus = Lapic.count();
  for (let cpu: u32 = 0; cpu < cpus; cpu++) {
    if (Lapic.isOn(cpu)) raiseLocal(cpu, Lapic.lvt(Lapic.at(cpu), Lvt.Lint1));
    else if (cpu == 0) setCpuLine(Lapic.vcpu(0), CpuLine.Nmi, true);
  }
}

/** An edge at a source with LVT entry `entry`. */
export function raiseLocal(cpu: u32, entry: u32): void {
  if ((entry & LVT_MASKED) != 0) return;
  const mode = modeOf(entry);
  if (mode != Delivery.ExtInt) signal(cpu, mode, entry & 0xff, false);
}

function modeOf(entry: u32): u32 {
  return (entry >> 8) & 7;
}
