/**
 * Runs a machine in slices of a few milliseconds and gives way between them, so that whoever shares the thread (input,
 * Stop, other machines) is never more than a slice away.
 */
import type { ClockPolicy } from "./clockPolicy.ts";
import type { Host } from "./host.ts";
import { SliceMeter } from "./sliceMeter.ts";

/** How a slice of a machine ended. */
export type SliceEnd =
  /** The budget is used up, or an interruption was asked for. */
  | "ran"
  /** Every vCPU waits for an interrupt. */
  | "idle"
  /** The guest switched the machine off. */
  | "off"
  /** The guest asked for a reset. */
  | "reset";

/** A machine as the loop sees it. */
export interface Runnable {
  /** Runs about `instructions`; returns early when nothing can run. Throws when the guest cannot go on. */
  runSlice(instructions: number): SliceEnd;
  /** Asks a running slice to end at the next exit. */
  interrupt(): void;
  readonly instructions: number;
  /** The tick of the next timer or alarm. */
  nextEvent(): bigint | undefined;
  /** Whether the guest's output must be taken before more is made. */
  readonly outputFull: boolean;
}

/** How the loop ended. */
export type LoopEnd =
  | { readonly kind: "off" | "reset" | "stopped" }
  | { readonly kind: "failed"; readonly cause: unknown };

/** What runs one machine, until it ends. */
export interface MachineLoop {
  run(): Promise<LoopEnd>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Something happened that the guest may wait for: input, or room for output. */
  nudge(): void;
  /** Milliseconds of CPU that the guest has used. */
  readonly cpuMs: number;
}

export class RunLoop implements MachineLoop {
  private paused = false;
  private stopped = false;
  private wake: (() => void) | undefined;
  private readonly meter: SliceMeter;
  /** Milliseconds of CPU that slices took. */
  cpuMs = 0;

  /** @param sliceMs how long a slice may take, at most 8 */
  constructor(
    private readonly machine: Runnable,
    private readonly clock: ClockPolicy,
    private readonly host: Host,
    sliceMs = 4,
  ) {
    this.meter = new SliceMeter(sliceMs);
  }

  /** Instructions a second, as measured over the last slices. */
  get instructionsPerSecond(): number {
    return this.meter.speed;
  }

  /** Runs until the guest switches off, asks for a reset or fails, or `stop` is called. */
  async run(): Promise<LoopEnd> {
    try {
      while (!this.stopped) {
        if (this.paused || this.machine.outputFull) await this.sleep(Number.POSITIVE_INFINITY);
        else {
          const end = this.slice();
          if (end === "off" || end === "reset") return { kind: end };
          await this.afterSlice(end);
        }
      }
      return { kind: "stopped" };
    } catch (cause) {
      return { kind: "failed", cause };
    }
  }

  /** Takes effect at the end of the slice that runs. */
  pause(): void {
    this.paused = true;
    this.machine.interrupt();
  }

  resume(): void {
    if (this.paused) this.clock.resume();
    this.paused = false;
    this.nudge();
  }

  stop(): void {
    this.stopped = true;
    this.machine.interrupt();
    this.nudge();
  }

  /** Something happened that an idle guest may wait for: input, or room for output. */
  nudge(): void {
    this.wake?.();
  }

  private slice(): SliceEnd {
    this.clock.beforeSlice(this.meter.speed);
    const instructions = this.machine.instructions;
    const start = this.host.now();
    const end = this.machine.runSlice(this.meter.budget);
    const ms = this.host.now() - start;
    this.cpuMs += ms;
    this.meter.measure(this.machine.instructions - instructions, ms);
    return end;
  }

  private async afterSlice(end: "ran" | "idle"): Promise<void> {
    const ms = end === "idle" ? this.clock.idle(this.machine.nextEvent()) : 0;
    if (ms > 0) await this.sleep(ms);
    else await this.host.giveWay();
  }

  /** Until `ms` have passed or `nudge` is called. */
  private async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = ms === Number.POSITIVE_INFINITY ? () => {} : this.host.timer(ms, resolve);
      this.wake = () => {
        cancel();
        resolve();
      };
    });
    this.wake = undefined;
  }
}
