/** A device's alarm on a clock of the machine: rung by whoever runs the machine, between slices. */
import type { Alarm } from "../devices/wires.ts";

interface Clock {
  /** Ticks in a second. */
  readonly frequency: number;
  ticks(): bigint;
}

export class TickAlarm implements Alarm {
  private ring: (() => void) | undefined;
  private at = 0n;

  /** @param changed is called when it is set: perhaps it is due before the present slice ends */
  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  set(seconds: number, ring: () => void): void {
    this.at = this.clock.ticks() + BigInt(Math.ceil(seconds * this.clock.frequency));
    this.ring = ring;
    this.changed();
  }

  cancel(): void {
    this.ring = undefined;
  }

  /** When it rings next. */
  get due(): bigint | undefined {
    return this.ring && this.at;
  }

  /** Rings if it is due. */
  serve(): void {
    if (this.clock.ticks() >= this.at) this.skip();
  }

  /** Rings now if it is set. @returns whether it was */
  skip(): boolean {
    const { ring } = this;
    this.ring = undefined;
    ring?.();
    return ring !== undefined;
  }
}
