/** A core for SIMD unit tests: vector registers as 128-bit numbers, and programs that run with SIMD enabled. */
import { PAGE_SIZE, SLOT_V } from "../layout.ts";
import { type Encoding, HVC, msr } from "./a64.ts";
import { TestCore } from "./core.ts";

const CPACR_EL1: Encoding = [3, 0, 1, 0, 2];
/** CPACR_EL1.FPEN: no traps. */
const FPEN = 3n << 20n;

export class SimdCore extends TestCore {
  v(n: number): bigint {
    return this.u64(SLOT_V + 16 * n) | (this.u64(SLOT_V + 16 * n + 8) << 64n);
  }
  setV(n: number, value: bigint): void {
    this.setU64(SLOT_V + 16 * n, value);
    this.setU64(SLOT_V + 16 * n + 8, value >> 64n);
  }
  /** Runs `words` at EL1 after enabling SIMD by way of X30, and stops. */
  execute(...words: number[]): void {
    this.setX(30, FPEN);
    this.load([msr(CPACR_EL1, 30), ...words, HVC]);
    this.exports.invalidateCode(this.ram, PAGE_SIZE);
    this.run();
  }
}

/** A vector of lanes of `bits` bits, lane 0 first; negative values in two's complement, missing lanes zero. */
export function lanes(bits: number, ...values: (number | bigint)[]): bigint {
  return values.reduce<bigint>(
    (vector, value, lane) => vector | (BigInt.asUintN(bits, BigInt(value)) << BigInt(bits * lane)),
    0n,
  );
}

/** A vector whose lanes all hold `value`. */
export function splat(bits: number, value: number | bigint): bigint {
  return lanes(bits, ...Array<number | bigint>(128 / bits).fill(value));
}
