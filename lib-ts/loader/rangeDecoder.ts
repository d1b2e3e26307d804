/** The range decoder of LZMA: binary decisions with adaptive probabilities of 11 bits. */

const PROBABILITY_BITS = 11;
const EVEN = 1 << (PROBABILITY_BITS - 1);
const ADAPTATION = 5;
/** Below it the range takes in another byte. */
const NORMALISE = 1 << 24;
const INIT_BYTES = 5;

/**
 * Past the end of the input it reads zeros; whoever decodes knows how many bytes it should have read, and compares `at` with
 * that. Range and code are unsigned 32-bit numbers.
 */
export class RangeDecoder {
  private readonly probabilities: Uint16Array;
  private input: Uint8Array = new Uint8Array(0);
  private range = 0;
  private code = 0;
  /** Index of the next byte of input. */
  at = 0;

  constructor(probabilities: number) {
    this.probabilities = new Uint16Array(probabilities);
  }

  /** Every decision is open again. */
  resetProbabilities(): void {
    this.probabilities.fill(EVEN);
  }

  /** Begins with the five bytes at `at`. @returns whether they can begin a stream: the first is always 0 */
  begin(input: Uint8Array, at: number): boolean {
    this.input = input;
    this.range = -1;
    this.code = 0;
    this.at = at;
    for (let count = 0; count < INIT_BYTES; count++) this.code = (this.code << 8) | this.next();
    return input[at] === 0;
  }

  /** Whether the stream ended where an encoder ends it. */
  get finished(): boolean {
    return this.code === 0;
  }

  /** One decision with the probability at `index`. */
  bit(index: number): 0 | 1 {
    const probability = this.probabilities[index];
    const bound = Math.imul(this.range >>> PROBABILITY_BITS, probability);
    const one = this.code >>> 0 >= bound >>> 0;
    if (one) {
      this.range = (this.range - bound) | 0;
      this.code = (this.code - bound) | 0;
      this.probabilities[index] = probability - (probability >>> ADAPTATION);
    } else {
      this.range = bound;
      this.probabilities[index] = probability + (((1 << PROBABILITY_BITS) - probability) >>> ADAPTATION);
    }
    if (this.range >>> 0 < NORMALISE) this.normalise();
    return one ? 1 : 0;
  }

  /** A number of `bits` bits, highest first, with a tree of probabilities from `base` on. */
  tree(base: number, bits: number): number {
    let node = 1;
    for (let count = 0; count < bits; count++) node = (node << 1) | this.bit(base + node);
    return node - (1 << bits);
  }

  /** The same, lowest bit first. */
  reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let count = 0; count < bits; count++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      value |= bit << count;
    }
    return value;
  }

  /** `bits` bits that are as likely 0 as 1, highest first. */
  direct(bits: number): number {
    let value = 0;
    for (let count = 0; count < bits; count++) {
      this.range >>>= 1;
      const one = this.code >>> 0 >= this.range >>> 0;
      if (one) this.code = (this.code - this.range) | 0;
      value = (value << 1) | (one ? 1 : 0);
      if (this.range >>> 0 < NORMALISE) this.normalise();
    }
    return value >>> 0;
  }

  private normalise(): void {
    this.range <<= 8;
    this.code = (this.code << 8) | this.next();
  }

  private next(): number {
    const { input, at } = this;
    this.at = at + 1;
    return at < input.length ? input[at] : 0;
  }
}
