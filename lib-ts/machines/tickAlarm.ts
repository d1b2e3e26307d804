/** A device's alarm on the machine's clock: rung by whoever runs the machine, between slices. */
import type { Alarm } from "../devices/wires.ts";

interface Clock {
  readonly ticks: bigint;
  readonly frequency: number;
}

export class TickAlarm implements Alarm {
  private ring: (() => void) | undefined;
  private at = 0n;

  constructor(private readonly clock: Clock) {}

  set(seconds: number, ring: () => void): void {
    this.at = this.clock.ticks + BigInt(Math.ceil(seconds * this.clock.frequency));
    this.ring = ring;
  }

  cancel(): void {
    this.ring = undefined;
  }

  /** When it rings next. */
  get due(): bigint | undefined {
    return this.ring && this.at;
  }

  serve(): void {
    const { ring } = this;
    if (ring === undefined || this.clock.ticks < this.at) return;
    this.ring = undefined;
    ring();
  }
}
