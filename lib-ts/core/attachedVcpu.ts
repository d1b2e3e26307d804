/**
 * Parallel mode: one vCPU on a thread of its own, run by an instance of the core in the memory of a `CoreInstance` that lives on
 * another thread. Whatever that one does with a vCPU, its exits above all, it does while the vCPU's thread is not in `run`.
 */
import type { ExitReason } from "../../core-as/abi.ts";
import { VCPU_BASE, VCPU_OUTSIDE, VCPU_SIZE, VCPU_WAKE } from "../../core-as/layout.ts";
import type { CoreExports, CoreModule } from "./module.ts";

export class AttachedVcpu {
  /** Linear-memory address of the vCPU's structure. */
  readonly base: number;
  /** For what stands in its table: the regions of this thread. */
  readonly core: CoreExports;
  private readonly words: Int32Array;

  /**
   * @param module the module of the `CoreInstance`, wrapped by `CoreModule.from(module, true)`
   * @param memory its memory; its static data are written once more, so no vCPU may run meanwhile
   */
  constructor(
    module: CoreModule,
    readonly memory: WebAssembly.Memory,
    readonly index: number,
  ) {
    this.base = VCPU_BASE + index * VCPU_SIZE;
    this.core = module.instantiate(memory);
    this.words = new Int32Array(memory.buffer);
  }

  /** Runs the vCPU for about `budget` instructions, less when it is kicked. */
  run(budget: number): ExitReason {
    return this.core.runVcpu(this.base, BigInt(budget));
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

  /** After the thread failed within `run`: nobody waits for this vCPU to stand still any more. */
  abandon(): void {
    Atomics.store(this.words, (this.base + VCPU_OUTSIDE) >> 2, 1);
    Atomics.notify(this.words, (this.base + VCPU_OUTSIDE) >> 2);
  }
}
