/**
 * Laying out and resetting a VM in a fresh memory.
 *
 * BOUNDS: VM_* are fixed addresses below DYNAMIC_BASE, inside the memory that the host created.
 */
import { Architecture } from "./abi";
import { resetInterrupts, resetInterruptsOf, resetVcpu, stopTimers } from "./architecture";
import { Block } from "./ir/block";
import { Op } from "./ir/ops.gen";
import {
  BLOCK_HASH_SIZE,
  DYNAMIC_BASE,
  MAX_VCPUS,
  PAGE_SHIFT,
  PAGE_SIZE,
  S2_LEAF_SIZE,
  S2_ROOT_SIZE,
  TC_SETS,
  TC_SIZE,
  TLB_ENTRIES,
  TLB_ENTRY_SIZE,
  VCPU_BASE,
  VCPU_EVENT,
  VCPU_INDEX,
  VCPU_MONITOR_SIZE,
  VCPU_SIZE,
  VCPU_TLBI_COUNT,
  VM_ARCHITECTURE,
  VM_ARENA,
  VM_ARENA_END,
  VM_ARENA_NEXT,
  VM_BLOCK_HASH,
  VM_CLOCK_RATE,
  VM_CODE_PAGES,
  VM_CODE_STORES,
  VM_DEAD_BLOCK,
  VM_LEAVE_OP,
  VM_RAM_BASE,
  VM_RAM_SIZE,
  VM_S2_END,
  VM_S2_NEXT,
  VM_S2_ROOT,
  VM_TABLE_PAGES,
  VM_TC_BASE,
  VM_TC_TRAP,
  VM_VCPU_COUNT,
} from "./layout";
import { dropReplay } from "./mem/device";
import { initialiseTrapSet } from "./mem/tlb";
import { vmGo, vmStop } from "./parallel/exclusive";

const ARENA_SIZE: u32 = 24 << 20;
/** Leaf tables beyond those that RAM needs: devices, sparse regions. */
const SPARE_LEAVES: u32 = 256;

let next: u32 = 0;

function take(size: u32): u32 {
  const at = next;
  next = (next + size + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
  return at;
}

/** Lays the dynamic regions out; `commit` also records them. @returns the address after guest RAM */
function layOut(vcpus: u32, ramSize: u32, architecture: u32, commit: bool): u32 {
  next = DYNAMIC_BASE;
  const leaves = (ramSize >> 21) + SPARE_LEAVES;
  const root = take(S2_ROOT_SIZE);
  const leafPool = take(leaves * S2_LEAF_SIZE);
  const caches = take(vcpus * TC_SETS * TC_SIZE);
  const hash = take(BLOCK_HASH_SIZE << 2);
  const codePages = take((ramSize >> PAGE_SHIFT) << 2);
  const codeStores = take((ramSize >> PAGE_SHIFT) << 2);
  const watchesTables = architecture == <u32>Architecture.IA32;
  const tablePages = take(watchesTables ? (ramSize >> PAGE_SHIFT) << 3 : 0);
  const trap = take(TLB_ENTRIES * TLB_ENTRY_SIZE);
  const arena = take(ARENA_SIZE);
  const ram = take(ramSize);
  if (!commit) return next;
  store<u32>(VM_S2_ROOT, root);
  store<u32>(VM_S2_NEXT, leafPool);
  store<u32>(VM_S2_END, leafPool + leaves * S2_LEAF_SIZE);
  store<u32>(VM_TC_BASE, caches);
  store<u32>(VM_TC_TRAP, trap);
  store<u32>(VM_BLOCK_HASH, hash);
  store<u32>(VM_CODE_PAGES, codePages);
  store<u32>(VM_CODE_STORES, codeStores);
  store<u32>(VM_TABLE_PAGES, watchesTables ? tablePages : 0);
  store<u32>(VM_ARENA, arena);
  store<u32>(VM_ARENA_NEXT, arena);
  store<u32>(VM_ARENA_END, arena + ARENA_SIZE);
  store<u32>(VM_RAM_BASE, ram);
  store<u32>(VM_RAM_SIZE, ramSize);
  return next;
}

/**
 * Bytes of linear memory that a VM with `vcpus` vCPUs and `ramSize` bytes of RAM needs, whatever its architecture; 0 when that is
 * out of range.
 */
export function requiredMemory(vcpus: u32, ramSize: u32): u32 {
  if (vcpus == 0 || vcpus > MAX_VCPUS || (ramSize & (PAGE_SIZE - 1)) != 0 || ramSize > 0xc0000000) return 0;
  return layOut(vcpus, ramSize, Architecture.IA32, false);
}

/**
 * Prepares a zeroed memory of at least `requiredMemory` bytes for vCPUs of `architecture`.
 * @returns linear-memory address of guest RAM, 0 = refused
 */
export function vmInit(vcpus: u32, ramSize: u32, architecture: u32): u32 {
  const end = requiredMemory(vcpus, ramSize);
  if (architecture > <u32>Architecture.AArch32) return 0;
  if (end == 0 || (<u64>memory.size()) << 16 < <u64>end) return 0;
  layOut(vcpus, ramSize, architecture, true);
  store<u32>(VM_ARCHITECTURE, architecture);
  store<u32>(VM_VCPU_COUNT, vcpus);
  store<u16>(VM_LEAVE_OP, <u16>Op.Leave);
  store<u16>(VM_DEAD_BLOCK + Block.HEADER, <u16>Op.Dead);
  initialiseTrapSet();
  store<u64>(VM_CLOCK_RATE, (<u64>1) << 32);
  for (let i: u32 = 0; i < vcpus; i++) {
    const v: usize = VCPU_BASE + i * VCPU_SIZE;
    store<u32>(v, i, VCPU_INDEX);
    resetVcpu(v);
  }
  resetInterrupts();
  return load<u32>(VM_RAM_BASE);
}

/** Puts one vCPU in its reset state, powered off; the interrupt controller drives its lines again at once. */
export function vcpuReset(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  vmStop();
  dropReplay(v);
  stopTimers(v);
  store<u32>(v, 0, VCPU_EVENT);
  store<u32>(v, 0, VCPU_MONITOR_SIZE);
  store<u32>(v, 0, VCPU_TLBI_COUNT);
  resetVcpu(v);
  resetInterruptsOf(v);
  vmGo();
}

/** Puts every vCPU and the interrupt controller in their reset state, powered off. RAM, stage 2 and the clock stay. */
export function vmReset(): void {
  vmStop();
  for (let i: u32 = 0; i < load<u32>(VM_VCPU_COUNT); i++) vcpuReset(VCPU_BASE + i * VCPU_SIZE);
  resetInterrupts();
  vmGo();
}
