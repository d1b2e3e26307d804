/** How a batch holds the code and the state of one instruction set. */
import { A64_PARTS, isNamedPart, type Part } from "../parts.ts";

export interface CodeFormat {
  /** A breakpoint: fills the code area, so that a test ends wherever its instructions lead. */
  readonly filler: number;
  /** A breakpoint wherever an instruction may begin in it: in the place of other tests' code. */
  readonly stop: number;
  /** What PC has in bit 0: PSTATE.T. */
  readonly mark: number;
  /** What a test starts from and ends with. */
  readonly parts: readonly Part[];
  /** Machine code of instructions. */
  assemble(words: readonly number[]): Uint8Array;
  /** The instruction at a byte offset of `code`; 0 outside. */
  wordAt(code: Uint8Array, offset: number): number;
  /** Whether `words` may use the part; `following`: registers that lists and pairs have after the one that is named. */
  isNamed(part: Part, words: readonly number[], following: number): boolean;
}

/** The little-endian word at `offset`, 0 outside of `code`. */
export function wordOf(code: Uint8Array, offset: number): number {
  if (!(offset >= 0 && offset + 4 <= code.length)) return 0;
  return new DataView(code.buffer, code.byteOffset).getUint32(offset & ~3, true);
}

export function bytesOfWords(words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

// BRK #0xf7f
const A64_BREAKPOINT = (0xd420_0000 | (0xf7f << 5)) >>> 0;

export const A64_CODE: CodeFormat = {
  filler: A64_BREAKPOINT,
  stop: A64_BREAKPOINT,
  mark: 0,
  parts: A64_PARTS,
  assemble: bytesOfWords,
  wordAt: wordOf,
  isNamed: isNamedPart,
};
