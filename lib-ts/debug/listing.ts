/** Guest code as text, whatever its instruction set. */
import { disassembleA64 } from "./disassembler.ts";
import { disassembleA32, disassembleT32 } from "./disassemblerAarch32.ts";
import { disassembleIa32 } from "./disassemblerIa32.ts";

/** A64, A32, T32, or IA32 in a segment whose default is 16 or 32 bits. */
export type CodeEncoding = "a64" | "a32" | "t32" | "ia32-16" | "ia32-32";

export interface ListingLine {
  readonly address: bigint;
  /** The instruction's bytes: of A64 and A32 as one word, of T32 as one halfword or two, of IA32 in the order of memory. */
  readonly code: string;
  readonly text: string;
}

const WORD = 4;
const HALFWORD = 2;
/** First halfword of T32 instructions of 32 bits, from here on. */
const FIRST_WIDE = 0xe800;
/** High byte of IT and of hints, which have no mask. */
const IF_THEN = 0xbf;

/**
 * The instructions that `bytes` begin with, the first of them at `address`; the rest of an instruction is left out.
 *
 * @param ifThen of T32: ITSTATE that the first instruction has (DDI 0487 G1.2), 0 outside of an IT block
 */
export function listCode(bytes: Uint8Array, address: bigint, encoding: CodeEncoding, ifThen = 0): ListingLine[] {
  switch (encoding) {
    case "a64":
      return listWords(bytes, address, disassembleA64);
    case "a32":
      return listWords(bytes, address, disassembleA32);
    case "t32":
      return listT32(bytes, address, ifThen);
    default:
      return listIa32(bytes, address, encoding === "ia32-32" ? 32 : 16);
  }
}

function digits(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, "0");
}

function listWords(
  bytes: Uint8Array,
  start: bigint,
  disassemble: (word: number, address: bigint) => string,
): ListingLine[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / WORD) }, (_, index) => {
    const address = BigInt.asUintN(64, start + BigInt(WORD * index));
    const word = view.getUint32(WORD * index, true);
    return { address, code: digits(word, WORD), text: disassemble(word, address) };
  });
}

/** ITSTATE behind an instruction: IT sets it, every other one moves to the next condition. DDI 0487 G1.2. */
function ifThenBehind(half: number, state: number): number {
  if (half >> 8 === IF_THEN && (half & 15) !== 0) return half & 0xff;
  return (state & 7) === 0 ? 0 : (state & 0xe0) | ((state << 1) & 0x1f);
}

function listT32(bytes: Uint8Array, start: bigint, ifThen: number): ListingLine[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: ListingLine[] = [];
  let state = ifThen;
  for (let at = 0; at + HALFWORD <= bytes.length; ) {
    const address = BigInt.asUintN(32, start + BigInt(at));
    const first = view.getUint16(at, true);
    const size = first >= FIRST_WIDE ? WORD : HALFWORD;
    if (at + size > bytes.length) break;
    const code = size === WORD ? ((first << 16) | view.getUint16(at + HALFWORD, true)) >>> 0 : first;
    lines.push({ address, code: digits(code, size), text: disassembleT32(code, address, state) });
    state = ifThenBehind(first, state);
    at += size;
  }
  return lines;
}

function listIa32(bytes: Uint8Array, start: bigint, width: 16 | 32): ListingLine[] {
  const lines: ListingLine[] = [];
  for (let at = 0; at < bytes.length; ) {
    const address = BigInt.asUintN(32, start + BigInt(at));
    const { text, length } = disassembleIa32(bytes.subarray(at), Number(address), width);
    const code = [...bytes.subarray(at, at + length)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    lines.push({ address, code, text });
    at += length;
  }
  return lines;
}
