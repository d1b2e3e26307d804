/**
 * Parallel mode: one vCPU on a thread of its own, run by an instance of the core in the memory of a `CoreInstance` that lives on
 * another thread. Whatever that one does with a vCPU, its exits above all, it does while the vCPU's thread is not in `run`.
 */
import type { ExitReason } from "../../core-as/abi.ts";
import {
  EXCLUSIVE_OF_HOST,
  VCPU_BASE,
  VCPU_INSTRUCTIONS,
  VCPU_OUTSIDE,
  VCPU_SIZE,
  VCPU_WAKE,
  VM_EXCLUSIVE,
  VM_HOT_COUNT,
} from "../../core-as/layout.ts";
import { regionName } from "../jit/index.ts";
import type { CoreExports, CoreModule } from "./module.ts";
import { RegionSlots } from "./regionSlots.ts";

export class AttachedVcpu {
  /** Linear-memory address of the vCPU's structure. */
  readonly base: number;
  private readonly core: CoreExports;
  private readonly words: Int32Array;
  private readonly view: DataView;
  /** The regions of this thread. */
  private readonly slots: RegionSlots;

  /**
   * @param module the module of the `CoreInstance`, wrapped by `CoreModule.from(module, true)`
   * @param memory its memory; its static data are written once more, so no vCPU may run meanwhile
   */
  constructor(
    module: CoreModule,
    private readonly memory: WebAssembly.Memory,
    readonly index: number,
  ) {
    this.base = VCPU_BASE + index * VCPU_SIZE;
    this.core = module.instantiate(memory);
    this.words = new Int32Array(memory.buffer);
    this.view = new DataView(memory.buffer);
    this.slots = new RegionSlots(this.core);
  }

  /** Runs the vCPU for about `budget` instructions, less when it is kicked. */
  run(budget: number): ExitReason {
    return this.core.runVcpu(this.base, BigInt(budget));
  }

  /** Instructions that this vCPU has retired; between runs. */
  get instructions(): number {
    return Number(this.view.getBigUint64(this.base + VCPU_INSTRUCTIONS, true));
  }

  /** The vCPU's clock shows `ticks` now, and goes on with `rate` / 2^32 ticks an instruction; between runs. */
  setClock(ticks: bigint, rate: bigint): void {
    this.core.vcpuSetClock(this.base, ticks, rate);
  }

  /** The tick at which the vCPU's next timer fires; undefined when none is armed. Between runs. */
  nextTimer(): bigint | undefined {
    const due = this.core.vcpuNextTimer(this.base);
    return due < 0n ? undefined : due;
  }

  /** Counts what may end a wait. To be read before a run whose end may be one. */
  get wakeUps(): number {
    return Atomics.load(this.words, (this.base + VCPU_WAKE) >> 2);
  }

  /**
   * Sleeps until there are more wake-ups than `seen`: an interrupt, an event, a kick, another's request.
   * @param ms at most so many milliseconds; Infinity for no limit
   */
  wait(seen: number, ms: number): void {
    Atomics.wait(this.words, (this.base + VCPU_WAKE) >> 2, seen, ms);
  }

  /** Sleeps while the host has every vCPU stand still, or is about to: `run` would return at once. */
  standAside(): void {
    while (Atomics.load(this.words, VM_EXCLUSIVE >> 2) === EXCLUSIVE_OF_HOST)
      Atomics.wait(this.words, VM_EXCLUSIVE >> 2, EXCLUSIVE_OF_HOST);
  }

  /** Whether blocks of the machine wait to be compiled. */
  get hasHotCode(): boolean {
    return Atomics.load(this.words, VM_HOT_COUNT >> 2) !== 0;
  }

  /**
   * Empties the slots `freed` of this thread's table, then puts the functions of a module of regions in `slots`; between runs.
   * @returns why the engine refuses, if it does
   */
  install(module: WebAssembly.Module, slots: readonly number[], freed: readonly number[]): string | undefined {
    for (const slot of [...slots, ...freed]) this.slots.reach(slot);
    for (const slot of freed) this.slots.clear(slot);
    const made = this.slots.instantiate(module, this.memory);
    if ("refused" in made) return made.refused;
    for (const [index, slot] of slots.entries()) this.slots.set(slot, made.exports[regionName(index)]);
    return undefined;
  }

  /** After the thread failed within `run`: nobody waits for this vCPU to stand still any more. */
  abandon(): void {
    Atomics.store(this.words, (this.base + VCPU_OUTSIDE) >> 2, 1);
  }
}
