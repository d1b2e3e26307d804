/** Encodings of moves to and from system registers, the same in A32 (condition AL) and T32. */

/** [coprocessor, opc1, CRn, CRm, opc2] */
export type Encoding32 = readonly number[];

function word32([cp, opc1, crn, crm, opc2]: Encoding32, t: number): number {
  return ((0xee << 24) | (opc1 << 21) | (crn << 16) | (t << 12) | (cp << 8) | (opc2 << 5) | (1 << 4) | crm) >>> 0;
}

/** MCR: register = Rt. */
export function mcr(encoding: Encoding32, t: number): number {
  return word32(encoding, t);
}

/** MRC: Rt = register. */
export function mrc(encoding: Encoding32, t: number): number {
  return (word32(encoding, t) | (1 << 20)) >>> 0;
}

function word64([cp, opc1, crm]: Encoding32, t: number, t2: number): number {
  return ((0xec << 24) | (1 << 22) | (t2 << 16) | (t << 12) | (cp << 8) | (opc1 << 4) | crm) >>> 0;
}

/** MCRR: register of [coprocessor, opc1, CRm] = Rt2:Rt. */
export function mcrr(encoding: Encoding32, t: number, t2: number): number {
  return word64(encoding, t, t2);
}

/** MRRC: Rt2:Rt = register. */
export function mrrc(encoding: Encoding32, t: number, t2: number): number {
  return (word64(encoding, t, t2) | (1 << 20)) >>> 0;
}
