/** Small valid images for a PC, for tests to break. */

/** JMP to itself. */
const STAY = [0xeb, 0xfe];
const SETUP_SECTORS = 1;
const CODE = 512 * (1 + SETUP_SECTORS);
const PAYLOAD_OFFSET = 16;

/** What a 6.1 kernel of Debian has: protocol 2.15, relocatable, 16 MiB. */
const INIT_SIZE = 0x1_0000;
const PREFERRED = 0x100_0000;

/** A bzImage whose compressed kernel is `payload`, or which has none. */
export function sampleBzImage(payload?: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CODE + PAYLOAD_OFFSET + (payload?.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0x1f1, SETUP_SECTORS);
  view.setUint16(0x1fe, 0xaa55, true);
  view.setUint16(0x200, 0x6aeb, true);
  view.setUint32(0x202, 0x5372_6448, true);
  view.setUint16(0x206, 0x20f, true);
  view.setUint8(0x211, 1);
  view.setUint32(0x214, 0x10_0000, true);
  view.setUint32(0x22c, 0x7fff_ffff, true);
  view.setUint32(0x230, PREFERRED, true);
  view.setUint8(0x234, 1);
  view.setUint32(0x238, 2047, true);
  view.setUint32(0x248, payload ? PAYLOAD_OFFSET : 0, true);
  view.setUint32(0x24c, payload?.length ?? 0, true);
  view.setBigUint64(0x258, BigInt(PREFERRED), true);
  view.setUint32(0x260, INIT_SIZE, true);
  bytes.set(STAY, CODE);
  bytes.set(payload ?? [], CODE + PAYLOAD_OFFSET);
  return bytes;
}

/** One segment of two bytes and a BSS at 16 MiB, linked for 3 GiB more; its entry is physical, as Linux's is. */
export function sampleVmlinux(): Uint8Array {
  const bytes = new Uint8Array(52 + 32 + 2);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 3, true);
  view.setUint32(24, PREFERRED, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 1, true);
  const header = [1, 84, 0xc000_0000 + PREFERRED, PREFERRED, 2, 0x2000];
  header.forEach((value, index) => {
    view.setUint32(52 + 4 * index, value, true);
  });
  bytes.set(STAY, 84);
  return bytes;
}

/** A flat multiboot kernel at 1 MiB with its header at byte 8: entry at 1 MiB, 4 KiB with its BSS. */
export function sampleMultiboot(): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  const flags = 0x1_0003;
  const words = [
    0x1bad_b002,
    flags,
    -(0x1bad_b002 + flags) >>> 0,
    0x10_0008,
    0x10_0000,
    0x10_0040,
    0x10_1000,
    0x10_0000,
  ];
  bytes.set(STAY);
  words.forEach((value, index) => {
    view.setUint32(8 + 4 * index, value, true);
  });
  return bytes;
}

/** 64 KiB that jump at the reset vector. */
export function sampleRom(): Uint8Array {
  const bytes = new Uint8Array(0x1_0000).fill(0xa5);
  bytes.set([0xe9, 0xfd, 0xff], bytes.length - 16);
  return bytes;
}
