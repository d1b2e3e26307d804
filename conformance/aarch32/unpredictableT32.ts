/** T32 encodings that are UNPREDICTABLE, or are so in User mode. DDI 0487 F5.1. */
import type { Exclusion } from "./excuses.ts";

const field = (low: number) => (word: number) => (word >>> low) & 15;
const [m, t, n] = [field(0), field(12), field(16)];
const second = field(8);
const bit = (word: number, number: number) => ((word >>> number) & 1) !== 0;
const PC = 15;

function dualUnpredictable(word: number): boolean {
  const pair = [t(word), second(word)];
  const writesBack = !bit(word, 24) || bit(word, 21);
  if (pair.includes(PC) || pair.includes(13)) return true;
  if (bit(word, 20) && pair[0] === pair[1]) return true;
  return n(word) === PC ? writesBack || !bit(word, 20) : writesBack && pair.includes(n(word));
}

function multipleUnpredictable(word: number): boolean {
  const list = word & 0xffff;
  const isLoad = bit(word, 20);
  const count = list.toString(2).replaceAll("0", "").length;
  if (count < 2 || n(word) === PC || bit(list, 13) || (bit(list, PC) && (!isLoad || bit(list, 14)))) return true;
  return bit(word, 21) && bit(list, n(word));
}

/** Loads and stores of one register: the forms with an 8-bit immediate write back, or have the rights of User mode. */
function singleUnpredictable(word: number): boolean {
  const isWord = ((word >>> 21) & 3) === 2;
  const isLoad = bit(word, 20);
  if (n(word) === PC) return !isLoad || (t(word) === PC && bit(word, 21) && !isWord && !bit(word, 24));
  if (t(word) === PC && !(isWord && isLoad)) return true;
  if (bit(word, 23)) return false;
  if (!bit(word, 11)) return [13, PC].includes(m(word));
  const writesBack = bit(word, 8);
  const unprivileged = (word & 0x0f00) === 0x0e00;
  return (unprivileged && t(word) === PC) || (writesBack && (t(word) === n(word) || (t(word) === PC && !isWord)));
}

const isHint = (word: number) => t(word) === PC && bit(word, 20) && ((word >>> 21) & 3) !== 2;
const hintUnpredictable = (word: number) =>
  isHint(word) && !bit(word, 23) && n(word) !== PC && bit(word, 11) && (word & 0x0f00) !== 0x0c00;

export const T32_UNPREDICTABLE: readonly Exclusion[] = [
  {
    mask: 0xffff_ff00,
    value: 0x0000_bf00,
    reason: "IT with condition 1111, or with 1110 and more than one instruction",
    when: (word) =>
      (word & 15) !== 0 && ((word & 0xf0) === 0xf0 || ((word & 0xf0) === 0xe0 && ![1, 2, 4, 8].includes(word & 15))),
  },
  { mask: 0xffff_ffff, value: 0x0000_de01, reason: "UDF #1 is Linux's breakpoint" },
  { mask: 0xffff_ffff, value: 0xf7f0_a000, reason: "UDF.W #0 is Linux's breakpoint" },
  {
    mask: 0xffff_ff00,
    value: 0x0000_4500,
    reason: "CMP with PC, or of two low registers",
    when: (word) => narrowUnpredictable(word),
  },
  { mask: 0xffff_ffff, value: 0x0000_44ff, reason: "ADD PC, PC" },
  { mask: 0xffff_ff87, value: 0x0000_4787, reason: "BX, BLX: bits that should be zero" },
  { mask: 0xffff_fff8, value: 0x0000_47f8, reason: "BLX of PC" },
  {
    mask: 0xffff_f800,
    value: 0x0000_c000,
    reason: "STM: no register, or a base that is not the lowest",
    when: lowMultipleUnpredictable,
  },
  { mask: 0xffff_f800, value: 0x0000_c800, reason: "LDM: no register", when: (word) => (word & 0xff) === 0 },
  { mask: 0xffff_f7ff, value: 0x0000_b400, reason: "PUSH, POP: no register", when: (word) => (word & 0x1ff) === 0 },
  {
    mask: 0xfe40_0000,
    value: 0xe840_0000,
    reason: "LDRD, STRD: PC or SP transferred, one register twice, write-back to PC or to one transferred",
    when: (word) => (bit(word, 24) || bit(word, 21)) && dualUnpredictable(word),
  },
  {
    mask: 0xfe40_0000,
    value: 0xe800_0000,
    reason: "LDM, STM: fewer than two registers, SP or both LR and PC in the list, base in it; RFE, SRS",
    when: (word) => ((word >>> 23) & 3) % 3 === 0 || multipleUnpredictable(word),
  },
  {
    mask: 0xff10_0000,
    value: 0xf800_0000,
    reason: "stores of PC or with base PC, write-back to the register stored, Rm SP or PC",
    when: singleUnpredictable,
  },
  {
    mask: 0xfe10_0000,
    value: 0xf810_0000,
    reason: "loads of PC but of words, write-back to the register loaded, Rm SP or PC",
    when: (word) =>
      isHint(word)
        ? hintUnpredictable(word) || ([13, PC].includes(m(word)) && !bit(word, 23) && n(word) !== PC)
        : singleUnpredictable(word),
  },
  {
    mask: 0xff3f_f000,
    value: 0xf83f_f000,
    reason: "PLD (literal): a bit that should be zero",
    when: (word) => !bit(word, 22),
  },
  {
    mask: 0xffe0_0000,
    value: 0xe8c0_0000,
    reason: "TBB, TBH with index SP or PC",
    when: (word) => bit(word, 20) && [13, PC].includes(m(word)) && (word & 0xe0) === 0,
  },
  { mask: 0xffd0_8f00, value: 0xf3d0_8f00, reason: "exception returns are not for User mode" },
];

function lowMultipleUnpredictable(word: number): boolean {
  const base = (word >>> 8) & 7;
  const list = word & 0xff;
  return list === 0 || (bit(list, base) && (list & ((1 << base) - 1)) !== 0);
}

/** CMP (register), T2. */
function narrowUnpredictable(word: number): boolean {
  const [first, other] = [((word >>> 4) & 8) | (word & 7), (word >>> 3) & 15];
  return first === PC || other === PC || (first < 8 && other < 8);
}
