/**
 * Template kinds of A32 and T32 integer instructions: registers, conditions, constants.
 *
 *   R nextR        `r3`, `sp`, `lr`, `pc`; nextR is the register behind it
 *   baseR          the base register of T32's stores: unallocated for pc
 *   RorFlags       the same, but `APSR_nzcv` for 15
 *   cond           condition of the field, or without a field of the IT block: `eq`; nothing for always
 *   condition      the same with `al` for always; conditional: unallocated for always
 *   thenElse       fields condition, mask of IT: `te` of ITTE
 *   s              `s` when set
 *   sOutsideIt     no fields: `s` outside of IT blocks, where 16-bit instructions set flags
 *   hex            `0x1f`
 *   plusOne        one more than the field
 *   times4         four times the field
 *   expandA32 expandT32   a modified immediate: its value; of A32 as `140, 28`, value and rotation, where a rotation by less
 *                  would do. DDI 0487 F1.7.7, F1.7.8
 *   fieldWidth     fields msb, lsb: the width of BFC and BFI
 */
import { CONDITIONS } from "../kindsInteger.ts";
import { joined, type Kind, type Kinds } from "../template.ts";

const ALWAYS = 14;
const PC = 15;

/** Name of a general-purpose register. @param n 0 to 15; 16 is r0 again */
export function register(n: number): string {
  return ["sp", "lr", "pc"][(n & 15) - 13] ?? `r${n & 15}`;
}

const cond: Kind = ([field], { it }) => {
  const condition = field === undefined || field.value === ALWAYS ? (it ?? ALWAYS) : field.value;
  return condition === ALWAYS ? "" : CONDITIONS[condition];
};

/** `t` for each further instruction of an IT block with the first one's condition, `e` for each with its inverse. */
const thenElse: Kind = ([condition, mask]) => {
  const letters = [3, 2, 1, 0].map((bit) => ((((mask.value >> bit) ^ condition.value) & 1) === 0 ? "t" : "e"));
  const lowest = 31 - Math.clz32(mask.value & -mask.value);
  return letters.slice(0, 3 - lowest).join("");
};

function rotateRight(value: number, by: number): number {
  return ((value >>> by) | (value << (32 - by))) >>> 0;
}

/** The rotation that an assembler chooses for a constant: the smallest. */
function smallestRotation(constant: number): number | undefined {
  return Array.from({ length: 16 }, (_, half) => 2 * half).find((by) => rotateRight(constant, 32 - by) < 0x100);
}

/** A32ExpandImm. @param field rotation in units of 2 bits, and a byte */
export function expandA32(field: number): number {
  return rotateRight(field & 0xff, 2 * (field >> 8));
}

/** T32ExpandImm, undefined where the manual has it UNPREDICTABLE. @param field i:imm3:imm8 */
export function expandT32(field: number): number | undefined {
  const byte = field & 0xff;
  if (field >= 0x400) return rotateRight(0x80 | byte, field >> 7);
  const pattern = [1, 0x0001_0001, 0x0100_0100, 0x0101_0101][field >> 8];
  return pattern > 1 && byte === 0 ? undefined : byte * pattern;
}

export const kindsInteger: Kinds = {
  R: ([r]) => register(r.value),
  nextR: ([r]) => register(r.value + 1),
  baseR: ([r]) => (r.value === PC ? undefined : register(r.value)),
  RorFlags: ([r]) => (r.value === PC ? "APSR_nzcv" : register(r.value)),
  cond,
  condition: ([c]) => (c.value <= ALWAYS ? CONDITIONS[c.value] : undefined),
  conditional: ([c]) => (c.value < ALWAYS ? CONDITIONS[c.value] : undefined),
  thenElse,
  s: ([s]) => (s.value === 1 ? "s" : ""),
  sOutsideIt: (_, { it }) => (it === undefined ? "s" : ""),
  hex: (fields) => `0x${joined(fields).value.toString(16)}`,
  plusOne: ([i]) => `${i.value + 1}`,
  times4: ([i]) => `${4 * i.value}`,
  expandA32: ([i]) => {
    const constant = expandA32(i.value);
    const rotation = 2 * (i.value >> 8);
    return rotation === smallestRotation(constant) ? `${constant | 0}` : `${i.value & 0xff}, ${rotation}`;
  },
  expandT32: ([i]) => expandT32(i.value)?.toString(),
  fieldWidth: ([msb, lsb]) => (msb.value < lsb.value ? undefined : `${msb.value - lsb.value + 1}`),
};
