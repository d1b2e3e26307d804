/**
 * Template kinds of Advanced SIMD on integers and of its loads and stores.
 *
 *   Tb               `8b 16b` by `q`; Thalf `4h 8h`, Tsingle `2s 4s`
 *   Tbytes           size (2 bits): bytes only; Tbytehalf: bytes and halfwords; Thalfsingle: halfwords and words
 *   Tpairs           size (2 bits): lanes of twice that size, half as many; Tacross: at least four lanes
 *   Tshift           immh:immb: the arrangement; Tshiftno64 without 64-bit lanes; Tshiftwide the long side
 *   rshift lshift    immh:immb: the distance
 *   doubleshift scalarshift narrowshift wideshift     fields register, immh:immb: a scalar register
 *   scalar64 scalarhs   fields register, size (2 bits): d register; h or s register
 *   lanebits         size (2 bits): bits of a lane
 *   Tlane            imm5: the arrangement; lane lanesigned laneunsigned `b[3]`; lanefrom: fields imm5, imm4
 *   scalarlane Rlane fields register, imm5: the register that fits the lane
 *   imm8             fields abc, defgh: `0x1f`; bytemask: each bit a byte; fimmparts: a floating-point immediate
 *   lslbytes msl     cmode's shift: `, lsl #8`, `, msl #8`
 *   indexed          fields size, h, l, m, Vm: `v3.h[5]`
 *   extindex         EXT's first byte; tablelist: fields first register, number of registers less one
 *   list1 .. list4   fields first register, size: `{v0.8b-v2.8b}`
 *   lanes1x8 ..      fields first register, pieces of the lane number: `{v0.b, v1.b}[3]` of 1 to 4 registers, 8 to 64 bits
 *   post1 ..         fields Xm, q: write-back of 1 to 4 registers; postr1 .. with a size; post1x8 .. of lanes
 */
import { kindsVector } from "./kindsVector.ts";
import type { FieldValue, Instruction, Kind, Kinds } from "./template.ts";

const ELEMENTS = ["b", "h", "s", "d"];

function arrangement(size: number, { field }: Instruction): string {
  return `${(field("q") === 1 ? 16 : 8) >> size}${ELEMENTS[size]}`;
}

/** An arrangement by size, for the sizes from `low` to `high`. */
const sizes =
  (low: number, high: number): Kind =>
  ([z], instruction) =>
    z.value < low || z.value > high ? undefined : arrangement(z.value, instruction);

/** log2 of the lane's bytes from immh:immb; -1 when immh is zero. */
const shiftSize = (immediate: FieldValue) => 28 - Math.clz32(immediate.value);

const shiftArrangement =
  (high: number): Kind =>
  ([i], instruction) => {
    const size = shiftSize(i);
    const isOneDouble = size === 3 && instruction.field("q") === 0;
    return size < 0 || size > high || isOneDouble ? undefined : arrangement(size, instruction);
  };

/** A scalar register whose size is that of immh:immb plus `up`, between the limits. */
const shiftScalar =
  (low: number, high: number, up: number): Kind =>
  ([r, i]) => {
    const size = shiftSize(i);
    return size < low || size > high ? undefined : `${ELEMENTS[size + up]}${r.value}`;
  };

const laneSize = (imm5: number) => 31 - Math.clz32(imm5 & -imm5 & 15);

/** `b[3]` from imm5, for lanes that `allowed` accepts. */
const lane =
  (allowed: (size: number, instruction: Instruction) => boolean): Kind =>
  ([i], instruction) => {
    const size = laneSize(i.value);
    return size < 0 || !allowed(size, instruction) ? undefined : `${ELEMENTS[size]}[${i.value >> (size + 1)}]`;
  };

function immediate8([high, low]: readonly FieldValue[]): number {
  return (high.value << 5) | low.value;
}

function byteMask(imm8: number): string {
  const bytes = Array.from({ length: 8 }, (_, bit) => (((imm8 >> (7 - bit)) & 1) !== 0 ? "ff" : "00"));
  return `0x${BigInt(`0x${bytes.join("")}`).toString(16)}`;
}

/** `v3.h[5]`: 16-bit elements of V0..V15, 32-bit ones of all registers. */
const indexed: Kind = ([size, h, l, m, vm]) => {
  if (size.value === 1) return `v${vm.value}.h[${(h.value << 2) | (l.value << 1) | m.value}]`;
  if (size.value === 2) return `v${(m.value << 4) | vm.value}.s[${(h.value << 1) | l.value}]`;
  return undefined;
};

/** Registers from `first` on, as objdump lists them: a range from three on, unless the numbers wrap. */
function registerList(first: number, count: number, suffix: string): string {
  const names = Array.from({ length: count }, (_, i) => `v${(first + i) % 32}.${suffix}`);
  if (count < 3 || first + count > 32) return `{${names.join(", ")}}`;
  return `{${names[0]}-${names[count - 1]}}`;
}

/** Write-back: Xm, or the number of bytes when m is 31. */
const post = ([m]: readonly FieldValue[], bytes: number) => (m.value === 31 ? `#${bytes}` : `x${m.value}`);

/** The kinds that exist once for each number of registers. */
function structureKinds(count: number): Kinds {
  const kinds: Record<string, Kind> = {
    [`list${count}`]: ([t, z], instruction) => registerList(t.value, count, arrangement(z.value, instruction)),
    [`post${count}`]: (fields) => post(fields, count * (fields[1].value === 1 ? 16 : 8)),
    [`postr${count}`]: (fields) => post(fields, count << fields[1].value),
  };
  ELEMENTS.forEach((element, size) => {
    const name = `${count}x${8 << size}`;
    kinds[`post${name}`] = (fields) => post(fields, count << size);
    kinds[`lanes${name}`] = ([t, ...pieces]) => {
      const index = pieces.reduce((value, piece) => (value << piece.width) | piece.value, 0);
      return `${registerList(t.value, count, element)}[${index}]`;
    };
  });
  return kinds;
}

/** Lists of multiple structures have no 1D arrangement, except of LD1 and ST1. */
const structureList =
  (count: number): Kind =>
  ([t, z], instruction) =>
    z.value === 3 && instruction.field("q") === 0
      ? undefined
      : registerList(t.value, count, arrangement(z.value, instruction));

export const kindsSimd: Kinds = {
  Tb: (_, instruction) => arrangement(0, instruction),
  Thalf: (_, instruction) => arrangement(1, instruction),
  Tsingle: (_, instruction) => arrangement(2, instruction),
  Tbytes: sizes(0, 0),
  Tbytehalf: sizes(0, 1),
  Thalfsingle: sizes(1, 2),
  Tpairs: ([z], instruction) => (z.value === 3 ? undefined : arrangement(z.value + 1, instruction)),
  Tacross: ([z], instruction) =>
    z.value === 3 || (z.value === 2 && instruction.field("q") === 0) ? undefined : arrangement(z.value, instruction),
  Tshift: shiftArrangement(3),
  Tshiftno64: shiftArrangement(2),
  Tshiftwide: ([i]) => ["8h", "4s", "2d"][shiftSize(i)],
  rshift: ([i]) => `${(16 << shiftSize(i)) - i.value}`,
  lshift: ([i]) => `${i.value - (8 << shiftSize(i))}`,
  doubleshift: shiftScalar(3, 3, 0),
  scalarshift: shiftScalar(0, 3, 0),
  narrowshift: shiftScalar(0, 2, 0),
  wideshift: shiftScalar(0, 2, 1),
  scalar64: ([r, z]) => (z.value === 3 ? `d${r.value}` : undefined),
  scalarhs: ([r, z]) => [undefined, `h${r.value}`, `s${r.value}`, undefined][z.value],
  lanebits: ([z]) => `${8 << z.value}`,
  Tlane: ([i], instruction) => {
    const size = laneSize(i.value);
    return size < 0 || (size === 3 && instruction.field("q") === 0) ? undefined : arrangement(size, instruction);
  },
  lane: lane(() => true),
  lanesigned: lane((size, { field }) => size <= 1 + field("s")),
  laneunsigned: lane((size, { field }) => (field("s") === 1 ? size === 3 : size <= 2)),
  lanefrom: ([i, j]) => {
    const size = laneSize(i.value);
    return size < 0 ? undefined : `${ELEMENTS[size]}[${j.value >> size}]`;
  },
  scalarlane: ([r, i]) => (laneSize(i.value) < 0 ? undefined : `${ELEMENTS[laneSize(i.value)]}${r.value}`),
  Rlane: ([r, i]) => `${laneSize(i.value) === 3 ? "x" : "w"}${r.value === 31 ? "zr" : r.value}`,
  imm8: (fields) => `0x${immediate8(fields).toString(16)}`,
  bytemask: (fields) => byteMask(immediate8(fields)),
  fimmparts: (fields, instruction) => kindsVector.fimm([{ value: immediate8(fields), width: 8 }], instruction),
  lslbytes: ([c]) => (c.value === 0 ? "" : `, lsl #${8 * c.value}`),
  msl: ([c]) => `, msl #${c.value === 0 ? 8 : 16}`,
  indexed,
  extindex: ([i], instruction) => (instruction.field("q") === 0 && i.value > 7 ? undefined : `${i.value}`),
  tablelist: ([n, count]) => registerList(n.value, count.value + 1, "16b"),
  ...structureKinds(1),
  ...structureKinds(2),
  ...structureKinds(3),
  ...structureKinds(4),
  ...Object.fromEntries([2, 3, 4].map((count) => [`structures${count}`, structureList(count)])),
};
