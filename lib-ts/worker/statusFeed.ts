/** Sends pictures of a machine: at once when its state changes, 10 a second while it works, one a second while it idles. */
import type { VmStatus } from "../client/api.ts";

const BUSY_MS = 100;
/** Idle machines are looked at as often, but only every tenth look is sent. */
const IDLE_LOOKS = 10;
/** Fewer instructions than this between two looks is idling. */
const IDLE_INSTRUCTIONS = 200_000n;
/** At most 20 a second, also when the state changes in quick succession. */
const SHORTEST_MS = 50;

export class StatusFeed {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;
  private sentAt = Number.NEGATIVE_INFINITY;
  private sent: VmStatus | undefined;

  constructor(
    private readonly take: () => VmStatus,
    private readonly send: (status: VmStatus) => void,
    private readonly now: () => number,
  ) {}

  /** Something changed that a person sees. */
  changed(): void {
    const wait = this.sentAt + SHORTEST_MS - this.now();
    if (wait <= 0) this.emit(this.take());
    else this.schedule(wait, () => this.emit(this.take()));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private emit(status: VmStatus): void {
    this.sentAt = this.now();
    this.sent = status;
    this.looks = 0;
    this.send(status);
    if (status.state === "running") this.schedule(BUSY_MS, () => this.look());
    else this.stop();
  }

  private look(): void {
    const status = this.take();
    this.looks++;
    const busy = status.instructions - (this.sent?.instructions ?? 0n) > IDLE_INSTRUCTIONS;
    if (busy || this.looks >= IDLE_LOOKS || status.state !== this.sent?.state) this.emit(status);
    else this.schedule(BUSY_MS, () => this.look());
  }

  private schedule(ms: number, act: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, ms);
  }
}
