/** The alarms of a machine's devices, and when its run loop must look at them. */
import type { CoreInstance } from "../core/index.ts";
import { TickAlarm } from "./tickAlarm.ts";

/** Instructions that count as a second of the serial line: as many as under the deterministic clock. */
const LINE_SPEED = 100e6;

export class MachineAlarms {
  /** On the machine's clock, in ticks. */
  readonly clock: TickAlarm;
  /**
   * The serial line's, in instructions: under the real clock a slow or busy host would bring characters faster than the
   * guest can take them. Rung early, by `skip`, when every vCPU waits: then the line keeps nobody waiting.
   */
  readonly line: TickAlarm;

  /** @param endSlice is called when an alarm is set: perhaps it is due before the present slice ends */
  constructor(
    private readonly core: CoreInstance,
    endSlice: () => void,
  ) {
    const { clock } = core;
    this.clock = new TickAlarm({ frequency: clock.frequency, ticks: () => clock.ticks }, endSlice);
    this.line = new TickAlarm({ frequency: LINE_SPEED, ticks: () => BigInt(core.instructions) }, endSlice);
  }

  /** The tick of the next timer of a vCPU or alarm of a device. */
  nextEvent(): bigint | undefined {
    const timer = this.core.clock.nextTimer();
    const alarm = this.clock.due;
    return alarm === undefined || (timer !== undefined && timer < alarm) ? timer : alarm;
  }

  /** Instructions until the next alarm is due, so that it rings at the same instruction wherever slices are cut. */
  untilAlarm(): number {
    const { clock, instructions } = this.core;
    const { due } = this.clock;
    const ticks = due === undefined ? Number.POSITIVE_INFINITY : Number(due - clock.ticks);
    const work = this.line.due === undefined ? Number.POSITIVE_INFINITY : Number(this.line.due) - instructions;
    return Math.max(1, Math.min(work, Math.ceil(ticks / clock.ticksPerInstruction)));
  }

  /** Rings alarms that are due. */
  serve(): void {
    this.clock.serve();
    this.line.serve();
  }
}
