/** What the guest writes to its serial port, on its way out: in chunks, and counted until someone has shown it. */
import type { ByteSink } from "../devices/wires.ts";

const CHUNK = 4096;
/** The guest is stopped while this much has not been shown. */
const MOST_UNSHOWN = 128 * 1024;

export class ConsoleOutput implements ByteSink {
  private chunk = new Uint8Array(CHUNK);
  private used = 0;
  private unshown = 0;
  /** Bytes that the guest has written. */
  total = 0;

  constructor(private readonly send: (bytes: Uint8Array) => void) {}

  put(byte: number): void {
    this.chunk[this.used++] = byte;
    this.total++;
    if (this.used === CHUNK) this.flush();
  }

  /** Whether `flush` would send something. */
  get hasUnsent(): boolean {
    return this.used > 0;
  }

  /** Sends what has been collected; called after each slice. */
  flush(): void {
    if (this.used === 0) return;
    const bytes = this.chunk.slice(0, this.used);
    this.used = 0;
    this.unshown += bytes.length;
    this.send(bytes);
  }

  /** The receiver has dealt with `bytes` of what was sent. */
  shown(bytes: number): void {
    this.unshown = Math.max(0, this.unshown - bytes);
  }

  get isFull(): boolean {
    return this.unshown >= MOST_UNSHOWN;
  }
}
