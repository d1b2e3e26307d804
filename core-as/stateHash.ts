/**
 * A hash of everything that guest code can ever observe: registers, interrupt controllers and timers, memory, clock. Caches, the
 * lazy form of the flags and the way runs were cut into slices do not enter, so equal machines have equal hashes in
 * every tier.
 *
 * Four lanes of multiply and rotate, as xxHash64 has them, so that RAM goes through at memory speed.
 */
import { conditionFlags } from "./architecture";
import { vmClockTicks } from "./clock";
import {
  GIC_BASE,
  GIC_SIZE,
  REPLAY_COUNT,
  REPLAY_DATA,
  SLOT_PC,
  SLOT_V,
  SLOT_VT,
  SLOT_X,
  SLOT_ZERO,
  VCPU_BASE,
  VCPU_EVENT,
  VCPU_IRQ_LINES,
  VCPU_MONITOR_ADDRESS,
  VCPU_MONITOR_DATA,
  VCPU_MONITOR_SIZE,
  VCPU_RUN_STATE,
  VCPU_SIZE,
  VCPU_SYSTEM,
  VCPU_SYSTEM_SIZE,
  VM_ADDRESS_GATE,
  VM_CLOCK_RATE,
  VM_INSTRUCTIONS,
  VM_RAM_BASE,
  VM_RAM_SIZE,
  VM_VCPU_COUNT,
} from "./layout";

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;

@final
abstract class Mix {
  @inline static word(hash: u64, word: u64): u64 {
    return rotl<u64>(hash + word * PRIME_2, 31) * PRIME_1;
  }
}

/** Hash of `size` bytes, a multiple of 32, at `from`. */
function hashBytes(seed: u64, from: u32, size: u32): u64 {
  let a = seed + PRIME_1;
  let b = seed + PRIME_2;
  let c = seed;
  let d = seed - PRIME_1;
  const end = from + size;
  for (let at = from; at < end; at += 32) {
    // BOUNDS: the callers name areas of the memory map whose sizes are multiples of 32.
    a = Mix.word(a, load<u64>(at));
    b = Mix.word(b, load<u64>(at, 8));
    c = Mix.word(c, load<u64>(at, 16));
    d = Mix.word(d, load<u64>(at, 24));
  }
  return finish(rotl<u64>(a, 1) ^ rotl<u64>(b, 7) ^ rotl<u64>(c, 12) ^ rotl<u64>(d, 18) ^ size);
}

function finish(hash: u64): u64 {
  hash = (hash ^ (hash >> 33)) * PRIME_2;
  hash = (hash ^ (hash >> 29)) * PRIME_3;
  return hash ^ (hash >> 32);
}

function hashVcpu(seed: u64, v: u32): u64 {
  // BOUNDS: v is a vCPU's base; every offset lies in its structure.
  let hash = hashBytes(seed, v + SLOT_X, SLOT_ZERO - SLOT_X);
  hash = hashBytes(hash, v + SLOT_V, SLOT_VT - SLOT_V);
  hash = hashBytes(hash, v + VCPU_SYSTEM, VCPU_SYSTEM_SIZE);
  hash = Mix.word(hash, load<u64>(v, SLOT_PC));
  hash = Mix.word(hash, conditionFlags(v));
  hash = Mix.word(hash, load<u32>(v, VCPU_RUN_STATE));
  hash = Mix.word(hash, load<u32>(v, VCPU_IRQ_LINES));
  hash = Mix.word(hash, load<u32>(v, VCPU_EVENT));
  hash = hashMonitor(hash, v);
  return finish(hashReplay(hash, v));
}

function hashMonitor(hash: u64, v: u32): u64 {
  // BOUNDS: as in hashVcpu.
  if (load<u32>(v, VCPU_MONITOR_SIZE) == 0) return hash;
  hash = Mix.word(hash, load<u32>(v, VCPU_MONITOR_SIZE));
  hash = Mix.word(hash, load<u64>(v, VCPU_MONITOR_ADDRESS));
  hash = Mix.word(hash, load<u64>(v, VCPU_MONITOR_DATA));
  return Mix.word(hash, load<u64>(v, VCPU_MONITOR_DATA + 8));
}

/** Completed accesses of an instruction that is not finished. */
function hashReplay(hash: u64, v: u32): u64 {
  const count = load<u32>(v, REPLAY_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    // BOUNDS: REPLAY_COUNT never exceeds the log's length.
    hash = Mix.word(hash, load<u64>(v + (i << 3), REPLAY_DATA));
  }
  return hash;
}

/** The counter now and its rate; not when they were set. */
function hashClock(hash: u64): u64 {
  // BOUNDS: fields of the VM header.
  hash = Mix.word(hash, load<u64>(VM_INSTRUCTIONS));
  hash = Mix.word(hash, vmClockTicks());
  return Mix.word(hash, load<u64>(VM_CLOCK_RATE));
}

/** The hash; between runs only. */
export function stateHash(): u64 {
  // The PC's controllers and timers have the GIC's area.
  let hash = hashBytes(PRIME_3, GIC_BASE, GIC_SIZE);
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) hash = hashVcpu(hash, VCPU_BASE + i * VCPU_SIZE);
  hash = hashClock(hash);
  const gate = load<u32>(VM_ADDRESS_GATE);
  if (gate != 0) hash = Mix.word(hash, gate);
  // BOUNDS: vmInit recorded guest RAM, whole pages of it.
  return hashBytes(hash, load<u32>(VM_RAM_BASE), load<u32>(VM_RAM_SIZE));
}
