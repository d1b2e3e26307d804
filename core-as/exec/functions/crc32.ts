/** CRC-32 steps of the CRC32 and CRC32C instructions (DDI 0487 C6.2): reflected, no final inversion. */

const POLYNOMIAL: u32 = 0xedb88320;
const POLYNOMIAL_C: u32 = 0x82f63b78;

/** What each byte does to a remainder of zero, 256 words each: filled when the core starts. */
const table: usize = memory.data(256 * 4);
const tableC: usize = memory.data(256 * 4);

function fill(target: usize, polynomial: u32): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (polynomial & (0 - (crc & 1)));
    // BOUNDS: byte < 256, the table's words.
    store<u32>(target + (byte << 2), crc);
  }
}
fill(table, POLYNOMIAL);
fill(tableC, POLYNOMIAL_C);

function step(crc: u32, value: u64, bytes: u32, remainders: usize): u32 {
  for (let i: u32 = 0; i < bytes; i++) {
    const index = (crc ^ <u32>(value >> (i << 3))) & 0xff;
    // BOUNDS: index < 256, the table's words.
    crc = (crc >> 8) ^ load<u32>(remainders + (index << 2));
  }
  return crc;
}

export function crc32b(crc: u32, value: u32): u32 {
  return step(crc, value, 1, table);
}
export function crc32h(crc: u32, value: u32): u32 {
  return step(crc, value, 2, table);
}
export function crc32w(crc: u32, value: u32): u32 {
  return step(crc, value, 4, table);
}
export function crc32x(crc: u32, value: u64): u32 {
  return step(crc, value, 8, table);
}
export function crc32cb(crc: u32, value: u32): u32 {
  return step(crc, value, 1, tableC);
}
export function crc32ch(crc: u32, value: u32): u32 {
  return step(crc, value, 2, tableC);
}
export function crc32cw(crc: u32, value: u32): u32 {
  return step(crc, value, 4, tableC);
}
export function crc32cx(crc: u32, value: u64): u32 {
  return step(crc, value, 8, tableC);
}
