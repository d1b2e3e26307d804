/** Pools of operands, weighted to values where instructions change their behaviour. */
import type { Random } from "./random.ts";

const POOL_SIZE = 4096;

/** Pairs of 32-bit words (low, high). */
export type Pool = Uint32Array;

function fillPool(make: () => bigint): Pool {
  const pool = new Uint32Array(2 * POOL_SIZE);
  for (let i = 0; i < POOL_SIZE; i++) {
    const value = BigInt.asUintN(64, make());
    pool[2 * i] = Number(value & 0xffff_ffffn);
    pool[2 * i + 1] = Number(value >> 32n);
  }
  return pool;
}

function random64(random: Random): bigint {
  return (BigInt(random.u32()) << 32n) | BigInt(random.u32());
}

/** A power of two, give or take one, perhaps negated. */
function nearPower(random: Random, bits: number): bigint {
  const power = (1n << BigInt(random.below(bits))) + BigInt(random.below(3) - 1);
  return random.chance(50) ? power : -power;
}

function extremeInteger(random: Random): bigint {
  switch (random.below(8)) {
    case 0:
      return BigInt(random.below(3) - 1);
    case 1:
      return nearPower(random, 64);
    case 2:
      return BigInt.asUintN(32, nearPower(random, 32));
    case 3:
      return BigInt(random.below(130));
    case 4:
      return random.pick([0x7fff_ffff_ffff_ffffn, 1n << 63n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, ~0n]);
    case 5:
      return random64(random) >> BigInt(random.below(64));
    default:
      return random64(random);
  }
}

const SINGLES = [
  0x0000_0000, 0x0000_0001, 0x007f_ffff, 0x0080_0000, 0x3f00_0000, 0x3f7f_ffff, 0x3f80_0000, 0x3f80_0001, 0x3fc0_0000,
  0x4000_0000, 0x4020_0000, 0x4b00_0000, 0x4aff_ffff, 0x4eff_ffff, 0x4f00_0000, 0x4f7f_ffff, 0x4f80_0000, 0x5f00_0000,
  0x5effffff, 0x5f80_0000, 0x477f_e000, 0x477f_f000, 0x3880_0000, 0x387f_e000, 0x3300_0000, 0x7f00_0000, 0x7e80_0000,
  0x7f7f_ffff, 0x7f80_0000, 0x7f80_0001, 0x7fa5_5a5a, 0x7fc0_0000, 0x7fc1_2345, 0x0040_0000, 0x0000_ffff,
];
const DOUBLES = [
  0n,
  1n,
  0xf_ffff_ffff_ffffn,
  0x10_0000_0000_0000n,
  0x3fe0_0000_0000_0000n,
  0x3fef_ffff_ffff_ffffn,
  0x3ff0_0000_0000_0000n,
  0x3ff0_0000_0000_0001n,
  0x3ff8_0000_0000_0000n,
  0x4000_0000_0000_0000n,
  0x4004_0000_0000_0000n,
  0x4330_0000_0000_0000n,
  0x432f_ffff_ffff_ffffn,
  0x41df_ffff_ffc0_0000n,
  0x41e0_0000_0000_0000n,
  0x41ef_ffff_ffe0_0000n,
  0x41f0_0000_0000_0000n,
  0x43e0_0000_0000_0000n,
  0x43df_ffff_ffff_ffffn,
  0x43f0_0000_0000_0000n,
  0x47ef_ffff_e000_0000n,
  0x47ef_ffff_f000_0000n,
  0x3810_0000_0000_0000n,
  0x36a0_0000_0000_0000n,
  0x369f_ffff_ffff_ffffn,
  0x380f_ffff_ffff_ffffn,
  0x40ef_fc00_0000_0000n,
  0x40ef_fe00_0000_0000n,
  0x7fe0_0000_0000_0000n,
  0x7fef_ffff_ffff_ffffn,
  0x7ff0_0000_0000_0000n,
  0x7ff0_0000_0000_0001n,
  0x7ff4_5678_9abc_def0n,
  0x7ff8_0000_0000_0000n,
  0x7ff8_1234_5678_9abcn,
  0x8_0000_0000_0000n,
];
const HALVES = [
  0x0000, 0x0001, 0x03ff, 0x0400, 0x3800, 0x3bff, 0x3c00, 0x3c01, 0x3e00, 0x4000, 0x6400, 0x63ff, 0x7bff, 0x7c00,
  0x7c01, 0x7d55, 0x7e00, 0x7e12, 0x0200, 0x7800,
];

/** An ordinary double whose exponent is near zero, so that additions and products do not saturate. */
function nearOne(random: Random): bigint {
  const exponent = BigInt(1023 + random.below(80) - 40) << 52n;
  const fraction = random64(random) & 0xf_ffff_ffff_ffffn;
  // Few significant bits make exact results and exact halves likely.
  return exponent | (random.chance(50) ? fraction : fraction & ~((1n << BigInt(20 + random.below(32))) - 1n));
}

function single(random: Random): bigint {
  const sign = random.chance(50) ? 1n << 31n : 0n;
  if (random.chance(50)) return BigInt(random.pick(SINGLES)) | sign;
  const exponent = BigInt(127 + random.below(60) - 30) << 23n;
  return sign | exponent | (BigInt(random.u32() & 0x7f_ffff) & (random.chance(50) ? ~0n : ~0xfffn));
}

function double(random: Random): bigint {
  const sign = random.chance(50) ? 1n << 63n : 0n;
  if (random.chance(50)) return random.pick(DOUBLES) | sign;
  if (random.chance(15)) return random64(random);
  // Integers, and halves between integers, for the conversions.
  if (random.chance(20)) {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, (random.below(2 ** 26) - 2 ** 25) / 2);
    return bytes.getBigUint64(0);
  }
  return nearOne(random) | sign;
}

function half(random: Random): bigint {
  return BigInt(random.pick(HALVES) | (random.chance(50) ? 0x8000 : 0));
}

function vectorHalf(random: Random): bigint {
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return double(random);
    case 3:
    case 4:
      return (single(random) << 32n) | single(random);
    case 5:
      return (half(random) << 48n) | (half(random) << 32n) | (half(random) << 16n) | half(random);
    case 6:
      return extremeLanes(random);
    default:
      return random64(random);
  }
}

/** Lanes of 8, 16 or 32 bits at the ends of their range. */
function extremeLanes(random: Random): bigint {
  const width = random.pick([8, 16, 32]);
  let value = 0n;
  for (let at = 0; at < 64; at += width) {
    const top = 1n << BigInt(width - 1);
    const lane = random.pick([0n, 1n, top - 1n, top, top + 1n, 2n * top - 1n, BigInt(random.u32())]);
    value |= BigInt.asUintN(width, lane) << BigInt(at);
  }
  return value;
}

/** The pools that one run draws from. */
export class Operands {
  private readonly integers: Pool;
  private readonly vectors: Pool;

  constructor(private random: Random) {
    this.integers = fillPool(() => extremeInteger(random));
    this.vectors = fillPool(() => vectorHalf(random));
  }

  /** Chooses among the same values by `random` from here on. */
  drawFrom(random: Random): void {
    this.random = random;
  }
  /** Fills X0..X30 and SP (SP aligned to 16). */
  fillIntegers(words: Uint32Array): void {
    this.fill(words, this.integers);
    words[62] = (words[62] & ~15) >>> 0;
  }
  fillVectors(words: Uint32Array): void {
    this.fill(words, this.vectors);
  }
  /** Bytes of the data window: a mix of both pools. */
  fillWindow(words: Uint32Array): void {
    const half = words.length / 2;
    this.fill(words.subarray(0, half), this.vectors);
    this.fill(words.subarray(half), this.integers);
  }

  private fill(words: Uint32Array, pool: Pool): void {
    for (let i = 0; i < words.length; i += 2) {
      const at = this.random.below(POOL_SIZE) * 2;
      words[i] = pool[at];
      words[i + 1] = pool[at + 1];
    }
  }
}
