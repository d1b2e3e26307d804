/** Orders of bytes and bits, leading zeros, and cyclic redundancy checks. DDI 0487 F5.1. */
import { Ir } from "../../ir/emit.gen";
import { R } from "../registers";

/** REV. */
export function reverseBytes(m: u32, d: u32): void {
  Ir.revI32(R.general(d), R.general(m));
}

/** REV16. */
export function reverseBytesOfHalfwords(m: u32, d: u32): void {
  Ir.rev16I32(R.general(d), R.general(m));
}

/** REVSH. */
export function reverseBytesSigned(m: u32, d: u32): void {
  const t = R.temporary(0);
  Ir.revI32(t, R.general(m));
  Ir.shrsiI32(R.general(d), t, 16);
}

/** RBIT. */
export function reverseBits(m: u32, d: u32): void {
  Ir.rbitI32(R.general(d), R.general(m));
}

/** CLZ. */
export function countLeadingZeros(m: u32, d: u32): void {
  Ir.clzI32(R.general(d), R.general(m));
}

/** CRC32B. */
export function crc32Byte(n: u32, m: u32, d: u32): void {
  Ir.crc328(R.general(d), R.general(n), R.general(m));
}

/** CRC32H. */
export function crc32Halfword(n: u32, m: u32, d: u32): void {
  Ir.crc3216(R.general(d), R.general(n), R.general(m));
}

/** CRC32W. */
export function crc32Word(n: u32, m: u32, d: u32): void {
  Ir.crc3232(R.general(d), R.general(n), R.general(m));
}

/** CRC32CB. */
export function crc32cByte(n: u32, m: u32, d: u32): void {
  Ir.crc32c8(R.general(d), R.general(n), R.general(m));
}

/** CRC32CH. */
export function crc32cHalfword(n: u32, m: u32, d: u32): void {
  Ir.crc32c16(R.general(d), R.general(n), R.general(m));
}

/** CRC32CW. */
export function crc32cWord(n: u32, m: u32, d: u32): void {
  Ir.crc32c32(R.general(d), R.general(n), R.general(m));
}
