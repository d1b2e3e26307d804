/**
 * The real clock of a machine whose vCPUs run on threads of their own. As `RealClock`, it follows the host's time, and drops time in
 * which the host was away; its origin stands on the board, so that all threads agree about it.
 */
import type { VcpuBoard } from "./board.ts";

/** Longer absences of the host are not the guest's. */
const LONGEST_GAP_MS = 1000;

/** Milliseconds that all threads of a process count alike. */
export function threadsNow(): number {
  return performance.timeOrigin + performance.now();
}

export class SharedClock {
  /** When the guest wants to be served again, as far as this thread knows: an absence until then is none. */
  private wanted = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly board: VcpuBoard,
    private readonly frequency: number,
    private readonly now: () => number = threadsNow,
  ) {}

  /** Home, before the first vCPU runs, and after a pause, which did not exist for the guest: the clock goes on from `ticks`. */
  startAt(ticks: bigint): void {
    const now = this.now();
    this.board.originMs = now - this.ms(ticks);
    this.board.servedMs = now;
  }

  /** What the clock shows. */
  ticks(): bigint {
    const now = this.now();
    const gap = this.board.serve(now);
    const away = Math.min(gap, now - this.wanted);
    if (away > LONGEST_GAP_MS) this.board.originMs += away;
    this.wanted = Number.NEGATIVE_INFINITY;
    return BigInt(Math.max(0, Math.floor(((now - this.board.originMs) * this.frequency) / 1000)));
  }

  /**
   * Nothing is to be done before `tick`.
   * @returns milliseconds to sleep: 0 when it is there already, Infinity when there is no such tick
   */
  sleepUntil(tick: bigint | undefined): number {
    this.wanted = tick === undefined ? Number.POSITIVE_INFINITY : this.board.originMs + this.ms(tick);
    return Math.max(0, this.wanted - this.now());
  }

  private ms(ticks: bigint): number {
    return (Number(ticks) / this.frequency) * 1000;
  }
}
