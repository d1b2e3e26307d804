/**
 * Exclusive sections: what one vCPU, or the host, changes while every other vCPU is outside or stands at a block boundary. They
 * are for what others hold references to without a lock: blocks, their translation caches, the stage-2 map.
 *
 * A vCPU looks at VM_EXCLUSIVE at block boundaries only (`atBoundary`), and waits there: so nobody ever waits in the middle of an
 * instruction. A vCPU that wants a section and does not get it gives its instruction up, goes to the boundary, and runs it again
 * (ADR 3 says why it may).
 *
 * Alone, without VM_PARALLEL, the one thread always has the section.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; VM_* are fields of the VM header.
 */
import { leaveBlock, requestEvent } from "../exec/leave";
import { ExitReason, requestExit } from "../exit";
import { collectAt } from "../fp/lanes";
import {
  EXCLUSIVE_OF_HOST,
  EXCLUSIVE_OF_VCPU,
  REPLAY_NEXT,
  VCPU_BASE,
  VCPU_COLLECTED,
  VCPU_KICK,
  VCPU_OUTSIDE,
  VCPU_SINGLE,
  VCPU_SIZE,
  VM_EXCLUSIVE,
  VM_PARALLEL,
  VM_STAT_EXCLUSIVE,
  VM_VCPU_COUNT,
} from "../layout";

/** Of this thread, and so no state of the machine: the vCPU that it runs, 0 = none; its sections that have begun and not ended. */
let current: usize = 0;
let depth: u32 = 0;
/** Whether one of them ends at the next block boundary. */
let held: bool = false;
/** Whether the host has announced a section and not begun it. */
let announced: bool = false;
/** Counts its waits for others' sections: what was known of mappings and blocks before one may not be true after it. */
let waits: u32 = 0;

@final
export abstract class Parallel {
  @inline static isOn(): bool {
    return load<u32>(VM_PARALLEL) != 0;
  }
  /** Whether another thread may be running the vCPU at `v`, which then is told with `wakeVcpu` and by no other means. */
  @inline static isElsewhere(v: usize): bool {
    return Parallel.isOn() && current != v;
  }
  @inline static waits(): u32 {
    return waits;
  }
}

/** The vCPU at `v` begins to run on this thread: it stops being outside as soon as nobody has a section. */
export function goInside(v: usize): void {
  if (!Parallel.isOn()) return;
  current = v;
  collectAt(v + VCPU_COLLECTED);
  if (depth == 0) comeBack(v);
  else atomic.store<u32>(v, 0, VCPU_OUTSIDE);
}

export function goOutside(v: usize): void {
  if (!Parallel.isOn()) return;
  if (held) releaseHeld();
  current = 0;
  stepAside(v);
}

function stepAside(v: usize): void {
  atomic.store<u32>(v, 1, VCPU_OUTSIDE);
}

/** Announced first and looked at then, on both sides, so that one of the two sees the other. */
function comeBack(v: usize): void {
  atomic.store<u32>(v, 0, VCPU_OUTSIDE);
  while (atomic.load<u32>(VM_EXCLUSIVE) != 0) {
    waits++;
    stepAside(v);
    waitForEnd();
    atomic.store<u32>(v, 0, VCPU_OUTSIDE);
  }
}

function waitForEnd(): void {
  while (atomic.load<u32>(VM_EXCLUSIVE) != 0) {
    // Sections are short; ADR 24 says why nobody sleeps here.
  }
}

/** At a block boundary, where nothing is held: lets others have their sections, and hears a kick. */
export function atBoundary(v: usize): void {
  if (held) releaseHeld();
  // The one instruction of a step is executed, whoever kicks: a device access that was completed must not be made again.
  const mayLeave = load<u32>(v, VCPU_SINGLE) == 0;
  if (depth == 0) {
    if (mayLeave && hostStops()) requestExit(v, ExitReason.Budget);
    else if (atomic.load<u32>(VM_EXCLUSIVE) != 0) comeBack(v);
  }
  if (mayLeave && atomic.load<u32>(v, VCPU_KICK) != 0) requestExit(v, ExitReason.Budget);
}

/** Whether vCPUs are to go outside, because the host has a section or is about to. */
export function hostStops(): bool {
  return Parallel.isOn() && atomic.load<u32>(VM_EXCLUSIVE) == EXCLUSIVE_OF_HOST;
}

/** Whether the vCPU was kicked since the last time. */
export function takeKick(v: usize): bool {
  return Parallel.isOn() && atomic.xchg<u32>(v, 0, VCPU_KICK) != 0;
}

/** Begins a section, unless somebody else has one or is about to. Sections of one thread nest. */
export function tryBeginExclusive(): bool {
  if (!Parallel.isOn()) return true;
  if (depth == 0) {
    if (atomic.cmpxchg<u32>(VM_EXCLUSIVE, 0, EXCLUSIVE_OF_VCPU) != 0) return false;
    while (!othersOutside()) {
      // They have at most a piece of their budget to go.
    }
    countSection();
  }
  depth++;
  return true;
}

function othersOutside(): bool {
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) {
    const v: usize = VCPU_BASE + i * VCPU_SIZE;
    if (v != current && atomic.load<u32>(v, VCPU_OUTSIDE) == 0) return false;
  }
  return true;
}

function countSection(): void {
  store<u64>(VM_STAT_EXCLUSIVE, load<u64>(VM_STAT_EXCLUSIVE) + 1);
}

export function endExclusive(): void {
  if (!Parallel.isOn() || --depth != 0) return;
  atomic.store<u32>(VM_EXCLUSIVE, 0);
}

/** In the middle of an instruction: begins a section, or gives the instruction up and returns false. */
export function beginExclusive(v: usize): bool {
  if (tryBeginExclusive()) return true;
  leaveBlock(v, false);
  // Device accesses that it has made and that were answered are answered again.
  store<u32>(v, 0, REPLAY_NEXT);
  return false;
}

/** The same, for the rest of the block: what the instruction does after this belongs to the section. */
export function beginUntilBoundary(v: usize): bool {
  if (!Parallel.isOn() || held) return true;
  if (!beginExclusive(v)) return false;
  held = true;
  requestEvent(v);
  return true;
}

function releaseHeld(): void {
  held = false;
  endExclusive();
}

/**
 * Host: announces an exclusive section, and begins it if every vCPU is outside or waits at a block boundary. Until `vmGo` they stay
 * there, and what the host reads and writes is as if no other thread were there. Pairs nest. Not for a thread that a vCPU runs on.
 * @returns whether the section has begun; if not, the host is to call again, and had better sleep meanwhile: threads with a
 * vCPU that is on its way may be waiting for this processor
 */
export function vmTryStop(): bool {
  if (!Parallel.isOn()) return true;
  if (depth == 0) {
    if (!announced) announced = atomic.cmpxchg<u32>(VM_EXCLUSIVE, 0, EXCLUSIVE_OF_HOST) == 0;
    if (!announced || !othersOutside()) return false;
    announced = false;
    countSection();
  }
  depth++;
  return true;
}

/** Host: as `vmTryStop`, until the section has begun. */
export function vmStop(): void {
  while (!vmTryStop()) {
    // Mostly it is inside of a section already.
  }
}

/** Host: ends what `vmStop` or `vmTryStop` began; threads that sleep while VM_EXCLUSIVE says so go on. */
export function vmGo(): void {
  endExclusive();
  if (Parallel.isOn() && depth == 0) atomic.notify(VM_EXCLUSIVE);
}
