/**
 * Template kinds of floating point (VFP): DDI 0487 F1.10. Numbers of registers are four bits and one more, above them in double
 * precision, below them in single.
 *
 *   size         sz (1 bit): `32` or `64`
 *   F            fields sz, four bits, one bit: `s3` or `d3`
 *   S nextS      fields four bits, one bit: `s3`; nextS is the register behind it
 *   D            the same: `d3`; also of one field of five bits
 *   registersF   fields sz, four bits, one bit, words: `{d8-d15}`; unallocated past the last register
 *   sign signed  `u`, or `s`, for 1
 *   fixedSize    `16`, or `32` when set
 *   fbits        fields sx, imm4, i: number of fraction bits
 *   half         `t` (top) when set, else `b`
 *   direction    rounding: `a n p m`
 *   select       condition of VSEL: `eq vs ge gt`
 *   fimm         fields of a floating-point immediate, eight bits joined: `0.5`
 *   special      number of a special register: `fpscr`
 */
import { expandFloat } from "../kindsVector.ts";
import { type FieldValue, joined, type Kind, type Kinds } from "../template.ts";

const DOUBLE = 1;
const LAST_REGISTER = 31;

const SPECIAL: Readonly<Record<number, string>> = {
  0: "fpsid",
  1: "fpscr",
  5: "mvfr2",
  6: "mvfr1",
  7: "mvfr0",
  8: "fpexc",
  9: "fpinst",
  10: "fpinst2",
};

const single = ([four, one]: readonly FieldValue[]) => four.value * 2 + one.value;
const double = ([four, one]: readonly FieldValue[]) => (one === undefined ? four.value : one.value * 16 + four.value);

const registersF: Kind = ([sz, four, one, words]) => {
  const isDouble = sz.value === DOUBLE;
  const first = (isDouble ? double : single)([four, one]);
  const last = first + (isDouble ? words.value >> 1 : words.value) - 1;
  if (last < first || last > LAST_REGISTER) return undefined;
  const name = (n: number) => `${isDouble ? "d" : "s"}${n}`;
  return last === first ? `{${name(first)}}` : `{${name(first)}-${name(last)}}`;
};

export const kindsFloat: Kinds = {
  size: ([sz]) => (sz.value === DOUBLE ? "64" : "32"),
  F: ([sz, ...register]) => (sz.value === DOUBLE ? `d${double(register)}` : `s${single(register)}`),
  S: (register) => `s${single(register)}`,
  nextS: (register) => (single(register) === LAST_REGISTER ? undefined : `s${single(register) + 1}`),
  D: (register) => `d${double(register)}`,
  registersF,
  sign: ([u]) => (u.value === 1 ? "u" : "s"),
  signed: ([s]) => (s.value === 1 ? "s" : "u"),
  fixedSize: ([sx]) => (sx.value === 1 ? "32" : "16"),
  fbits: ([sx, ...bits]) => `${(sx.value === 1 ? 32 : 16) - joined(bits).value}`,
  half: ([t]) => (t.value === 1 ? "t" : "b"),
  direction: ([rm]) => ["a", "n", "p", "m"][rm.value],
  select: ([cc]) => ["eq", "vs", "ge", "gt"][cc.value],
  fimm: (fields) => `${expandFloat(joined(fields).value)}`,
  special: ([n]) => SPECIAL[n.value],
};
