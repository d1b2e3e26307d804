/** The VM's one clock: counter ticks as a function of retired instructions. Between runs only. */
import { CNTFRQ_EL0 } from "../../core-as/aarch64/state.ts";
import { Architecture } from "../../core-as/abi.ts";
import { TSC_HZ } from "../../core-as/ia32/state.ts";
import { VM_ARCHITECTURE, VM_CLOCK_RATE } from "../../core-as/layout.ts";
import { InvalidArgument } from "../errors.ts";
import type { CoreExports } from "./module.ts";
import type { CoreVcpu } from "./vcpu.ts";

const FIXED_POINT = 2 ** 32;
const FASTEST = 2 ** 16;

export class CoreClock {
  constructor(
    private readonly core: CoreExports,
    private readonly view: DataView,
    private readonly vcpus: readonly CoreVcpu[],
  ) {}

  /** Ticks a second of the counter that the guest reads: CNTFRQ_EL0, or the time-stamp counter's. */
  get frequency(): number {
    if (this.view.getUint32(VM_ARCHITECTURE, true) === Architecture.IA32) return TSC_HZ;
    return Number(this.vcpus[0].u64(CNTFRQ_EL0));
  }

  /** The counter (CNTPCT_EL0, or the time-stamp counter before offsets) now. */
  get ticks(): bigint {
    return BigInt.asUintN(64, this.core.vmClockTicks());
  }

  /** Ticks that pass with each instruction. */
  get ticksPerInstruction(): number {
    return Number(this.rate) / FIXED_POINT;
  }

  /**
   * Lets the counter go on from its present value at another rate.
   * @throws InvalidArgument unless the rate is at least 2^-32 and below 2^16
   */
  setTicksPerInstruction(rate: number): void {
    const fixed = Math.round(rate * FIXED_POINT);
    if (!(fixed >= 1 && rate < FASTEST))
      throw new InvalidArgument("ticksPerInstruction", rate, "at least 2^-32 and below 65536");
    this.core.vmSetClock(this.ticks, BigInt(fixed));
  }

  /** Moves the counter forward to `ticks`, or leaves it when it is there already: time never goes back. */
  advanceTo(ticks: bigint): void {
    if (ticks > this.ticks) this.core.vmSetClock(ticks, this.rate);
  }

  /** The counter value at which the next timer of any vCPU fires; undefined when none is armed. */
  nextTimer(): bigint | undefined {
    let next: bigint | undefined;
    for (const { base } of this.vcpus) {
      const due = this.core.vcpuNextTimer(base);
      if (due >= 0n && (next === undefined || due < next)) next = due;
    }
    return next;
  }

  private get rate(): bigint {
    return this.view.getBigUint64(VM_CLOCK_RATE, true);
  }
}
