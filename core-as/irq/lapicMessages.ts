/**
 * Messages to local APICs: whom they reach and what they do there. SDM volume 3, 10.6 and 10.7; 8.4 for INIT and start-up.
 *
 * BOUNDS: cpu is below the number of vCPUs, and every offset is a field of its structures.
 */

import { RunState } from "../abi";
import { initVcpu, startupVcpu } from "../ia32/reset";
import { SLOT_BUDGET, SLOT_DEFERRED, SLOT_SLICE, VCPU_RUN_STATE } from "../layout";
import { dropReplay } from "../mem/device";
import { CpuLine, lapicAccept, lapicError, lapicInit, processorPriority, setCpuLine } from "./lapic";
import { ApicError, Delivery, DFR, ICR_HIGH, ICR_LOW, ID, Lapic, LDR, WAIT_SIPI } from "./lapicState";

const BROADCAST: u32 = 0xff;
const LOGICAL: u32 = 1 << 11;
const ASSERT: u32 = 1 << 14;
const LEVEL: u32 = 1 << 15;
const FIRST_VECTOR: u32 = 16;

// ---- destinations ---------------------------------------------------------------------------------------------------

/** Whether a message to `destination` reaches `cpu`. SDM volume 3, 10.6.2. */
function reaches(cpu: u32, destination: u32, logical: bool): bool {
  if (!Lapic.isOn(cpu)) return false;
  const at = Lapic.at(cpu);
  if (destination == BROADCAST) return true;
  if (!logical) return load<u32>(at, ID) >> 24 == destination;
  const own = load<u32>(at, LDR) >> 24;
  if (load<u32>(at, DFR) >> 28 == 0xf) return (own & destination) != 0;
  // Cluster model: four bits of cluster, 15 = all of them, and four of its members.
  const cluster = destination >> 4;
  return (cluster == 0xf || cluster == own >> 4) && (own & destination & 0xf) != 0;
}

/** The APICs that a message reaches: a bit each. */
export function destinations(destination: u32, logical: bool): u32 {
  const cpus = Lapic.count();
  let set: u32 = 0;
  for (let cpu: u32 = 0; cpu < cpus; cpu++) {
    if (reaches(cpu, destination, logical)) set |= 1 << cpu;
  }
  return set;
}

/** The one of `set` with the lowest processor priority; of equals, the first. Those that accept nothing do not compete. */
function leastBusy(set: u32): u32 {
  let best: u32 = 0;
  let bestPriority: u32 = 0x100;
  while (set != 0) {
    const cpu = ctz(set);
    set &= set - 1;
    const priority = processorPriority(Lapic.at(cpu));
    if (priority >= bestPriority || !Lapic.accepts(cpu)) continue;
    best = 1 << cpu;
    bestPriority = priority;
  }
  return best;
}

/**
 * Sends a message to the APICs in `set`.
 * @param level the interrupt is level-triggered
 * @returns whether one of them accepted it
 */
export function sendMessage(set: u32, mode: u32, vector: u32, level: bool): bool {
  let to = mode == Delivery.LowestPriority ? leastBusy(set) : set;
  let accepted = false;
  while (to != 0) {
    const cpu = ctz(to);
    to &= to - 1;
    if (signal(cpu, mode, vector, level)) accepted = true;
  }
  return accepted;
}

/** Does at `cpu` what a message or a local source of this mode does. @returns whether it was accepted */
export function signal(cpu: u32, mode: u32, vector: u32, level: bool): bool {
  switch (mode) {
    case Delivery.Fixed:
    case Delivery.LowestPriority:
      return lapicAccept(cpu, vector, level);
    case Delivery.Nmi:
      setCpuLine(Lapic.vcpu(cpu), CpuLine.Nmi, true);
      return true;
    case Delivery.Init:
      sendInit(cpu);
      return true;
    case Delivery.StartUp:
      sendStartUp(cpu, vector);
      return true;
    default:
      // SMI: this processor has no system management mode to enter. ExtINT follows its level (lapic.ts).
      return false;
  }
}

// ---- INIT and start-up ----------------------------------------------------------------------------------------------

function sendInit(cpu: u32): void {
  const v = Lapic.vcpu(cpu);
  // BOUNDS: v is a vCPU's base. One that runs is in the middle of an instruction.
  if (load<i64>(v, SLOT_SLICE) != 0) setCpuLine(v, CpuLine.Init, true);
  else takeInit(cpu);
}

/** INIT: the processor starts over; all but the bootstrap processor wait for a start-up IPI then. */
export function takeInit(cpu: u32): void {
  const v = Lapic.vcpu(cpu);
  dropReplay(v);
  resetRegisters(v);
  lapicInit(cpu);
  setCpuLine(v, CpuLine.Nmi | CpuLine.Init, false);
  store<u32>(v, Lapic.isBsp(cpu) ? RunState.Running : RunState.Off, VCPU_RUN_STATE);
}

/** The registers alone: what is left of the slice of a vCPU that runs stays. */
function resetRegisters(v: usize): void {
  const slice = load<i64>(v, SLOT_SLICE);
  const budget = load<i64>(v, SLOT_BUDGET);
  const deferred = load<i64>(v, SLOT_DEFERRED);
  initVcpu(v);
  store<i64>(v, slice, SLOT_SLICE);
  store<i64>(v, budget, SLOT_BUDGET);
  store<i64>(v, deferred, SLOT_DEFERRED);
}

/** A start-up IPI: ignored but by a processor that waits for one. */
function sendStartUp(cpu: u32, vector: u32): void {
  const at = Lapic.at(cpu);
  if (load<u32>(at, WAIT_SIPI) == 0) return;
  store<u32>(at, 0, WAIT_SIPI);
  const v = Lapic.vcpu(cpu);
  startupVcpu(v, vector);
  store<u32>(v, RunState.Running, VCPU_RUN_STATE);
}

// ---- interprocessor interrupts --------------------------------------------------------------------------------------

/** Sends what ICR says, on a write to its low half. */
export function sendIpi(cpu: u32): void {
  const at = Lapic.at(cpu);
  const command = load<u32>(at, ICR_LOW);
  const mode = (command >> 8) & 7;
  const vector = command & 0xff;
  if ((mode == Delivery.Fixed || mode == Delivery.LowestPriority) && vector < FIRST_VECTOR) {
    lapicError(cpu, ApicError.SendIllegalVector);
    return;
  }
  // INIT level de-assert only synchronised arbitration IDs, on old buses.
  if (mode == Delivery.Init && (command & (ASSERT | LEVEL)) == LEVEL) return;
  // A processor cannot ask the PICs this way, and mode 3 is reserved.
  if (mode == Delivery.ExtInt) return;
  sendMessage(targets(cpu, command, load<u32>(at, ICR_HIGH) >> 24), mode, vector, false);
}

function targets(cpu: u32, command: u32, destination: u32): u32 {
  const all = destinations(BROADCAST, false);
  switch ((command >> 18) & 3) {
    case 1:
      return 1 << cpu;
    case 2:
      return all;
    case 3:
      return all & ~(1 << cpu);
    default:
      return destinations(destination, (command & LOGICAL) != 0);
  }
}
