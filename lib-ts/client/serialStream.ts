/** The page's end of the guest's serial port. */
import type { ToWorker } from "../worker/protocol.ts";
import type { SerialConsole } from "./api.ts";

type Listener = (bytes: Uint8Array, done: () => void) => void;

/** Output of a machine that nobody listens to yet; the guest waits when it is full. */
const MOST_KEPT = 64 * 1024;

export class SerialStream implements SerialConsole {
  private readonly listeners = new Set<Listener>();
  private readonly kept: Uint8Array[] = [];

  constructor(private readonly post: (message: ToWorker, transfer?: Transferable[]) => void) {}

  write(data: Uint8Array | string): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data.slice();
    if (bytes.length > 0) this.post({ kind: "input", bytes }, [bytes.buffer]);
  }

  onData(listener: Listener): () => void {
    this.listeners.add(listener);
    for (const bytes of this.kept.splice(0)) this.give(bytes);
    return () => this.listeners.delete(listener);
  }

  /** Output from the worker. */
  receive(bytes: Uint8Array): void {
    if (this.listeners.size === 0) this.keep(bytes);
    else this.give(bytes);
  }

  /** Hands the bytes to every listener; credit goes back when the last one is done. */
  private give(bytes: Uint8Array): void {
    let waiting = this.listeners.size;
    const done = () => {
      if (--waiting === 0) this.post({ kind: "shown", bytes: bytes.length });
    };
    for (const listener of this.listeners) listener(bytes, once(done));
  }

  private keep(bytes: Uint8Array): void {
    this.kept.push(bytes);
    const size = this.kept.reduce((sum, part) => sum + part.length, 0);
    if (size <= MOST_KEPT) return;
    // The oldest output makes room, and its credit goes back, so that a guest without an audience still runs.
    const dropped = this.kept.shift();
    if (dropped !== undefined) this.post({ kind: "shown", bytes: dropped.length });
  }
}

function once(act: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    act();
  };
}
