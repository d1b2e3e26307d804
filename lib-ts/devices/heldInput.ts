/** What comes from outside, with room to give back what a receiver took too early: a driver's clean-up does not lose it. */
import type { ByteSource } from "./wires.ts";

export class HeldInput implements ByteSource {
  private readonly returned: Uint8Array;
  private count = 0;

  /** @param room bytes that can be given back: what the receiver holds at most */
  constructor(
    private readonly source: ByteSource,
    private readonly room: number,
  ) {
    this.returned = new Uint8Array(room);
  }

  get isEmpty(): boolean {
    return this.count === 0 && this.source.isEmpty;
  }

  take(): number {
    return this.count > 0 ? this.returned[--this.count] : this.source.take();
  }

  /** Makes `byte` the next to be taken. Of several bytes the last comes first. More than there is room for are dropped. */
  giveBack(byte: number): void {
    if (this.count < this.room) this.returned[this.count++] = byte;
  }
}
