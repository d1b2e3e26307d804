/** CRC-32 steps of the CRC32 and CRC32C instructions (DDI 0487 C6.2): reflected, no final inversion. */

const POLYNOMIAL: u32 = 0xedb88320;
const POLYNOMIAL_C: u32 = 0x82f63b78;

function step(crc: u32, value: u64, bytes: u32, polynomial: u32): u32 {
  for (let i: u32 = 0; i < bytes; i++) {
    crc ^= <u32>(value >> (i << 3)) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (polynomial & (0 - (crc & 1)));
  }
  return crc;
}

export function crc32b(crc: u32, value: u32): u32 {
  return step(crc, value, 1, POLYNOMIAL);
}
export function crc32h(crc: u32, value: u32): u32 {
  return step(crc, value, 2, POLYNOMIAL);
}
export function crc32w(crc: u32, value: u32): u32 {
  return step(crc, value, 4, POLYNOMIAL);
}
export function crc32x(crc: u32, value: u64): u32 {
  return step(crc, value, 8, POLYNOMIAL);
}
export function crc32cb(crc: u32, value: u32): u32 {
  return step(crc, value, 1, POLYNOMIAL_C);
}
export function crc32ch(crc: u32, value: u32): u32 {
  return step(crc, value, 2, POLYNOMIAL_C);
}
export function crc32cw(crc: u32, value: u32): u32 {
  return step(crc, value, 4, POLYNOMIAL_C);
}
export function crc32cx(crc: u32, value: u64): u32 {
  return step(crc, value, 8, POLYNOMIAL_C);
}
