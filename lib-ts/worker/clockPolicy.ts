/**
 * What the guest's clock does while it runs, idles and while its host does something else.
 *
 * Deterministic: every instruction takes 10 ns, and idle time passes at once: the clock jumps to the next timer. Nothing
 * of the host's time reaches the guest.
 *
 * Real: the clock follows the host's. A running guest's clock advances with its instructions at the rate measured last
 * and is brought up to the host's time before each slice; where it has got ahead it runs slower until the host has
 * caught up, because time never goes back. An idle guest sleeps until its next timer or input. When the host was away
 * (a hidden tab, a closed laptop, a debugger) for more than a second longer than the guest wanted to sleep, that time
 * is dropped: the guest's clock goes on from where it was, so it sees no stall and no burst of late timers.
 */

/** The clock of a machine: `CoreClock`, or a test's. */
export interface VirtualClock {
  readonly frequency: number;
  readonly ticks: bigint;
  setTicksPerInstruction(rate: number): void;
  advanceTo(ticks: bigint): void;
}

export interface ClockPolicy {
  /** Before a slice; `instructionsPerSecond` is the speed of the last ones. */
  beforeSlice(instructionsPerSecond: number): void;
  /**
   * Every vCPU waits, and `next` is the tick of the next timer or alarm, if any.
   * @returns milliseconds to sleep: 0 to go on at once, Infinity to wait for input
   */
  idle(next: bigint | undefined): number;
  /** The machine goes on after a pause, which did not exist for the guest. */
  resume(): void;
}

const SECONDS_PER_INSTRUCTION = 10e-9;

export class DeterministicClock implements ClockPolicy {
  constructor(private readonly clock: VirtualClock) {
    clock.setTicksPerInstruction(clock.frequency * SECONDS_PER_INSTRUCTION);
  }
  beforeSlice(): void {}
  idle(next: bigint | undefined): number {
    if (next === undefined) return Number.POSITIVE_INFINITY;
    this.clock.advanceTo(next);
    return 0;
  }
  resume(): void {}
}

/** Longer absences of the host are not the guest's. */
const LONGEST_GAP_MS = 1000;
/** A clock that is ahead runs at this part of its speed. */
const SLOW_DOWN = 0.25;
/** Until speed has been measured. */
const ASSUMED_SPEED = 50e6;

export class RealClock implements ClockPolicy {
  /** Host time at which the guest's tick 0 was, in milliseconds; moves when time is dropped. */
  private origin: number;
  /** When the guest was last known to be served, or wanted to be. */
  private expected: number;

  constructor(
    private readonly clock: VirtualClock,
    private readonly now: () => number,
  ) {
    this.expected = now();
    this.origin = this.expected - this.guestMs();
  }

  beforeSlice(instructionsPerSecond: number): void {
    const now = this.now();
    const gap = now - this.expected;
    if (gap > LONGEST_GAP_MS) this.origin += gap;
    this.expected = now;
    const host = this.ticksAt(now);
    const ahead = this.clock.ticks > host;
    this.clock.advanceTo(host);
    const rate = this.clock.frequency / (instructionsPerSecond || ASSUMED_SPEED);
    this.clock.setTicksPerInstruction(Math.min(1024, ahead ? rate * SLOW_DOWN : rate));
  }

  idle(next: bigint | undefined): number {
    const now = this.now();
    if (next === undefined) {
      this.expected = Number.POSITIVE_INFINITY;
      return Number.POSITIVE_INFINITY;
    }
    const due = this.origin + (Number(next) / this.clock.frequency) * 1000;
    if (due <= now || next <= this.clock.ticks) {
      this.clock.advanceTo(next);
      this.expected = now;
      return 0;
    }
    this.expected = due;
    return due - now;
  }

  resume(): void {
    this.expected = this.now();
    this.origin = this.expected - this.guestMs();
  }

  private guestMs(): number {
    return (Number(this.clock.ticks) / this.clock.frequency) * 1000;
  }

  private ticksAt(now: number): bigint {
    return BigInt(Math.max(0, Math.floor(((now - this.origin) * this.clock.frequency) / 1000)));
  }
}
