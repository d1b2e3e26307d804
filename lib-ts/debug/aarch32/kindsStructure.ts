/**
 * Template kinds of the loads and stores of Advanced SIMD structures. DDI 0487 F4.1.14.
 *
 *   list1 .. list4     first register: `{d1-d4}`; spaced2 .. spaced4: every second one, `{d1,d3}`
 *   structure64 structure128 structure256   fields base, Rm, align: `[r1 :64], r2`, aligned to so much at most
 *   count              number of structure elements less one, as `1` to `4`
 *   sizeOfAll          size of VLD1 to VLD4 to all lanes
 *   allLanes           fields first register, count, T: `{d1[],d2[]}`
 *   structureOfAll     fields base, Rm, count, size, align
 *   oneLane            fields first register, count, size, index_align: `{d1[2],d3[2]}`
 *   structureOfOne     fields base, Rm, count, size, index_align
 */
import type { Kind, Kinds } from "../template.ts";
import { register } from "./kindsInteger.ts";

const REGISTERS = 32;
/** Rm that stands for no write-back, and for write-back by the size of the access. */
const NO_WRITE_BACK = 15;
const BY_SIZE = 13;
/** Size 3 of VLD4 to all lanes: 32 bits, aligned to 128. */
const ALIGNED_WORDS = 3;

/** Registers from `first`, each `step` further on; undefined past the last register. */
function names(first: number, count: number, step: number, suffix = ""): string[] | undefined {
  if (first + step * (count - 1) >= REGISTERS) return undefined;
  return Array.from({ length: count }, (_, index) => `d${first + step * index}${suffix}`);
}

function list(registers: readonly string[] | undefined, isRange: boolean): string | undefined {
  if (!registers || !isRange || registers.length === 1) return registers && `{${registers.join(",")}}`;
  return `{${registers[0]}-${registers[registers.length - 1]}}`;
}

/** @param alignment in bits, 0 for none, undefined where the encoding is not allocated */
function access(base: number, m: number, alignment: number | undefined): string | undefined {
  if (alignment === undefined) return undefined;
  const address = `[${register(base)}${alignment === 0 ? "" : ` :${alignment}`}]`;
  if (m === NO_WRITE_BACK) return address;
  return m === BY_SIZE ? `${address}!` : `${address}, ${register(m)}`;
}

const structure =
  (largest: number): Kind =>
  ([base, m, align]) => {
    const alignment = align.value === 0 ? 0 : 32 << align.value;
    return access(base.value, m.value, alignment > largest ? undefined : alignment);
  };

/** Alignment of an access of all lanes. */
function alignmentOfAll(count: number, size: number, aligned: boolean): number | undefined {
  if (size === ALIGNED_WORDS) return count === 4 && aligned ? 128 : undefined;
  if (!aligned) return 0;
  if (count === 3 || (count === 1 && size === 0)) return undefined;
  return count === 4 && size === 2 ? 64 : (8 << size) * count;
}

/** Alignment of an access of one lane: index_align without the index and, but in VLD1, the bit that tells the spacing. */
function alignmentOfOne(count: number, size: number, indexAlign: number): number | undefined {
  const low = indexAlign & [1, 1, 3][size];
  if (count === 3) return low === 0 ? 0 : undefined;
  if (count === 1) return alignmentOfElement(size, indexAlign);
  if (low === 0) return 0;
  if (count === 4 && size === 2) return low === 3 ? undefined : 32 << low;
  return low === 1 ? (8 << size) * count : undefined;
}

function alignmentOfElement(size: number, indexAlign: number): number | undefined {
  const bits = indexAlign & [1, 3, 7][size];
  if (bits === 0) return 0;
  return bits === [-1, 1, 3][size] ? 8 << size : undefined;
}

/** Distance of the registers of one lane's access. */
function spacing(count: number, size: number, indexAlign: number): number {
  return count > 1 && size > 0 && (indexAlign & (1 << size)) !== 0 ? 2 : 1;
}

const allLanes: Kind = ([d, c, t]) => {
  const count = c.value + 1;
  if (count === 1) return list(names(d.value, t.value + 1, 1, "[]"), true);
  return list(names(d.value, count, t.value + 1, "[]"), t.value === 0);
};

const oneLane: Kind = ([d, c, size, i]) => {
  const count = c.value + 1;
  const step = spacing(count, size.value, i.value);
  return list(names(d.value, count, step, `[${i.value >> (size.value + 1)}]`), false);
};

export const kindsStructure: Kinds = {
  ...Object.fromEntries(
    [1, 2, 3, 4].map((count): [string, Kind] => [`list${count}`, ([d]) => list(names(d.value, count, 1), true)]),
  ),
  ...Object.fromEntries(
    [2, 3, 4].map((count): [string, Kind] => [`spaced${count}`, ([d]) => list(names(d.value, count, 2), false)]),
  ),
  structure64: structure(64),
  structure128: structure(128),
  structure256: structure(256),
  count: ([c]) => `${c.value + 1}`,
  sizeOfAll: ([size]) => `${8 << Math.min(size.value, 2)}`,
  allLanes,
  structureOfAll: ([base, m, c, size, a]) =>
    access(base.value, m.value, alignmentOfAll(c.value + 1, size.value, a.value === 1)),
  oneLane,
  structureOfOne: ([base, m, c, size, i]) =>
    access(base.value, m.value, alignmentOfOne(c.value + 1, size.value, i.value)),
};
