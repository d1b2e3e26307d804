/** 80-bit numbers, weighted to those for which the x87 FPU has rules of its own. SDM volume 1, table 8-3. */
import type { Random } from "../fuzz/random.ts";

const BIAS = 16383;
const INTEGER = 1n << 63n;

export interface Extended {
  readonly significand: bigint;
  /** Sign in bit 15. */
  readonly exponent: number;
}

const SIGNIFICANDS = [
  INTEGER,
  INTEGER | 1n,
  (1n << 64n) - 1n,
  INTEGER | (1n << 62n),
  INTEGER | (1n << 40n),
  INTEGER | (1n << 39n),
  INTEGER | (1n << 11n),
  INTEGER | (1n << 10n),
  INTEGER | 0x7ffn,
  INTEGER | 0xffn,
  0xfffffffffffff800n,
  0xffffff0000000000n,
  0xc90fdaa22168c235n,
];

export function randomExtended(random: Random): Extended {
  const sign = random.below(2) << 15;
  const any = (BigInt(random.u32()) << 32n) | BigInt(random.u32());
  const significand = random.chance(50) ? random.pick(SIGNIFICANDS) : any | INTEGER;
  const number = (exponent: number, bits = significand): Extended => ({ significand: bits, exponent: sign | exponent });
  switch (random.below(24)) {
    case 0:
      return number(0, 0n);
    case 1:
      return number(0x7fff, INTEGER);
    case 2:
      return number(0x7fff, INTEGER | (1n << 62n) | (any >> 2n));
    case 3:
      return number(0x7fff, INTEGER | 1n | (any >> 2n));
    case 4:
      return number(0, any >> BigInt(1 + random.below(63)));
    case 5:
      // Pseudo-denormals, and what the FPU does not support: unnormals, pseudo-infinities, pseudo-NaNs.
      return random.chance(50) ? number(0) : number(random.pick([0x7fff, BIAS, 1 + random.below(0x7ffe)]), any >> 1n);
    case 6:
      return number(BIAS, INTEGER);
    case 7:
      return number(random.pick([1, 2, 0x7ffe, 0x7ffd]));
    case 8:
      return number(BIAS + random.pick([-1022, -1023, -1074, -1075, 1023, 1024, -126, -127, -149, -150, 127, 128]));
    case 9:
      return number(1 + random.below(0x7ffe));
    case 10:
    case 11: {
      // Integers and halves.
      const bits = BigInt(random.below(20) + 1);
      return number(BIAS + Number(bits), (any | INTEGER) & ~((1n << (62n - bits)) - 1n));
    }
    case 12:
      return number(BIAS + random.pick([14, 15, 16, 30, 31, 32, 62, 63, 64, 65, 58, 59, 60]));
    case 13:
      return number(BIAS - 1 - random.below(80));
    default:
      return number(BIAS + random.below(70) - 35);
  }
}
