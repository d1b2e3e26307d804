/** Notices a text in a stream of bytes, also where it is cut between two parts. */
export class ReadyWatch {
  private matched = 0;
  private readonly wanted: Uint8Array;
  seen = false;

  /** @param text undefined: any byte will do */
  constructor(text: string | undefined) {
    this.wanted = new TextEncoder().encode(text ?? "");
  }

  /** @returns true the first time the text is complete */
  look(bytes: Uint8Array): boolean {
    if (this.seen || bytes.length === 0) return false;
    this.seen = this.wanted.length === 0 || bytes.some((byte) => this.step(byte));
    return this.seen;
  }

  private step(byte: number): boolean {
    if (byte !== this.wanted[this.matched]) this.matched = this.fallBack(byte);
    else this.matched++;
    return this.matched === this.wanted.length;
  }

  /** The longest beginning of the text that ends with what was matched and `byte`. */
  private fallBack(byte: number): number {
    for (let length = this.matched; length > 0; length--) {
      const tail = this.wanted.subarray(this.matched - length + 1, this.matched);
      const same = tail.every((value, index) => value === this.wanted[index]) && this.wanted[length - 1] === byte;
      if (same) return length;
    }
    return 0;
  }
}
