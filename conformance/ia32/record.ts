/** The parts of a state record by name, and their text. */
import * as layout from "./layout.ts";

export type SegmentName = "ES" | "CS" | "SS" | "DS" | "FS" | "GS";

/** By number: general registers, segment registers. */
export const GENERAL = [
  layout.RECORD_EAX,
  layout.RECORD_ECX,
  layout.RECORD_EDX,
  layout.RECORD_EBX,
  layout.RECORD_ESP,
  layout.RECORD_EBP,
  layout.RECORD_ESI,
  layout.RECORD_EDI,
];
export const GENERAL_NAMES = ["EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"];
export const SEGMENT_AT: Readonly<Record<SegmentName, number>> = {
  ES: layout.RECORD_ES,
  CS: layout.RECORD_CS,
  SS: layout.RECORD_SS,
  DS: layout.RECORD_DS,
  FS: layout.RECORD_FS,
  GS: layout.RECORD_GS,
};

export interface Part {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

const part = (name: string, at: number, size: number): Part => ({ name, at, size });
const numbered = (name: string, at: number, stride: number, size: number) =>
  Array.from({ length: 8 }, (_, n) => part(`${name}${n}`, at + n * stride, size));

/** What a test starts from. */
export const STATE_PARTS: readonly Part[] = [
  part("EIP", layout.RECORD_EIP, 4),
  ...GENERAL.map((at, n) => part(GENERAL_NAMES[n], at, 4)),
  part("EFLAGS", layout.RECORD_EFLAGS, 4),
  ...Object.entries(SEGMENT_AT).map(([name, at]) => part(name, at, 2)),
  part("FCW", layout.FX_CONTROL, 2),
  part("FSW", layout.FX_STATUS, 2),
  part("FTW", layout.FX_TAG, 1),
  ...numbered("ST", layout.FX_ST, 16, 10),
  part("MXCSR", layout.FX_MXCSR, 4),
  ...numbered("XMM", layout.FX_XMM, 16, 16),
];

/** What a test ends with; the vector decides, so it comes first in reports. */
export const RESULT_PARTS: readonly Part[] = [
  part("signal", layout.RECORD_SIGNAL, 4),
  part("vector", layout.RECORD_VECTOR, 4),
  part("error", layout.RECORD_ERROR, 4),
  part("CR2", layout.RECORD_CR2, 4),
  ...STATE_PARTS,
  part("FIP", layout.FX_IP, 4),
];

/** Little-endian bytes as one hexadecimal number. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString("hex");
}
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex").reverse());
}
export function textOf(record: Uint8Array, { at, size }: Part): string {
  return hexOf(record.subarray(at, at + size));
}
export function numberOf(record: Uint8Array, at: number): number {
  return new DataView(record.buffer, record.byteOffset).getUint32(at, true);
}
