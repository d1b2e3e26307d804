/**
 * What x87 instructions calculate, for numbers that are normal or zero, 64 bits to nearest: core-as/fp/x87/fast.ts, and zeros besides.
 * A head is a sign in bit 15 and an exponent; zero has significand and exponent zero.
 */
import type { ValueType } from "../../wasm/valueType.ts";
import { Checked, Formula } from "./formula.ts";
import type { Format, Negated } from "./operations.ts";
import { PRODUCT, QUOTIENT, ROUNDED, SUM } from "./texts.ts";

const NUMBERS: Record<string, ValueType> = { headA: "i32", x: "i64", headB: "i32", y: "i64" };
const OUT_OF_RANGE = "e 1 i32.sub 0x7ffd i32.ge_u hi 0L i64.ge_s i32.or";

function sum(negated: Negated): Checked {
  const flip = (wanted: Negated) => (negated === wanted ? "0x8000 i32.xor" : "");
  return new Checked(NUMBERS, {
    first: `headA ${flip("st0")} ha= headB ${flip("other")} hb= ${SUM}`,
    unusual: `${OUT_OF_RANGE} distance 63 i32.gt_u i32.or`,
    // Nothing was added, or nothing is left.
    impossible: "small i64.eqz hi lo i64.or i64.eqz distance 64 i32.lt_u i32.and i32.or i32.eqz",
    // Zeros of different signs, and equal numbers, give +0.
    otherwise: `hi lo i64.or i64.eqz none= 0 e none select.i32 e=
      0 sign none ha hb i32.xor 15 i32.shr_u i32.and select.i32 sign=`,
    last: ROUNDED,
  });
}

/** The result: `head` and `significand`, with `lo`, what was lost, and `up`, whether it was rounded up. */
export const SUMS: Readonly<Record<Negated, Checked>> = { none: sum("none"), st0: sum("st0"), other: sum("other") };
export const PRODUCTS = new Checked(NUMBERS, {
  first: `headA ha= headB hb= ${PRODUCT}`,
  unusual: OUT_OF_RANGE,
  impossible: "hi lo i64.or i64.eqz i32.eqz",
  otherwise: "0 e=",
  last: ROUNDED,
});

export const QUOTIENTS = new Checked(NUMBERS, {
  first: `headA ha= headB hb= ${QUOTIENT}`,
  unusual: `${OUT_OF_RANGE} y i64.eqz i32.or`,
  impossible: "y i64.eqz hi lo i64.or 0L i64.ne i32.or",
  otherwise: "0 e=",
  last: ROUNDED,
});

/** A float with so many bits of exponent and of fraction. */
function loaded(exponent: number, fraction: number): Checked {
  const largest = 2 ** exponent - 1;
  const sign = exponent + fraction;
  return new Checked(
    { value: "i64" },
    {
      first: `value ${fraction}L i64.shr_u i32.wrap_i64 ${largest} i32.and e=
        value ${sign - 15}L i64.shr_u i32.wrap_i64 0x8000 i32.and sign= sign e ${0x3fff - (largest >> 1)} i32.add i32.or head=
        value ${63 - fraction}L i64.shl 0x8000000000000000L i64.or significand=`,
      unusual: `e 1 i32.sub ${largest - 1} i32.ge_u`,
      impossible: `value ${64 - sign}L i64.shl 0L i64.ne`,
      otherwise: "sign head= 0L significand=",
      last: "",
    },
  );
}

/** A signed integer of so many bits, which is always exact. */
function loadedInteger(bits: number): Formula {
  return new Formula(
    { value: "i64" },
    `value ${64 - bits}L i64.shl ${64 - bits}L i64.shr_s integer= integer 63L i64.shr_s minus=
    integer minus i64.xor minus i64.sub magnitude= magnitude i64.clz shift=
    minus i32.wrap_i64 0x8000 i32.and 0 0x403e shift i32.wrap_i64 i32.sub magnitude i64.eqz select.i32 i32.or head=
    magnitude shift i64.shl significand=`,
  );
}

/** A number of memory: `head` and `significand`. */
export const LOADS: Readonly<Record<Format, Checked | Formula>> = {
  double: loaded(11, 52),
  single: loaded(8, 23),
  int16: loadedInteger(16),
  int32: loadedInteger(32),
  int64: loadedInteger(64),
};

function stored(exponent: number, fraction: number): Checked {
  const largest = 2 ** exponent - 1;
  const bits = 63 - fraction;
  return new Checked(
    { headA: "i32", x: "i64" },
    {
      first: `headA 0x7fff i32.and ${0x3fff - (largest >> 1)} i32.sub e=
        headA 0x8000 i32.and i64.extend_i32_u ${exponent + fraction - 15}L i64.shl sign=
        x ${2 ** bits - 1}L i64.and lo= x ${bits}L i64.shr_u hi= lo ${2 ** (bits - 1)}L hi 1L i64.and i64.sub i64.gt_u up=
        e i64.extend_i32_u ${fraction}L i64.shl hi ${2 ** fraction - 1}L i64.and i64.or up i64.extend_i32_u i64.add sign i64.or value=`,
      unusual: `e 1 i32.sub ${largest - 2} i32.ge_u`,
      impossible: "x 0L i64.ne",
      otherwise: "sign value=",
      last: "",
    },
  );
}

/** A number for memory, as `value`, with `lo` and `up` as a sum has them. */
export const STORES = { double: stored(11, 52), single: stored(8, 23) } as const;

/** ZF (bit 6) and CF (bit 0) of a comparison: `order`. */
export const ORDER = new Formula(
  NUMBERS,
  `headA 0x7fff i32.and ea= headB 0x7fff i32.and eb=
  ea eb i32.lt_u ea eb i32.eq x y i64.lt_u i32.and i32.or below=
  ea eb i32.eq x y i64.eq i32.and alike=
  headA headB i32.xor 15 i32.shr_u differ= headA 15 i32.shr_u minus=
  alike differ i32.eqz x i64.eqz i32.or i32.and same=
  0x40L minus below minus i32.xor differ select.i32 i64.extend_i32_u same select.i64 order=`,
);

/** ST(i), or ST(0) where `holds` is zero. */
export const CHOICE = new Formula(
  { ...NUMBERS, holds: "i32" },
  "headB headA holds select.i32 head= y x holds select.i64 significand=",
);
export const NEGATION = new Formula({ headA: "i32" }, "headA 0x8000 i32.xor head=");
export const MAGNITUDE = new Formula({ headA: "i32" }, "headA 0x7fff i32.and head=");
