/** Cyclic redundancy checks, reflected, as .xz files carry them (IEEE 802.3 and ECMA-182). */

const CRC32_POLYNOMIAL = 0xedb8_8320;
/** 0xc96c5795d7870f42 in halves. */
const CRC64_POLYNOMIAL = [0xc96c_5795, 0xd787_0f42] as const;

const CRC32_TABLE = new Uint32Array(256);
const CRC64_TABLE = new Uint32Array(512);

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    crc = (crc >>> 1) ^ ((crc & 1) * CRC32_POLYNOMIAL);
    const out = low & 1;
    low = ((low >>> 1) | (high << 31)) ^ (out === 1 ? CRC64_POLYNOMIAL[1] : 0);
    high = (high >>> 1) ^ (out === 1 ? CRC64_POLYNOMIAL[0] : 0);
  }
  CRC32_TABLE[byte] = crc;
  CRC64_TABLE[2 * byte] = high;
  CRC64_TABLE[2 * byte + 1] = low;
}

/** As an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (let at = 0; at < bytes.length; at++) crc = CRC32_TABLE[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** As an unsigned 64-bit number. */
export function crc64(bytes: Uint8Array): bigint {
  let [high, low] = [-1, -1];
  for (let at = 0; at < bytes.length; at++) {
    const entry = 2 * ((low ^ bytes[at]) & 0xff);
    low = ((low >>> 8) | (high << 24)) ^ CRC64_TABLE[entry + 1];
    high = (high >>> 8) ^ CRC64_TABLE[entry];
  }
  return (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0);
}
