/** Random operands and states for the x87 FPU, from a seed: mostly the patterns that go wrong. */
import { FLAGS_AT, IMAGE_AT, MEMORY_AT, RECORD_SIZE, STACK_AT } from "./unit.ts";

/** xorshift32. */
export class Random {
  constructor(private state: number) {}
  /** 0 .. below - 1. */
  next(below: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % below;
  }
  bits(count: number): bigint {
    let value = 0n;
    for (let at = 0; at < count; at += 16) value = (value << 16n) | BigInt(this.next(0x10000));
    return BigInt.asUintN(count, value);
  }
  pick<T>(values: readonly T[]): T {
    return values[this.next(values.length)];
  }
}

const SPECIAL = [
  [0x0000, 0n],
  [0x0000, 1n],
  [0x0000, 0x8000_0000_0000_0000n],
  [0x0000, 0x7fff_ffff_ffff_ffffn],
  [0x0000, 0x0001_0000_0000_0000n],
  [0x0001, 0x8000_0000_0000_0000n],
  [0x0001, 0xffff_ffff_ffff_ffffn],
  [0x7ffe, 0xffff_ffff_ffff_ffffn],
  [0x7ffe, 0x8000_0000_0000_0000n],
  [0x7fff, 0x8000_0000_0000_0000n],
  [0x7fff, 0xc000_0000_0000_0000n],
  [0x7fff, 0xc000_0000_0000_0001n],
  [0x7fff, 0x8000_0000_0000_0001n],
  [0x7fff, 0xa000_0000_0000_0000n],
  [0x7fff, 0xffff_ffff_ffff_ffffn],
  [0x7fff, 0x0000_0000_0000_0000n],
  [0x7fff, 0x4000_0000_0000_0000n],
  [0x3fff, 0x8000_0000_0000_0000n],
  [0x3fff, 0x4000_0000_0000_0000n],
  [0x3ffe, 0x8000_0000_0000_0000n],
  [0x4000, 0xc000_0000_0000_0000n],
  [0x403e, 0x8000_0000_0000_0000n],
  [0x403d, 0xffff_ffff_ffff_fffen],
  [0x401e, 0x8000_0000_0000_0000n],
  [0x43fe, 0xffff_ffff_ffff_fc00n],
  [0x3c00, 0xffff_ffff_ffff_ffffn],
] as const;

/** Significands with long runs of ones and zeros, or any. */
function significand(random: Random): bigint {
  switch (random.next(5)) {
    case 0:
      return random.bits(64);
    case 1:
      return (random.bits(11) << 53n) | (random.bits(2) << BigInt(random.next(50)));
    case 2:
      return random.bits(64) & (-1n << BigInt(random.next(64)));
    case 3:
      return BigInt.asUintN(64, (-1n << BigInt(random.next(64))) + BigInt(random.next(3)) - 1n);
    default:
      return (random.bits(24) << 40n) | BigInt(random.next(4));
  }
}

export type Operand = readonly [head: number, significand: bigint];

/** Any 80-bit pattern; ordinary numbers close to each other most often. */
export function operand(random: Random): Operand {
  const sign = random.next(2) << 15;
  const kind = random.next(16);
  if (kind === 0) {
    const [head, bits] = random.pick(SPECIAL);
    return [sign | head, bits];
  }
  if (kind === 1) return [sign | random.next(0x8000), significand(random)];
  const bits = BigInt.asUintN(64, significand(random) | (1n << 63n));
  if (kind === 2) return [sign | random.pick([0, 0, 1, 2, 40, 0x7ffe, 0x7ffd]), significand(random)];
  if (kind === 3) return [sign | random.next(0x7fff), bits];
  if (kind === 4) return [sign | (0x3fff - 1100 + random.next(2200)), bits];
  return [sign | (0x3fff - 40 + random.next(110)), bits];
}

/** A single or double with every kind of exponent. */
function short(random: Random, exponentBits: number, fractionBits: number): bigint {
  const all = (1n << BigInt(exponentBits)) - 1n;
  const exponent = random.pick([0n, 0n, 1n, all, all - 1n, random.bits(exponentBits), all / 2n, all / 2n + 3n]);
  const fraction = random.pick([0n, 1n, random.bits(fractionBits), random.bits(fractionBits)]);
  return (((random.bits(1) << BigInt(exponentBits)) | exponent) << BigInt(fractionBits)) | fraction;
}

function memoryOperand(random: Random, view: DataView): void {
  const [head, bits] = operand(random);
  view.setBigUint64(MEMORY_AT, bits, true);
  view.setUint16(MEMORY_AT + 8, head, true);
  const kind = random.next(5);
  if (kind === 0) view.setBigUint64(MEMORY_AT, short(random, 11, 52), true);
  else if (kind === 1) view.setUint32(MEMORY_AT, Number(short(random, 8, 23)), true);
  else if (kind === 2) view.setBigUint64(MEMORY_AT, BigInt.asUintN(64, -1n << BigInt(random.next(64))), true);
  else if (kind === 3) decimal(random, view);
}

function decimal(random: Random, view: DataView): void {
  for (let at = 0; at < 9; at++) view.setUint8(MEMORY_AT + at, random.next(10) * 16 + random.next(10));
  view.setUint8(MEMORY_AT + 9, random.next(2) << 7);
}

/** Masks all exceptions as a rule. */
function controlWord(random: Random): number {
  const masks = random.next(3) === 0 ? random.next(64) : 0x3f;
  const precision = random.pick([0, 2, 3, 3, 3]);
  return 0x40 | masks | (precision << 8) | (random.next(4) << 10);
}

/** A record with a random state, for the instruction of these two bytes. */
export function randomRecord(random: Random, first: number, modrm: number): DataView {
  const view = new DataView(new ArrayBuffer(RECORD_SIZE));
  view.setUint8(0, first);
  view.setUint8(1, modrm);
  view.setUint16(FLAGS_AT, random.pick([0, 1, 4, 0x40, 0x41, 0x45]), true);
  view.setUint32(IMAGE_AT, 0xffff0000 | controlWord(random), true);
  const top = random.next(8);
  view.setUint32(
    IMAGE_AT + 4,
    0xffff0000 | (top << 11) | (random.bits(3) === 0n ? random.next(0x800) & 0x700 : 0),
    true,
  );
  // Full registers, but for one in eight states.
  const sparse = random.next(8) === 0;
  let tags = 0;
  for (let n = 0; n < 8; n++) {
    const i = (n - top) & 7;
    if (sparse ? random.next(3) === 0 : i > 4) tags |= 3 << (2 * n);
  }
  view.setUint32(IMAGE_AT + 8, 0xffff0000 | tags, true);
  for (let i = 0; i < 8; i++) {
    const [head, bits] = operand(random);
    view.setBigUint64(STACK_AT + 10 * i, bits, true);
    view.setUint16(STACK_AT + 10 * i + 8, head, true);
  }
  memoryOperand(random, view);
  return view;
}
