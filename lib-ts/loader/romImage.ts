/** Firmware that ends at 4 GiB, so that its last 16 bytes are the code at the reset vector (SDM volume 3, 9.1.4). */
import { ImageTooLarge } from "./imageError.ts";
import type { Segment } from "./loadPlan.ts";

const PAGE = 0x1000;
const SMALLEST = 0x1_0000;
const LARGEST = 0x100_0000;
const RESET_VECTOR = 16;
/** What firmware begins with: a jump, CLI, CLD, NOP, WBINVD and other 0F instructions, or a prefix. */
const FIRST_BYTES = [0xe9, 0xea, 0xeb, 0xfa, 0xfc, 0x90, 0x0f, 0x2e, 0x66];

/** Whether the bytes have the size of a ROM and code at the reset vector. */
export function isRomImage(bytes: Uint8Array): boolean {
  const { length } = bytes;
  return length >= SMALLEST && length % PAGE === 0 && FIRST_BYTES.includes(bytes[length - RESET_VECTOR]);
}

/** @throws ImageTooLarge when it is larger than the room below 4 GiB */
export function planRom(name: string, bytes: Uint8Array): Segment {
  if (bytes.length > LARGEST) throw new ImageTooLarge(name, bytes.length, LARGEST, "no ROM has more");
  return { name, address: 2 ** 32 - bytes.length, bytes, size: bytes.length };
}
