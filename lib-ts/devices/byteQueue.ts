/** A first-in first-out queue of bytes without a limit: what a person has typed, or a pipe has delivered. */
import type { ByteSource } from "./wires.ts";

export class ByteQueue implements ByteSource {
  private readonly chunks: Uint8Array[] = [];
  private at = 0;
  private waiting = 0;

  /** Bytes that nobody has taken. */
  get size(): number {
    return this.waiting;
  }
  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.chunks.push(bytes);
    this.waiting += bytes.length;
  }

  take(): number {
    const first = this.chunks[0];
    if (first === undefined) return -1;
    const byte = first[this.at++];
    if (this.at === first.length) {
      this.chunks.shift();
      this.at = 0;
    }
    this.waiting--;
    return byte;
  }

  clear(): void {
    this.chunks.length = 0;
    this.at = 0;
    this.waiting = 0;
  }
}
