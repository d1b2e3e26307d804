/**
 * Arm Generic Interrupt Controller, architecture version 2 (Arm IHI 0048B), without the Security Extensions: what the
 * distributor and the CPU interfaces share, and what the host and the timers call.
 *
 * Distributor registers are in gicv2Distributor.ts, CPU interface registers in gicv2CpuInterface.ts, state in
 * gicv2State.ts.
 */
import { requestEvent } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { GIC_BASE, GIC_SIZE, VCPU_BASE, VCPU_IRQ_LINES, VCPU_SIZE, VM_LOCK_INTERRUPTS } from "../layout";
import { Parallel } from "../parallel/exclusive";
import { releaseLock, takeLock } from "../parallel/lock";
import { wakeVcpu } from "../parallel/wake";
import {
  ACTIVE,
  CPU_ABPR,
  CPU_APR,
  CPU_BPR,
  CPU_CTLR,
  CPU_NSAPR,
  CPU_PMR,
  EDGE,
  ENABLE_GROUPS,
  ENABLED,
  ENDED,
  FIRST_PPI,
  FIRST_SPI,
  GIC_CTLR,
  Gic,
  GROUP,
  INTERRUPTS,
  LATCH,
  LINE,
  SPURIOUS,
  TARGETS,
  WANTED,
  WORDS,
} from "./gicv2State";

/** GICC_CTLR. */
export enum CpuCtlr {
  /** GICC_IAR and GICC_EOIR serve Group 1 too. */
  AckCtl = 1 << 2,
  /** Group 0 is signalled as FIQ. */
  FiqEn = 1 << 3,
  /** GICC_BPR holds for both groups. */
  Cbpr = 1 << 4,
  /** GICC_EOIR only drops the priority; GICC_DIR deactivates. */
  EoiMode = 1 << 9,
}

/** Lines of VCPU_IRQ_LINES that the GIC drives. */
enum Line {
  Irq = 1,
  Fiq = 2,
}

/** Least binary points with 32 priority levels: all five bits are group priority. */
export const MIN_BPR: u32 = 2;
export const MIN_ABPR: u32 = 3;
/** Running priority when nothing is active. */
export const IDLE_PRIORITY: u32 = 0x100;

/** Puts the controller in its reset state. Input lines and the host's wishes (`gicWantAck`) stay. */
export function gicReset(): void {
  const cpus = Gic.cpus();
  // BOUNDS: the state between ENDED and the end of the GIC's area; cpus <= 8.
  memory.fill(ENDED, 0, GIC_BASE + GIC_SIZE - ENDED);
  store<u32>(GIC_CTLR, 0);
  memory.fill(TARGETS, 1, INTERRUPTS - FIRST_SPI);
  for (let cpu: u32 = 0; cpu < cpus; cpu++) {
    store<u32>(Gic.word(ENABLED, cpu, 0), 0xffff);
    store<u32>(Gic.word(EDGE, cpu, 0), 0xffff);
    store<u32>(Gic.cpuInterface(cpu) + CPU_BPR, MIN_BPR);
    store<u32>(Gic.cpuInterface(cpu) + CPU_ABPR, MIN_ABPR);
  }
  updateAll();
}

// ---- inputs ---------------------------------------------------------------------------------------------------------

/**
 * Drives the input of PPI `intid` of vCPU `cpu`, or of an SPI (whatever `cpu`). Edge-triggered inputs latch a rise.
 * @returns false when there is no such input
 */
export function gicSetLine(cpu: u32, intid: u32, level: bool): bool {
  takeLock(VM_LOCK_INTERRUPTS);
  const answer = setLine(cpu, intid, level);
  releaseLock(VM_LOCK_INTERRUPTS);
  return answer;
}

function setLine(cpu: u32, intid: u32, level: bool): bool {
  if (cpu >= Gic.cpus() || intid < FIRST_PPI || intid >= INTERRUPTS) return false;
  if (Gic.bit(LINE, cpu, intid) == level) return true;
  Gic.setBit(LINE, cpu, intid, level);
  if (level && Gic.bit(EDGE, cpu, intid)) Gic.setBit(LATCH, cpu, intid, true);
  updateFor(cpu, intid);
  return true;
}

/**
 * An edge at the input of `intid`: pending until it is acknowledged, disabled or not. A level-sensitive interrupt is
 * made pending as GICD_ISPENDR does, an SGI as if `cpu` had sent it to itself.
 * @returns false when there is no such interrupt
 */
export function gicPulse(cpu: u32, intid: u32): bool {
  takeLock(VM_LOCK_INTERRUPTS);
  const answer = pulse(cpu, intid);
  releaseLock(VM_LOCK_INTERRUPTS);
  return answer;
}

function pulse(cpu: u32, intid: u32): bool {
  if (cpu >= Gic.cpus() || intid >= INTERRUPTS) return false;
  if (intid < FIRST_PPI) {
    sendSgi(cpu, cpu, intid);
    return true;
  }
  Gic.setBit(LATCH, cpu, intid, true);
  updateFor(cpu, intid);
  return true;
}

/** Makes SGI `sgi` from `source` pending at `target`. */
export function sendSgi(source: u32, target: u32, sgi: u32): void {
  const sources = Gic.sgiSources(target, sgi);
  // BOUNDS: callers pass CPUs below Gic.cpus() and an SGI below 16.
  store<u8>(sources, <u8>(<u32>load<u8>(sources) | (1 << source)));
  Gic.setBit(LATCH, target, sgi, true);
  update(target);
}

// ---- questions ------------------------------------------------------------------------------------------------------

/**
 * The state of `intid` at vCPU `cpu`, -1 when there is none: bit 0 pending, 1 active, 2 enabled, 3 input line, 4 Group
 * 1, 5 edge-triggered; bits 15..8 priority; bits 23..16 target CPUs.
 */
export function gicState(cpu: u32, intid: u32): i32 {
  takeLock(VM_LOCK_INTERRUPTS);
  const answer = stateOf(cpu, intid);
  releaseLock(VM_LOCK_INTERRUPTS);
  return answer;
}

function stateOf(cpu: u32, intid: u32): i32 {
  if (cpu >= Gic.cpus() || intid >= INTERRUPTS) return -1;
  const pending = (Gic.pendingWord(cpu, intid >> 5) >> (intid & 31)) & 1;
  const flags =
    pending |
    (u32(Gic.bit(ACTIVE, cpu, intid)) << 1) |
    (u32(Gic.bit(ENABLED, cpu, intid)) << 2) |
    (u32(Gic.bit(LINE, cpu, intid)) << 3) |
    (u32(Gic.bit(GROUP, cpu, intid)) << 4) |
    (u32(Gic.bit(EDGE, cpu, intid)) << 5);
  const targets: u32 = intid < FIRST_SPI ? 1 << cpu : Gic.targets(intid);
  // BOUNDS: checked above.
  return flags | ((<u32>load<u8>(Gic.priority(cpu, intid))) << 8) | (targets << 16);
}

/**
 * Asks for (`on`) or declines word of the ends of `intid`, on every vCPU. @returns false when there is no such
 * interrupt
 */
export function gicWantAck(intid: u32, on: bool): bool {
  takeLock(VM_LOCK_INTERRUPTS);
  const answer = wantAck(intid, on);
  releaseLock(VM_LOCK_INTERRUPTS);
  return answer;
}

function wantAck(intid: u32, on: bool): bool {
  if (intid >= INTERRUPTS) return false;
  const copies: u32 = intid < FIRST_SPI ? Gic.cpus() : 1;
  for (let cpu: u32 = 0; cpu < copies; cpu++) Gic.setBit(WANTED, cpu, intid, on);
  return true;
}

/**
 * The next wanted interrupt that has ended since: INTID in bits 15..0, vCPU of an SGI or PPI above; -1 when none is
 * left.
 */
export function gicTakeAck(): i32 {
  takeLock(VM_LOCK_INTERRUPTS);
  const answer = takeAck();
  releaseLock(VM_LOCK_INTERRUPTS);
  return answer;
}

function takeAck(): i32 {
  const cpus = Gic.cpus();
  for (let word: u32 = 0; word < WORDS; word++) {
    const copies: u32 = word == 0 ? cpus : 1;
    for (let cpu: u32 = 0; cpu < copies; cpu++) {
      // BOUNDS: cpu < 8, word < WORDS.
      const bits = load<u32>(Gic.word(ENDED, cpu, word));
      if (bits == 0) continue;
      const intid = (word << 5) + ctz(bits);
      Gic.setBit(ENDED, cpu, intid, false);
      return (cpu << 16) | intid;
    }
  }
  return -1;
}

/** Notes for the host that `intid` has ended (or is enabled and idle), if it asked; the vCPU that runs then exits. */
export function noteEnd(cpu: u32, intid: u32): void {
  if (!Gic.bit(WANTED, cpu, intid)) return;
  Gic.setBit(ENDED, cpu, intid, true);
  const v: usize = VCPU_BASE + cpu * VCPU_SIZE;
  requestExit(v, ExitReason.InterruptEnd);
  requestEvent(v);
}

/** Active to inactive. */
export function deactivate(cpu: u32, intid: u32): void {
  if (!Gic.bit(ACTIVE, cpu, intid)) return;
  Gic.setBit(ACTIVE, cpu, intid, false);
  noteEnd(cpu, intid);
}

// ---- priority (IHI 0048B 3.3) ---------------------------------------------------------------------------------------

/**
 * The pending interrupt of highest priority that the distributor forwards to `cpu`, SPURIOUS when there is none. Of
 * equal ones the lowest INTID. An active one is not forwarded again; a CPU interface ignores groups that it has
 * disabled.
 */
export function highestPending(cpu: u32): u32 {
  let best: u32 = SPURIOUS;
  let bestPriority: u32 = IDLE_PRIORITY;
  // BOUNDS: cpu < 8.
  const groups = load<u32>(GIC_CTLR) & load<u32>(Gic.cpuInterface(cpu), CPU_CTLR) & ENABLE_GROUPS;
  if (groups == 0) return SPURIOUS;
  for (let word: u32 = 0; word < WORDS; word++) {
    let bits = forwarded(cpu, word, groups);
    while (bits != 0) {
      const intid = (word << 5) + ctz(bits);
      bits &= bits - 1;
      // BOUNDS: intid < INTERRUPTS, cpu < 8.
      const priority = <u32>load<u8>(Gic.priority(cpu, intid));
      if (priority >= bestPriority) continue;
      if (word != 0 && (Gic.targets(intid) & (1 << cpu)) == 0) continue;
      best = intid;
      bestPriority = priority;
    }
  }
  return best;
}

/** Interrupts of `word` that are pending, enabled, inactive and in one of `groups`. */
function forwarded(cpu: u32, word: u32, groups: u32): u32 {
  // BOUNDS: cpu < 8, word < WORDS.
  const group1 = load<u32>(Gic.word(GROUP, cpu, word));
  const inGroup = ((groups & 1) != 0 ? ~group1 : 0) | ((groups & 2) != 0 ? group1 : 0);
  return (
    Gic.pendingWord(cpu, word) &
    load<u32>(Gic.word(ENABLED, cpu, word)) &
    ~load<u32>(Gic.word(ACTIVE, cpu, word)) &
    inGroup
  );
}

/** The part of the priority of `intid` that decides on preemption (3.3.3); ABPR counts from one bit higher than BPR. */
export function groupPriority(cpu: u32, intid: u32): u32 {
  const at = Gic.cpuInterface(cpu);
  // BOUNDS: cpu < 8, intid < INTERRUPTS.
  const common = (load<u32>(at, CPU_CTLR) & CpuCtlr.Cbpr) != 0;
  const own = Gic.bit(GROUP, cpu, intid) && !common;
  const point = own ? load<u32>(at, CPU_ABPR) - 1 : load<u32>(at, CPU_BPR);
  return <u32>load<u8>(Gic.priority(cpu, intid)) & (0xffffffff << (point + 1));
}

/** Group priority of the most urgent active interrupt, IDLE_PRIORITY when there is none. */
export function runningPriority(cpu: u32): u32 {
  const at = Gic.cpuInterface(cpu);
  // BOUNDS: cpu < 8.
  const active = load<u32>(at, CPU_APR) | load<u32>(at, CPU_NSAPR);
  return active == 0 ? IDLE_PRIORITY : ctz(active) << 3;
}

/** Whether the CPU interface signals `intid`, the highest pending one: not masked, and more urgent than what runs. */
export function signals(cpu: u32, intid: u32): bool {
  if (intid >= INTERRUPTS) return false;
  // BOUNDS: cpu < 8, intid < INTERRUPTS.
  if (<u32>load<u8>(Gic.priority(cpu, intid)) >= load<u32>(Gic.cpuInterface(cpu), CPU_PMR)) return false;
  return groupPriority(cpu, intid) < runningPriority(cpu);
}

// ---- outputs --------------------------------------------------------------------------------------------------------

/** Recomputes the lines into `cpu`; a rise makes it look at its lines at the next block boundary. */
export function update(cpu: u32): void {
  const v: usize = VCPU_BASE + cpu * VCPU_SIZE;
  const intid = highestPending(cpu);
  let lines: u32 = 0;
  if (signals(cpu, intid)) {
    // BOUNDS: cpu < 8, so v is a vCPU's base.
    const fiq = (load<u32>(Gic.cpuInterface(cpu), CPU_CTLR) & CpuCtlr.FiqEn) != 0 && !Gic.bit(GROUP, cpu, intid);
    lines = fiq ? Line.Fiq : Line.Irq;
  }
  // Only the GIC changes these two bits; the vCPU itself, at any time, another.
  const old = load<u32>(v, VCPU_IRQ_LINES) & (Line.Irq | Line.Fiq);
  if (old == lines) return;
  atomic.xor<u32>(v, old ^ lines, VCPU_IRQ_LINES);
  if ((lines & ~old) == 0) return;
  if (Parallel.isElsewhere(v)) wakeVcpu(v);
  else requestEvent(v);
}

/** After a change of a shared interrupt or of the distributor. */
export function updateAll(): void {
  const cpus = Gic.cpus();
  for (let cpu: u32 = 0; cpu < cpus; cpu++) update(cpu);
}

/** After a change of `intid`, which `cpu` sees. */
export function updateFor(cpu: u32, intid: u32): void {
  if (intid < FIRST_SPI) update(cpu);
  else updateAll();
}
