/** LZMA2: LZMA in chunks of at most 2 MiB, each of which says what is reset before it. */
import { ImageCorrupt, ImageTooLarge, ImageTruncated } from "./imageError.ts";
import { LzmaDecoder } from "./lzma.ts";

const END = 0;
const STORED_RESET = 1;
const STORED = 2;
const FIRST_LZMA = 0x80;
/** Bits 6..5 of an LZMA chunk's control byte. */
const enum Reset {
  Nothing,
  State,
  Properties,
  Dictionary,
}

export class Lzma2Decoder {
  private readonly lzma: LzmaDecoder;
  /** Chunks may only come after a dictionary reset, LZMA chunks only after properties. */
  private needsDictionary = true;
  private needsProperties = true;
  private at = 0;

  constructor(
    private readonly image: string,
    private readonly input: Uint8Array,
    private readonly output: Uint8Array,
  ) {
    this.lzma = new LzmaDecoder(output);
  }

  /**
   * Decodes from `at` to the end mark, into `output` from `position` on.
   * @returns where the input and the output end
   * @throws ImageCorrupt, ImageTruncated; ImageTooLarge when the output has no room
   */
  decode(at: number, position: number): { readonly at: number; readonly position: number } {
    this.at = at;
    this.lzma.position = position;
    for (let control = this.byte(); control !== END; control = this.byte()) {
      if (control >= FIRST_LZMA) this.lzmaChunk(control);
      else this.storedChunk(control);
    }
    return { at: this.at, position: this.lzma.position };
  }

  private lzmaChunk(control: number): void {
    const { lzma } = this;
    const size = ((control & 0x1f) << 16) + this.half() + 1;
    const packed = this.half() + 1;
    const reset: Reset = (control >> 5) & 3;
    if (reset === Reset.Dictionary) this.resetDictionary();
    if (reset >= Reset.Properties) {
      if (!lzma.setProperties(this.byte())) this.fail("has properties that no encoder gives");
      this.needsProperties = false;
    }
    if (this.needsDictionary || this.needsProperties) this.fail("begins without what it needs");
    if (reset >= Reset.State) lzma.resetState();
    this.require(packed);
    const end = this.room(size);
    if (!lzma.range.begin(this.input, this.at) || !lzma.decodeTo(end)) this.fail("is damaged");
    this.at += packed;
    if (lzma.range.at !== this.at || !lzma.range.finished) this.fail("does not end where it says");
  }

  private storedChunk(control: number): void {
    if (control !== STORED && control !== STORED_RESET) this.fail(`begins with the unknown byte ${control}`);
    if (control === STORED_RESET) this.resetDictionary();
    if (this.needsDictionary) this.fail("begins without what it needs");
    const size = this.half() + 1;
    this.require(size);
    const end = this.room(size);
    this.output.set(this.input.subarray(this.at, this.at + size), this.lzma.position);
    this.at += size;
    this.lzma.position = end;
  }

  private resetDictionary(): void {
    this.lzma.dictionaryStart = this.lzma.position;
    this.needsDictionary = false;
  }

  /** @returns where the output will end */
  private room(size: number): number {
    const end = this.lzma.position + size;
    if (end > this.output.length) throw new ImageTooLarge(this.image, end, this.output.length, "its index says less");
    return end;
  }

  private half(): number {
    return this.byte() * 256 + this.byte();
  }

  private byte(): number {
    this.require(1);
    return this.input[this.at++];
  }

  private require(length: number): void {
    const need = this.at + length;
    if (need > this.input.length) throw new ImageTruncated(this.image, "the xz data", need, this.input.length);
  }

  private fail(why: string): never {
    throw new ImageCorrupt(this.image, `the LZMA2 chunk before byte ${this.at} of the xz data`, why);
  }
}
