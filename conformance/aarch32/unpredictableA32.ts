/** A32 encodings that are UNPREDICTABLE, or are so in User mode: QEMU and the core may each do what they like. DDI 0487 F5.1. */
import type { Exclusion } from "./excuses.ts";

const field = (low: number) => (word: number) => (word >>> low) & 15;
const [m, s, t, n] = [field(0), field(8), field(12), field(16)];
const bit = (word: number, number: number) => ((word >>> number) & 1) !== 0;
const isPc = (register: number) => register === 15;

/** Loads and stores: the base register is written. */
const writesBack = (word: number) => !bit(word, 24) || bit(word, 21);

/** An extra load or store with a register as offset. */
const registerOffset = (word: number) => !bit(word, 22);

function transferUnpredictable(word: number, byte: boolean): boolean {
  return (byte && isPc(t(word))) || (writesBack(word) && (isPc(n(word)) || n(word) === t(word)));
}

function dualUnpredictable(word: number): boolean {
  const first = t(word);
  const isLoad = !bit(word, 5);
  if ((first & 1) !== 0 || first === 14 || (!bit(word, 24) && bit(word, 21))) return true;
  const pair = [first, first + 1];
  if (writesBack(word) && (isPc(n(word)) || pair.includes(n(word)))) return true;
  return registerOffset(word) && (isPc(m(word)) || (isLoad && pair.includes(m(word))));
}

/** T forms: post-indexed, with the rights of User mode. */
const unprivileged = (word: number) => !bit(word, 24) && bit(word, 21);

function multipleUnpredictable(word: number): boolean {
  const list = word & 0xffff;
  const base = n(word);
  const inList = bit(list, base);
  if (isPc(base) || list === 0 || bit(word, 22)) return true;
  if (!bit(word, 21) || !inList) return false;
  const isLowest = (list & ((1 << base) - 1)) === 0;
  return bit(word, 20) || !isLowest;
}

const conditional = (word: number) => word >>> 28 !== 14;

/** A list of D registers that goes beyond D31, or a base that is PC. */
export function structureUnpredictable(word: number): boolean {
  const first = (((word >>> 22) & 1) << 4) | ((word >>> 12) & 15);
  const type = (word >>> 8) & 15;
  const single = bit(word, 23);
  const spaced = single ? stepOfSingle(word) : [1, 5, 9].includes(type) ? 2 : 1;
  const count = single ? countOfSingle(word) : (COUNTS[type] ?? 1);
  return isPc(n(word)) || first + spaced * (count - 1) > 31;
}

/** Registers of a multiple-structure list by its type; VLD1 and VST1 of one to four, VLD2 to VLD4. */
const COUNTS: Readonly<Record<number, number>> = { 0: 4, 1: 4, 2: 4, 3: 4, 4: 3, 5: 3, 6: 3, 7: 1, 8: 2, 9: 2, 10: 2 };

/** VLD1 to all lanes fills one register or two. */
function countOfSingle(word: number): number {
  const structures = ((word >>> 8) & 3) + 1;
  return structures === 1 && ((word >>> 10) & 3) === 3 && bit(word, 5) ? 2 : structures;
}

/** Distance of registers of a single-structure list; for all lanes, T says it. */
function stepOfSingle(word: number): number {
  const size = (word >>> 10) & 3;
  if (size === 3) return bit(word, 5) && ((word >>> 8) & 3) !== 0 ? 2 : 1;
  return size === 0 ? 1 : (word >>> (4 + size)) & 1 ? 2 : 1;
}

export const A32_UNPREDICTABLE: readonly Exclusion[] = [
  {
    mask: 0x0e10_00d0,
    value: 0x0000_00d0,
    reason: "LDRD, STRD: Rt odd or R14, write-back to PC or a transferred register, Rm a transferred register",
    when: (word) => word >>> 28 !== 15 && dualUnpredictable(word),
  },
  {
    mask: 0x0e00_0090,
    value: 0x0000_0090,
    reason: "LDRH, LDRSB, LDRSH, STRH: Rt or Rm is PC, write-back to PC or Rt",
    when: (word) =>
      (word & 0x60) !== 0 &&
      (bit(word, 20) || (word & 0x60) === 0x20) &&
      (transferUnpredictable(word, true) ||
        (registerOffset(word) && isPc(m(word))) ||
        (unprivileged(word) && isPc(n(word)))),
  },
  {
    mask: 0x0e00_0000,
    value: 0x0400_0000,
    reason: "LDR, STR, LDRB, STRB (immediate): write-back to PC or Rt; of a byte, Rt is PC; LDRT, STRT of PC",
    when: (word) => word >>> 28 !== 15 && transferUnpredictable(word, bit(word, 22) || unprivileged(word)),
  },
  {
    mask: 0x0e00_0010,
    value: 0x0600_0000,
    reason: "LDR, STR, LDRB, STRB (register): the same, or Rm is PC",
    when: (word) =>
      isPc(m(word)) || (word >>> 28 !== 15 && transferUnpredictable(word, bit(word, 22) || unprivileged(word))),
  },
  {
    mask: 0x0e00_0000,
    value: 0x0800_0000,
    reason:
      "LDM, STM: no register, base PC, base in the list with write-back, User registers in User mode; RFE, SRS there",
    when: (word) => word >>> 28 === 15 || multipleUnpredictable(word),
  },
  {
    mask: 0x0e00_0090,
    value: 0x0000_0010,
    reason: "data processing with a shift by register: one of its registers is PC",
    when: (word) => (word & 0x0190_0000) !== 0x0100_0000 && [m, s, t, n].some((register) => isPc(register(word))),
  },
  {
    mask: 0x0c10_f000,
    value: 0x0010_f000,
    reason: "data processing with S and PC as destination returns from an exception: not in User mode",
    when: (word) => bit(word, 25) || (word & 0x90) !== 0x90,
  },
  { mask: 0x0ff0_00f0, value: 0x0120_0070, reason: "BKPT with a condition", when: conditional },
  { mask: 0x0ff0_00f0, value: 0x0100_0070, reason: "HLT with a condition", when: conditional },
  { mask: 0x0ff0_00f0, value: 0x0140_0070, reason: "HVC with a condition", when: conditional },
  { mask: 0x0f90_0df0, value: 0x0100_0040, reason: "CRC32 with a condition or of 64 bits", when: conditional },
  {
    mask: 0x0c00_0c00,
    value: 0x0c00_0000,
    reason: "coprocessors 1 and 2: QEMU emulates the FPA that Linux emulates",
    when: (word) => !bit(word, 25) || !bit(word, 24),
  },
  {
    mask: 0x0e0f_f000,
    value: 0x020f_f000,
    reason: "a computed branch near PC: it may lead into the test, as T32",
    when: (word) => (word & 0x0190_0000) !== 0x0110_0000,
  },
  {
    mask: 0x0e00_f010,
    value: 0x0000_f000,
    reason: "a computed branch near PC: it may lead into the test, as T32",
    when: (word) => (word & 0x0190_0000) !== 0x0100_0000 && (isPc(n(word)) || isPc(m(word))),
  },
  { mask: 0xffff_ffff, value: 0xe7f0_01f0, reason: "UDF #16 is Linux's breakpoint" },
  {
    mask: 0xff10_0000,
    value: 0xf400_0000,
    reason: "a list beyond D31, or PC as its base",
    when: structureUnpredictable,
  },
  { mask: 0xfff0_0000, value: 0xf5b0_0000, reason: "PLDW of a literal" },
  {
    mask: 0xff70_f000,
    value: 0xf550_f000,
    reason: "PLDW of a literal",
    when: (word) => n(word) === 15 && !bit(word, 22),
  },
];
