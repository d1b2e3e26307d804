/** Noticing that a worker has died, so that no promise waits for it for ever. */
import { type VmError, WorkerLost } from "../errors.ts";

/** The parts of a worker that tell of its end. */
export type WorkerEvents = Pick<Worker, "addEventListener">;

const PING_MS = 2000;
/**
 * A living worker answers between two slices; loading a large image is the longest it is silent. Counted in pings, not in
 * seconds: the timers of a page in the background are slow, and a machine that slept wakes with old time stamps.
 */
const MOST_UNANSWERED = 10;

export class Lifeline {
  private readonly lost: Promise<never>;
  private end: (error: VmError) => void = () => {};
  private unanswered = 0;
  private readonly timer: ReturnType<typeof setInterval>;
  /** Why the worker is gone, if it is. */
  dead: VmError | undefined;

  /** @param ping asks for a sign of life, to be reported by `sign` */
  constructor(
    worker: WorkerEvents,
    private readonly ping: () => void,
    private readonly onLost: (error: VmError) => void,
  ) {
    this.lost = new Promise((_, reject) => {
      this.end = reject;
    });
    this.lost.catch(() => {});
    worker.addEventListener("error", (event) => this.lose((event as ErrorEvent).message || "an error nobody caught"));
    worker.addEventListener("messageerror", () => this.lose("a message could not be read"));
    this.timer = setInterval(() => this.check(), PING_MS);
  }

  /** The worker's answer, or WorkerLost when it dies first. */
  guard<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return this.dead === undefined ? Promise.race([call(), this.lost]) : Promise.reject(this.dead);
  }

  /** The worker has said something. */
  sign(): void {
    this.unanswered = 0;
  }

  /** The worker is gone. */
  lose(why: string): void {
    this.finish(new WorkerLost(why));
  }

  /** Ends every waiting call, and every later one, with `reason`. */
  finish(reason: VmError): void {
    if (this.dead !== undefined) return;
    clearInterval(this.timer);
    this.dead = reason;
    this.end(reason);
    this.onLost(reason);
  }

  private check(): void {
    if (this.unanswered < MOST_UNANSWERED) {
      this.unanswered++;
      this.ping();
    } else this.lose(`no answer to ${MOST_UNANSWERED} questions in ${(MOST_UNANSWERED * PING_MS) / 1000} seconds`);
  }
}
