/** A zImage around a kernel, for tests to break. */
import { joined } from "../bytes.ts";

/** A32: b . */
export const BRANCH_TO_SELF_A32 = 0xeaff_fffe;
const HEADER = 0x40;
const TABLE = 24;

export interface SampleZImage {
  readonly payload: Uint8Array;
  readonly start?: number;
  readonly bssSize?: number;
  readonly textOffset?: number;
  /** Words of the table. */
  readonly words?: number;
  /** Bytes behind the payload's size. */
  readonly rest?: number;
}

/** Header, table, payload, and the size that `payload` ends with is where the table says. */
export function sampleZImage({
  payload,
  start = 0,
  bssSize = 0x1000,
  textOffset = 0x20_8000,
  words = 6,
  rest = 8,
}: SampleZImage): Uint8Array {
  const program = joined([new Uint8Array(HEADER + TABLE), payload, new Uint8Array(rest)]);
  const view = new DataView(program.buffer);
  view.setUint32(0, BRANCH_TO_SELF_A32, true);
  const header = [0x016f_2818, start, start + program.length, 0x0403_0201, 0x4545_4545, start + HEADER];
  const sizeAddress = start + HEADER + TABLE + payload.length - 4;
  const table = [words, 0x5a53_4c4b, sizeAddress, bssSize, textOffset, 0x1_0000];
  for (const [index, word] of header.entries()) view.setUint32(0x24 + 4 * index, word, true);
  for (const [index, word] of table.entries()) view.setUint32(HEADER + 4 * index, word, true);
  return program;
}
