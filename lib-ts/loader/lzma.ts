/**
 * LZMA as .xz files have it: literals, matches, and repetitions of the last four distances, told apart by a state of twelve
 * values. The output is the dictionary. Named as in Igor Pavlov's specification of the format (public domain).
 */
import { RangeDecoder } from "./rangeDecoder.ts";

const STATES = 12;
const MAX_POSITION_STATES = 16;
/** From this state on the last thing was a match. */
const FIRST_MATCH_STATE = 7;
const MIN_MATCH = 2;
const LITERAL_CODER_SIZE = 0x300;
/** lc + lp is at most 4 in .xz files. */
const LITERAL_CODERS = 1 << 4;
/** Distance slots from here on have direct bits, and below it all bits of a distance have probabilities. */
const FIRST_DIRECT_SLOT = 14;
const ALIGN_BITS = 4;
const LENGTH_STATES = 4;

/** Of a length coder: two choices, then trees of 3, 3 and 8 bits. */
const LENGTH_LOW = 2;
const LENGTH_MIDDLE = LENGTH_LOW + MAX_POSITION_STATES * 8;
const LENGTH_HIGH = LENGTH_MIDDLE + MAX_POSITION_STATES * 8;
const LENGTH_CODER_SIZE = LENGTH_HIGH + 256;

/** Where each decision's probabilities are. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * MAX_POSITION_STATES;
const IS_REP_G0 = IS_REP + STATES;
const IS_REP_G1 = IS_REP_G0 + STATES;
const IS_REP_G2 = IS_REP_G1 + STATES;
const IS_REP0_LONG = IS_REP_G2 + STATES;
const DISTANCE_SLOT = IS_REP0_LONG + STATES * MAX_POSITION_STATES;
const DISTANCE_SPECIAL = DISTANCE_SLOT + LENGTH_STATES * 64;
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 128;
const MATCH_LENGTH = DISTANCE_ALIGN + (1 << ALIGN_BITS);
const REP_LENGTH = MATCH_LENGTH + LENGTH_CODER_SIZE;
const LITERAL = REP_LENGTH + LENGTH_CODER_SIZE;
const PROBABILITIES = LITERAL + LITERAL_CODERS * LITERAL_CODER_SIZE;

export class LzmaDecoder {
  readonly range = new RangeDecoder(PROBABILITIES);
  /** How many bytes are out. */
  position = 0;
  /** Matches do not reach before it. */
  dictionaryStart = 0;
  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;
  private literalContextBits = 0;
  private literalPositionMask = 0;
  private positionMask = 0;

  constructor(readonly output: Uint8Array) {}

  /** @param properties (pb * 5 + lp) * 9 + lc @returns false when .xz files have no such value */
  setProperties(properties: number): boolean {
    const lc = properties % 9;
    const lp = Math.floor(properties / 9) % 5;
    const pb = Math.floor(properties / 45);
    if (pb > 4 || lc + lp > 4) return false;
    this.literalContextBits = lc;
    this.literalPositionMask = (1 << lp) - 1;
    this.positionMask = (1 << pb) - 1;
    return true;
  }

  resetState(): void {
    this.state = 0;
    this.rep0 = this.rep1 = this.rep2 = this.rep3 = 0;
    this.range.resetProbabilities();
  }

  /** Decodes until `end` bytes are out. @returns false when the data is damaged */
  decodeTo(end: number): boolean {
    while (this.position < end) {
      const positionState = (this.position - this.dictionaryStart) & this.positionMask;
      if (this.range.bit(IS_MATCH + this.state * MAX_POSITION_STATES + positionState) === 0) this.literal();
      else if (!this.copy(this.matchLength(positionState), end)) return false;
    }
    return true;
  }

  private literal(): void {
    const { range, output, position, state } = this;
    const previous = position > this.dictionaryStart ? output[position - 1] : 0;
    const place = (position - this.dictionaryStart) & this.literalPositionMask;
    const coder = (place << this.literalContextBits) + (previous >> (8 - this.literalContextBits));
    const base = LITERAL + coder * LITERAL_CODER_SIZE;
    output[position] = state >= FIRST_MATCH_STATE ? this.matchedLiteral(base) : range.tree(base, 8);
    this.position = position + 1;
    this.state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
  }

  /** After a match the byte that would have gone on with it says which probabilities count, until it is proved wrong. */
  private matchedLiteral(base: number): number {
    const from = this.position - this.rep0 - 1;
    let match = from >= this.dictionaryStart ? this.output[from] : 0;
    let symbol = 1;
    while (symbol < 0x100) {
      const matchBit = (match >> 7) & 1;
      match <<= 1;
      const bit = this.range.bit(base + ((1 + matchBit) << 8) + symbol);
      symbol = (symbol << 1) | bit;
      if (bit !== matchBit) break;
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.range.bit(base + symbol);
    return symbol & 0xff;
  }

  /** What to copy from rep0: decodes the distance into it. */
  private matchLength(positionState: number): number {
    const { range, state } = this;
    const afterLiteral = state < FIRST_MATCH_STATE;
    if (range.bit(IS_REP + state) === 0) {
      this.rep3 = this.rep2;
      this.rep2 = this.rep1;
      this.rep1 = this.rep0;
      const length = this.length(MATCH_LENGTH, positionState);
      this.rep0 = this.distance(length);
      this.state = afterLiteral ? 7 : 10;
      return length;
    }
    if (range.bit(IS_REP_G0 + state) === 1) {
      this.chooseRepetition();
    } else if (range.bit(IS_REP0_LONG + state * MAX_POSITION_STATES + positionState) === 0) {
      this.state = afterLiteral ? 9 : 11;
      return 1;
    }
    this.state = afterLiteral ? 8 : 11;
    return this.length(REP_LENGTH, positionState);
  }

  /** One of the three distances before the last becomes the last. */
  private chooseRepetition(): void {
    const { range, state, rep0, rep1, rep2, rep3 } = this;
    let chosen = rep1;
    if (range.bit(IS_REP_G1 + state) === 1) {
      chosen = rep2;
      if (range.bit(IS_REP_G2 + state) === 1) {
        chosen = rep3;
        this.rep3 = rep2;
      }
      this.rep2 = rep1;
    }
    this.rep1 = rep0;
    this.rep0 = chosen;
  }

  private length(coder: number, positionState: number): number {
    const { range } = this;
    if (range.bit(coder) === 0) return MIN_MATCH + range.tree(coder + LENGTH_LOW + positionState * 8, 3);
    if (range.bit(coder + 1) === 0) return MIN_MATCH + 8 + range.tree(coder + LENGTH_MIDDLE + positionState * 8, 3);
    return MIN_MATCH + 16 + range.tree(coder + LENGTH_HIGH, 8);
  }

  /** One less than how far back. */
  private distance(length: number): number {
    const { range } = this;
    const lengthState = Math.min(length - MIN_MATCH, LENGTH_STATES - 1);
    const slot = range.tree(DISTANCE_SLOT + lengthState * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < FIRST_DIRECT_SLOT) return high + range.reverseTree(DISTANCE_SPECIAL + high - slot, bits);
    return high + range.direct(bits - ALIGN_BITS) * (1 << ALIGN_BITS) + range.reverseTree(DISTANCE_ALIGN, ALIGN_BITS);
  }

  private copy(length: number, end: number): boolean {
    const { output, position } = this;
    const from = position - this.rep0 - 1;
    if (from < this.dictionaryStart || position + length > end) return false;
    for (let index = 0; index < length; index++) output[position + index] = output[from + index];
    this.position = position + length;
    return true;
  }
}
