/**
 * The branch filters of .xz files. An encoder that packs machine code has replaced the relative targets of calls by absolute
 * ones, because the same target then has the same bytes; here they are made relative again, in place.
 */

/** Undoes a filter on the code at `bytes`, whose first byte had address `start`. */
export type BranchFilter = (bytes: Uint8Array, start: number) => void;

/**
 * x86: CALL and JMP rel32 (E8, E9). An encoder does not know which bytes are opcodes. It converts what lies within 16 MiB (top
 * byte 00 or FF), unless E8 or E9 bytes just before make it unlikely that this one is an opcode: `before` has a bit for each
 * of the three bytes before `at` that was such a candidate and was not converted, the nearest lowest.
 */
export const undoX86: BranchFilter = (bytes, start) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let before = 0;
  let last = -4;
  for (let at = 0; at + 5 <= bytes.length; at++) {
    if ((bytes[at] & 0xfe) !== 0xe8) continue;
    const gap = at - last;
    before = gap > 3 ? 0 : (before << (gap - 1)) & 7;
    last = at;
    if (isNear(bytes[at + 4]) && isPlausible(bytes, at, before)) {
      view.setUint32(at + 1, relativeX86(view.getUint32(at + 1, true), start + at + 5, before), true);
      at += 4;
    } else {
      before = (before << 1) | 1;
    }
  }
};

/** Top byte of a displacement of less than 16 MiB. */
function isNear(top: number): boolean {
  return top === 0 || top === 0xff;
}

/** One candidate before is tolerated, when its own operand, whose top byte is `distance` bytes earlier, is not near. */
function isPlausible(bytes: Uint8Array, at: number, before: number): boolean {
  if (before === 0) return true;
  if ((before & (before - 1)) !== 0) return false;
  return !isNear(bytes[at + 4 - distanceOf(before)]);
}

function distanceOf(before: number): number {
  return 32 - Math.clz32(before);
}

/**
 * The displacement to `absolute` from `next`, 25 bits with their sign. When the result would make the candidate before near,
 * the encoder has chosen the other number that it can be told from.
 */
function relativeX86(absolute: number, next: number, before: number): number {
  let displacement = absolute - next;
  if (before !== 0) {
    const shift = 24 - 8 * distanceOf(before);
    if (isNear((displacement >>> shift) & 0xff)) displacement = (displacement ^ ((0x100 << shift) - 1)) - next;
  }
  return (displacement << 7) >> 7;
}

/** A32: BL with condition "always". The PC reads as the instruction's address and 8. */
export const undoArm: BranchFilter = (bytes, start) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    if (bytes[at + 3] !== 0xeb) continue;
    const words = (view.getUint32(at, true) & 0xff_ffff) - ((start + at + 8) >>> 2);
    view.setUint32(at, 0xeb00_0000 | (words & 0xff_ffff), true);
  }
};

/** T32: BL, which is two halfwords, with 11 bits of the target in each. The PC reads as the instruction's address and 4. */
export const undoArmThumb: BranchFilter = (bytes, start) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; at += 2) {
    const [high, low] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (high >>> 11 !== 0x1e || low >>> 11 !== 0x1f) continue;
    const halves = (((high & 0x7ff) << 11) | (low & 0x7ff)) - ((start + at + 4) >>> 1);
    view.setUint16(at, 0xf000 | ((halves >>> 11) & 0x7ff), true);
    view.setUint16(at + 2, 0xf800 | (halves & 0x7ff), true);
    at += 2;
  }
};
