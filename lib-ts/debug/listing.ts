/** Guest code as text, whatever its instruction set. */
import { disassembleA64 } from "./disassembler.ts";
import { disassembleIa32 } from "./disassemblerIa32.ts";

/** A64, or IA32 in a segment whose default is 16 or 32 bits. */
export type CodeEncoding = "a64" | "ia32-16" | "ia32-32";

export interface ListingLine {
  readonly address: bigint;
  /** The instruction's bytes: of A64 as one word, of IA32 in the order of memory. */
  readonly code: string;
  readonly text: string;
}

const WORD = 4;

/** The instructions that `bytes` begin with, the first of them at `address`; the rest of an instruction is left out. */
export function listCode(bytes: Uint8Array, address: bigint, encoding: CodeEncoding): ListingLine[] {
  return encoding === "a64" ? listA64(bytes, address) : listIa32(bytes, address, encoding === "ia32-32" ? 32 : 16);
}

function listA64(bytes: Uint8Array, start: bigint): ListingLine[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / WORD) }, (_, index) => {
    const address = BigInt.asUintN(64, start + BigInt(WORD * index));
    const word = view.getUint32(WORD * index, true);
    return { address, code: word.toString(16).padStart(8, "0"), text: disassembleA64(word, address) };
  });
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
