/** Floating-point values and operations for unit tests: bit patterns in and out, FPCR and FPSR beside them. */
import fc from "fast-check";
import { FPCR, FPSR } from "../aarch64/state.ts";
import { TestCore } from "./core.ts";

/** As core-as/fp/format.ts. */
export const HALF = 10;
export const SINGLE = 23;
export const DOUBLE = 52;

/** As core-as/fp/status.ts. */
export const Control = {
  towardPlus: 1 << 22,
  towardMinus: 2 << 22,
  towardZero: 3 << 22,
  FZ: 1 << 24,
  DN: 1 << 25,
  AHP: 1 << 26,
};
export const Flag = { invalid: 1, divideByZero: 2, overflow: 4, underflow: 8, inexact: 16, inputDenormal: 128 };
export const Mode = { tiesToEven: 0, towardPlus: 1, towardMinus: 2, towardZero: 3, tiesAway: 4, toOdd: 5 };

const scratch = new DataView(new ArrayBuffer(8));

export function bits64(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}
export function value64(bits: bigint): number {
  scratch.setBigUint64(0, BigInt.asUintN(64, bits));
  return scratch.getFloat64(0);
}
export function bits32(value: number): bigint {
  scratch.setFloat32(0, value);
  return BigInt(scratch.getUint32(0));
}
export function value32(bits: bigint): number {
  scratch.setUint32(0, Number(BigInt.asUintN(32, bits)));
  return scratch.getFloat32(0);
}

const field = (bits: number) =>
  fc.oneof(
    fc.bigInt(0n, (1n << BigInt(bits)) - 1n),
    fc.constantFrom(0n, 1n, (1n << BigInt(bits)) - 1n, (1n << BigInt(bits)) - 2n, 1n << BigInt(bits - 1)),
    fc.bigInt(0n, BigInt(bits - 1)).map((place) => 1n << place),
  );

/** Patterns with every kind of exponent and fraction: zeros, denormals, limits, near neighbours, infinities, NaNs. */
function patterns(exponentBits: number, fractionBits: number) {
  const bias = (1n << BigInt(exponentBits - 1)) - 1n;
  const exponent = fc.oneof(field(exponentBits), fc.bigInt(bias - 60n > 0n ? bias - 60n : 0n, bias + 60n));
  return fc
    .tuple(fc.bigInt(0n, 1n), exponent, field(fractionBits))
    .map(
      ([sign, e, f]) =>
        (((sign << BigInt(exponentBits)) | BigInt.asUintN(exponentBits, e)) << BigInt(fractionBits)) | f,
    );
}

export const doubles = patterns(11, 52);
export const singles = patterns(8, 23);
export const halves = patterns(5, 10);

export const isNaN64 = (bits: bigint) => (bits & 0x7fff_ffff_ffff_ffffn) > 0x7ff0_0000_0000_0000n;
export const isNaN32 = (bits: bigint) => (bits & 0x7fff_ffffn) > 0x7f80_0000n;

/** A vCPU whose floating-point functions are called directly. */
export class FloatUnit {
  private readonly core = new TestCore(1 << 12);
  private readonly vcpu = this.core.vcpu();

  /** Calls a soft function `name(v, format, ...operands)` under FPCR; FPSR starts clear. */
  soft(name: string, format: number, operands: readonly (bigint | number | boolean)[], control = 0): bigint {
    this.begin(control, 0);
    const args = operands.map((operand) => (typeof operand === "boolean" ? Number(operand) : operand));
    return BigInt.asUintN(64, BigInt(this.core.exports[name](this.vcpu, format, ...args)));
  }
  /** Calls a micro-op's function, which takes and gives floats, with FPSR.IXC already set. */
  plain(name: string, operands: readonly (bigint | number)[], control = 0): number {
    this.begin(control, Flag.inexact);
    return Number(this.core.exports[name](this.vcpu, ...operands));
  }
  private begin(control: number, status: number): void {
    this.core.setU32(FPCR, control);
    this.core.setU32(FPSR, status);
  }
  /** FPSR's cumulative bits. */
  get flags(): number {
    return this.core.u32(FPSR);
  }
}
