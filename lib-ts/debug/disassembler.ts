/** The A64 disassembler: the encoding tables of the decoder, read for their assembly column. */
import { A64_ROWS } from "./a64Rows.gen.ts";
import { Encodings } from "./encodings.ts";
import { kindsAddress } from "./kindsAddress.ts";
import { kindsInteger } from "./kindsInteger.ts";
import { kindsSimd } from "./kindsSimd.ts";
import { kindsSystem } from "./kindsSystem.ts";
import { kindsTransfer } from "./kindsTransfer.ts";
import { kindsVector } from "./kindsVector.ts";

const KINDS = { ...kindsInteger, ...kindsAddress, ...kindsSystem, ...kindsTransfer, ...kindsVector, ...kindsSimd };

/** Bits 28..21 split the A64 space most evenly. */
const BUCKET_LOW = 21;

let encodings: Encodings | undefined;

/**
 * One A64 instruction as text, in the words of `objdump -M no-aliases`.
 * A word without a meaning becomes `.inst 0x...`.
 */
export function disassembleA64(word: number, address: bigint): string {
  encodings ??= new Encodings(A64_ROWS, KINDS, BUCKET_LOW);
  const bits = word >>> 0;
  return encodings.textOf({ word: bits, address, pc: address }) ?? `.inst 0x${bits.toString(16).padStart(8, "0")}`;
}
