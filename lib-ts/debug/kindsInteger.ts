/**
 * Template kinds of the integer instructions.
 *
 *   R Rsp      w or x register by field `s`; 31 is the zero register (R) or the stack pointer (Rsp)
 *   W X        32-bit, 64-bit register; 31 is the zero register
 *   Wsp Xsp    the same; 31 is the stack pointer
 *   hex shex   `0x1f`, from an unsigned or a two's complement field
 *   lsl12      `, lsl #12` when the one-bit field is set
 *   hw         `, lsl #16` from a 16-bit-halfword number; unallocated when a 32-bit register has no such halfword
 *   shift      fields type, amount: `, lsr #3`; nothing for lsl #0
 *   shiftror   the same, for instructions that allow ror; `shift` is unallocated for it
 *   amount     a shift amount or bit number that a 32-bit register must have
 *   bitmask    fields N, immr, imms: the value of a logical immediate
 *   extend     fields option, amount, n: `, uxtw #2` of the extended-register forms; lsl where n is SP
 *   extended   fields m, option: the register of those forms, 64 bits for uxtx and sxtx only
 *   cond       `eq`
 *   crc        size (2 bits): suffix of a CRC32 instruction
 *   crcdata    fields register, size: its data register
 *   crcsf      no text; unallocated unless `s` is set for 64-bit data and only then
 *   samesf     no text; unallocated unless the field (N) equals `s`
 *   retregister  ` x5`; nothing for the usual x30
 */
import type { Instruction, Kinds } from "./template.ts";

/** Suffixes by condition. Of A32 and T32 the last is none. */
export const CONDITIONS = [
  "eq",
  "ne",
  "cs",
  "cc",
  "mi",
  "pl",
  "vs",
  "vc",
  "hi",
  "ls",
  "ge",
  "lt",
  "gt",
  "le",
  "al",
  "nv",
];
export const SHIFTS = ["lsl", "lsr", "asr", "ror"];
const EXTENDS = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];
const LSL_32 = 2;
const LSL_64 = 3;

/** Register `n` of the given size; 31 is `thirtyOne` (`zr` or `sp`). */
export function register(n: number, is64: boolean, thirtyOne: "zr" | "sp"): string {
  if (n < 31) return `${is64 ? "x" : "w"}${n}`;
  if (thirtyOne === "zr") return is64 ? "xzr" : "wzr";
  return is64 ? "sp" : "wsp";
}

const is64 = (instruction: Instruction) => instruction.field("s") === 1;

/** Two's complement reading of a field. */
export function signed(value: number, width: number): number {
  return value >= 2 ** (width - 1) ? value - 2 ** width : value;
}

function hex(value: number | bigint): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function shiftText(type: number, amount: number, bits: number): string | undefined {
  if (amount >= bits) return undefined;
  return type === 0 && amount === 0 ? "" : `, ${SHIFTS[type]} #${amount}`;
}

/** The value of a logical immediate (DDI 0487 DecodeBitMasks), undefined when reserved. */
function bitmaskImmediate(n: number, immr: number, imms: number, bits: 32 | 64): bigint | undefined {
  const length = 31 - Math.clz32((n << 6) | (~imms & 0x3f));
  if (length < 1 || (bits === 32 && n === 1)) return undefined;
  const size = 1 << length;
  const ones = imms & (size - 1);
  if (ones === size - 1) return undefined;
  const rotation = immr & (size - 1);
  const element = BigInt.asUintN(ones + 1, -1n);
  const rotated = BigInt.asUintN(size, (element >> BigInt(rotation)) | (element << BigInt(size - rotation)));
  let value = 0n;
  for (let at = 0; at < bits; at += size) value |= rotated << BigInt(at);
  return value;
}

export const kindsInteger: Kinds = {
  R: ([r], instruction) => register(r.value, is64(instruction), "zr"),
  Rsp: ([r], instruction) => register(r.value, is64(instruction), "sp"),
  W: ([r]) => register(r.value, false, "zr"),
  X: ([r]) => register(r.value, true, "zr"),
  Wsp: ([r]) => register(r.value, false, "sp"),
  Xsp: ([r]) => register(r.value, true, "sp"),
  hex: ([i]) => hex(i.value),
  shex: ([i]) => hex(signed(i.value, i.width)),
  lsl12: ([h]) => (h.value === 0 ? "" : ", lsl #12"),
  hw: ([h], instruction) => {
    if (h.value > 1 && !is64(instruction)) return undefined;
    return h.value === 0 ? "" : `, lsl #${16 * h.value}`;
  },
  shift: ([type, amount], instruction) =>
    type.value === 3 ? undefined : shiftText(type.value, amount.value, is64(instruction) ? 64 : 32),
  shiftror: ([type, amount], instruction) => shiftText(type.value, amount.value, is64(instruction) ? 64 : 32),
  amount: ([i], instruction) => (i.value >= 32 && !is64(instruction) ? undefined : `${i.value}`),
  bitmask: ([n, immr, imms], instruction) => {
    const value = bitmaskImmediate(n.value, immr.value, imms.value, is64(instruction) ? 64 : 32);
    return value === undefined ? undefined : hex(value);
  },
  extended: ([m, option], instruction) => register(m.value, is64(instruction) && (option.value & 3) === 3, "zr"),
  extend: ([option, amount, ...ends], instruction) => {
    if (amount.value > 4) return undefined;
    const usual = is64(instruction) ? LSL_64 : LSL_32;
    const lsl = option.value === usual && ends.some(({ value }) => value === 31);
    const number = amount.value === 0 ? "" : ` #${amount.value}`;
    if (lsl) return amount.value === 0 ? "" : `, lsl${number}`;
    return `, ${EXTENDS[option.value]}${number}`;
  },
  cond: ([c]) => CONDITIONS[c.value],
  crc: ([z]) => ["b", "h", "w", "x"][z.value],
  crcdata: ([m, z]) => register(m.value, z.value === 3, "zr"),
  crcsf: ([z], instruction) => (is64(instruction) === (z.value === 3) ? "" : undefined),
  samesf: ([n], instruction) => (n.value === instruction.field("s") ? "" : undefined),
  retregister: ([n]) => (n.value === 30 ? "" : ` ${register(n.value, true, "zr")}`),
};
