/** Random A32 and T32 code of every row of the encoding tables: the same in every run. */
import { A32_ROWS } from "../a32Rows.gen.ts";
import { isShared, t32Word } from "../aarch32/sharedEncodings.ts";
import { disassembleA32, disassembleT32 } from "../disassemblerAarch32.ts";
import type { EncodingRow } from "../encodings.ts";
import { T32_ROWS } from "../t32Rows.gen.ts";
import { randomWords } from "./randomWords.ts";

const ALWAYS = 14;
const FIRST_WORD = 0x1_0000;
const NOP = 0xbf00;
/** IT with each condition, for one instruction. */
const ifThen = (condition: number) => 0xbf08 | (condition << 4);

const has = (mask: number, bits: number) => (mask & bits) >>> 0 === bits;
const isConditional = ([mask]: EncodingRow) => !has(mask, 0xf000_0000);

const RM_AGAIN = 0x000f_0000;

/** T32's REV and its like have Rm twice: where the row has no field for the first. */
function withRmAgain([mask, , fields]: EncodingRow, word: number): number {
  const free = (mask & RM_AGAIN) === 0 && !/:16:4/.test(fields);
  return free && word >= FIRST_WORD ? (word & ~RM_AGAIN) | ((word & 15) << 16) : word;
}

/** Bits of rows that random words would make UNPREDICTABLE, or other instructions, so that little could be compared. */
const CHOSEN: readonly { readonly title: RegExp; readonly clear: number; readonly set: number }[] = [
  { title: /^B, T3$/, clear: 0x0200_0000, set: 0 }, // conditions 14 and 15
  { title: /^V(LDM|STM|PUSH|POP)/, clear: 0xf0, set: 2 }, // no register, more than there are
];

/** Fixed bits of the row, the rest random. */
function wordOf(row: EncodingRow, random: number): number {
  const [mask, value, , , title] = row;
  const word = withRmAgain(row, ((random & ~mask) | value) >>> 0);
  const { clear, set } = CHOSEN.find((chosen) => chosen.title.test(title)) ?? { clear: 0, set: 0 };
  return ((word & ~clear) | set) >>> 0;
}

/** Half of the conditional instructions are always executed; none has condition 1111, which means other instructions. */
function withCondition(row: EncodingRow, word: number, index: number): number {
  if (!isConditional(row)) return word;
  const condition = index % 2 === 0 ? ALWAYS : (word >>> 28) % ALWAYS;
  return ((word & 0x0fff_ffff) | (condition << 28)) >>> 0;
}

const TRIES = 100;

/** Codes that `next` makes. The first is one that has a name, so that there is something to compare; the others are any. */
function someOf(each: number, next: (index: number) => number, textOf: (code: number) => string): number[] {
  return Array.from({ length: each }, (_, index) => {
    let code = next(index);
    for (let tries = 0; index === 0 && tries < TRIES && textOf(code).startsWith(".inst"); tries++) code = next(index);
    return code;
  });
}

const a32Text = (word: number) => disassembleA32(word, 0n);
const t32Text = (code: number) => disassembleT32(code, 0n);

/** A32 words. @param each how many of every row */
export function a32Words(each: number): number[] {
  const random = randomWords();
  return A32_ROWS.flatMap((row) => someOf(each, (index) => withCondition(row, wordOf(row, random()), index), a32Text));
}

/** Words of the shared rows, as T32 has them. */
function sharedWords(each: number, random: () => number): number[] {
  return A32_ROWS.filter(([mask, value]) => isShared({ mask, value })).flatMap((row) =>
    someOf(each, () => t32Word(wordOf(row, random())), t32Text),
  );
}

/** T32 instructions, of 16 bits (below 0x10000) and 32. Of every row `each`, and as many alone in an IT block. */
export function t32Instructions(each: number): number[] {
  const random = randomWords();
  const outside = [
    ...T32_ROWS.flatMap((row) => someOf(each, () => t32Code(row, random()), t32Text)),
    ...sharedWords(each, random),
  ];
  const inside = outside.filter(mayBeInIt).flatMap((code) => [ifThen(random() % ALWAYS), code]);
  return [...outside.flatMap((code) => (isIfThen(code) ? [code, NOP, NOP, NOP, NOP] : [code])), ...inside];
}

function t32Code(row: EncodingRow, random: number): number {
  const code = wordOf(row, random);
  if (row[0] >= FIRST_WORD) return code;
  const half = code & 0xffff;
  // A condition of IT that is not always, which objdump would show, nor the reserved one.
  return isIfThen(half) && half >= ifThen(ALWAYS) - 8 ? half & ~0x80 : half;
}

const isIfThen = (code: number) => code >>> 8 === 0xbf && (code & 15) !== 0;

/** Not IT, CBZ, CBNZ, B with a condition, CPS, SETEND and the unconditional of VFP, which are UNPREDICTABLE in IT blocks. */
function mayBeInIt(code: number): boolean {
  if (code >= FIRST_WORD) return code >>> 24 !== 0xfe && !(code >>> 27 === 0x1e && (code & 0xd000) === 0x8000);
  const top = code >>> 8;
  return !isIfThen(code) && (top & 0xf5) !== 0xb1 && (top & 0xf0) !== 0xd0 && top !== 0xb6;
}

/** Little-endian bytes of A32 words. */
export function a32Bytes(words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

/** Little-endian bytes of T32 instructions. */
export function t32Bytes(codes: readonly number[]): Uint8Array {
  const halves = codes.flatMap((code) => (code < FIRST_WORD ? [code] : [code >>> 16, code & 0xffff]));
  return new Uint8Array(Uint16Array.from(halves).buffer);
}
