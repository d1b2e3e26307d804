/** The encoding tables as the generator sees them. */
import { fileURLToPath } from "node:url";
import { type Field, type IsaRow, readIsaTables } from "../../tools/isa-gen/parse.ts";
import type { Random } from "./random.ts";

const folder = fileURLToPath(new URL("../../core-as/isa/aarch64", import.meta.url));
const REGISTER_POSITIONS = [0, 5, 10, 16];

export function readRows(): IsaRow[] {
  return readIsaTables(folder);
}

/** Rows whose chapter, handler, title or assembly matches. @throws Error when none does */
export function selectRows(rows: readonly IsaRow[], wanted: RegExp): IsaRow[] {
  const selected = rows.filter((row) => wanted.test(`${row.chapter} ${row.handler} ${row.title} ${row.assembly}`));
  if (selected.length === 0) throw new Error(`no encoding row matches ${wanted}`);
  return selected;
}

/** Finds the row of a word: the first that matches, as the core's decoder does. */
export class Classifier {
  private readonly buckets: IsaRow[][] = [];

  /** @param belongs whether a word is of the group of rows that a row is in, where they are in groups */
  constructor(
    rows: readonly IsaRow[],
    private readonly belongs: (row: IsaRow, word: number) => boolean = () => true,
  ) {
    for (let bucket = 0; bucket < 256; bucket++) {
      this.buckets.push(rows.filter((row) => ((row.value ^ (bucket << 21)) & row.mask & 0x1fe0_0000) === 0));
    }
  }
  rowOf(word: number): IsaRow | undefined {
    const candidates = this.buckets[(word >>> 21) & 0xff];
    return candidates.find((row) => ((word ^ row.value) & row.mask) === 0 && this.belongs(row, word));
  }
}

/** A word and the row that encodes it. */
export interface Instruction {
  readonly word: number;
  readonly row: IsaRow | undefined;
}

/** Loads and stores: bit 27 set, bit 25 clear (DDI 0487 C4.1); DC and IC. The base register is at bit 5, or 0 for DC. */
export function accessesMemory({ word }: Instruction): boolean {
  return (word & 0x0a00_0000) === 0x0800_0000 || isZeroing(word) || isMaintenance(word);
}

/** DC ZVA. */
export function isZeroing(word: number): boolean {
  return word >>> 5 === 0xd50b_7420 >>> 5;
}

/** DC CVAC, CVAU, CIVAC and IC IVAU: SYS #3, C7, Cm, #1. */
export function isMaintenance(word: number): boolean {
  return (word & 0xffff_f0e0) >>> 0 === 0xd50b_7020 && !isZeroing(word);
}

/** BR, BLR, RET: unconditional branches to a register. */
export function branchesToRegister({ word }: Instruction): boolean {
  return word >>> 25 === 0xd600_0000 >>> 25;
}

/** Branches, exception generation and system instructions: bits 28..26 are 101. */
export function isBranch({ word }: Instruction): boolean {
  return (word & 0x1c00_0000) === 0x1400_0000;
}

export function isRegister({ low, width }: Field): boolean {
  return width === 5 && REGISTER_POSITIONS.includes(low);
}

export function fieldValue(word: number, { low, width }: Field): number {
  return (word >>> low) & (2 ** width - 1);
}

/** MRS of registers that EL0 may read: NZCV, FPCR, FPSR, TPIDR_EL0, TPIDRRO_EL0, CTR_EL0, DCZID_EL0. Others are rare. */
const MRS = 0xd530_0000;
const EL0_REGISTERS = [0x3_4200, 0x3_4400, 0x3_4420, 0x3_d040, 0x3_d060, 0x3_0020, 0x3_00e0].map(
  (low) => low | 0x8_0000,
);

/** A random word of `row`: registers tend to be 31 or equal, immediates to lie at the ends of their range. */
export function randomWord(row: IsaRow, random: Random): number {
  let word = row.value | (random.u32() & ~row.mask);
  let previous = random.below(32);
  for (const field of row.fields.values()) {
    const value = isRegister(field) ? randomRegister(random, previous) : randomImmediate(random, field.width);
    if (isRegister(field)) previous = value;
    word = (word & ~((2 ** field.width - 1) << field.low)) | (value << field.low);
  }
  const system = (word & 0xffd0_0000) >>> 0 === (MRS & 0xffd0_0000) >>> 0;
  return (system && random.chance(50) ? (word & 0xfff0_001f) | random.pick(EL0_REGISTERS) : word) >>> 0;
}

function randomRegister(random: Random, previous: number): number {
  const kind = random.below(8);
  if (kind === 0) return 31;
  if (kind === 1) return previous;
  return random.below(32);
}

export function randomImmediate(random: Random, width: number): number {
  const top = 2 ** (width - 1);
  switch (random.below(8)) {
    case 0:
      return random.pick([0, 1, 2 * top - 1, top, top - 1]) & (2 * top - 1);
    case 1:
    case 2:
      return random.below(Math.min(16, 2 * top));
    default:
      return random.below(2 * top);
  }
}
