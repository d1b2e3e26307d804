/**
 * Template kinds of the SIMD and floating-point instructions.
 *
 *   V            `v3`
 *   B H S D Q    `b3`, `h3`, `s3`, `d3`, `q3`
 *   F            fields register, ftype: h, s or d register; unallocated for ftype 2
 *   scalar       fields register, size (2 bits): b, h, s or d register
 *   scalarwide   the same, one size up
 *   fscalar      fields register, sz (1 bit): s or d register
 *   T            size (2 bits), with `q`: `8b 16b 4h 8h 2s 4s 1d 2d`; `Tno1d` does not allow 1d, `Tno64` no 64-bit elements
 *   Twide        size (2 bits): `8h 4s 2d`, the long side of widening and narrowing forms
 *   Tf           sz (1 bit), with `q`: `2s 4s 2d`
 *   Ts Td        no fields, with `q`: `2s 4s`, `2d`
 *   Tfwide       sz (1 bit): `4s 2d`, the long side of conversions between formats; `Tfnarrow`, with `q`: the short side
 *   sd           sz (1 bit): `s d`
 *   felement     fields H, L, sz: the element's index
 *   two          `2` when the one-bit field is set (second-half forms)
 *   element      size (2 bits): `b h s d`
 *   fbits        number of fraction bits, which the encoding holds as its complement
 *   fimm         eight bits of a floating-point immediate: `1.000000000000000000e+00`
 */
import type { Instruction, Kind, Kinds } from "./template.ts";

const ELEMENTS = ["b", "h", "s", "d"];

const numbered =
  (prefix: string): Kind =>
  ([r]) =>
    `${prefix}${r.value}`;

function arrangement(size: number, instruction: Instruction, largest: number): string | undefined {
  const is128 = instruction.field("q") === 1;
  if (size > largest) return undefined;
  return `${(is128 ? 16 : 8) >> size}${ELEMENTS[size]}`;
}

const noSingle64: Kind = ([z], instruction) =>
  z.value === 3 && instruction.field("q") === 0 ? undefined : arrangement(z.value, instruction, 3);

/** VFPExpandImm, as a number. */
export function expandFloat(imm8: number): number {
  const exponent = ((imm8 >> 4) & 7) - ((imm8 & 0x40) !== 0 ? 7 : -1);
  const magnitude = (1 + (imm8 & 15) / 16) * 2 ** exponent;
  return (imm8 & 0x80) !== 0 ? -magnitude : magnitude;
}

/** C's `%.18e`. */
function exponential(value: number): string {
  return value.toExponential(18).replace(/e([+-])(\d)$/, "e$10$2");
}

export const kindsVector: Kinds = {
  V: numbered("v"),
  B: numbered("b"),
  H: numbered("h"),
  S: numbered("s"),
  D: numbered("d"),
  Q: numbered("q"),
  F: ([r, type]) => (type.value === 2 ? undefined : `${["s", "d", "", "h"][type.value]}${r.value}`),
  scalar: ([r, size]) => `${ELEMENTS[size.value]}${r.value}`,
  scalarwide: ([r, size]) => (size.value === 3 ? undefined : `${ELEMENTS[size.value + 1]}${r.value}`),
  fscalar: ([r, sz]) => `${sz.value === 1 ? "d" : "s"}${r.value}`,
  T: ([z], instruction) => arrangement(z.value, instruction, 3),
  Tno1d: noSingle64,
  Tno64: ([z], instruction) => arrangement(z.value, instruction, 2),
  Twide: ([z]) => ["8h", "4s", "2d", undefined][z.value],
  Tf: ([z], instruction) => noSingle64([{ value: z.value + 2, width: 2 }], instruction),
  Ts: (_, instruction) => arrangement(2, instruction, 3),
  Td: (_, instruction) => noSingle64([{ value: 3, width: 2 }], instruction),
  Tfwide: ([t]) => ["4s", "2d"][t.value],
  Tfnarrow: ([t], instruction) => arrangement(t.value + 1, instruction, 3),
  sd: ([t]) => ["s", "d"][t.value],
  felement: ([h, l, t]) => {
    if (t.value === 0) return `${h.value * 2 + l.value}`;
    return l.value === 0 ? `${h.value}` : undefined;
  },
  two: ([q]) => (q.value === 1 ? "2" : ""),
  element: ([z]) => ELEMENTS[z.value],
  fbits: ([f]) => `${2 ** f.width - f.value}`,
  fimm: ([i]) => exponential(expandFloat(i.value)),
};
