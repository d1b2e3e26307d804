/** Records for the transcendental instructions: operands in the ranges that they are for, and any. */
import type { Random } from "./random.ts";
import { randomRecord } from "./random.ts";
import { STACK_AT } from "./unit.ts";

const INTEGER_BIT = 1n << 63n;
const BIAS = 0x3fff;

function set(record: DataView, i: number, head: number, significand: bigint): void {
  record.setBigUint64(STACK_AT + 10 * i, significand | INTEGER_BIT, true);
  record.setUint16(STACK_AT + 10 * i + 8, head, true);
}

/** Exponents up to that of the largest argument, small ones most often. */
function exponent(random: Random, modrm: number): number {
  const down = random.next(random.pick([2, 6, 30, 70]));
  if (modrm === 0xf0 || modrm === 0xf9) return BIAS - 2 - down;
  return BIAS - down + random.next(random.pick([2, 10, 63]));
}

export function transcendentalRecord(random: Random, modrm: number): DataView {
  const record = randomRecord(random, 0xd9, modrm);
  if (random.next(4) === 0) return record;
  const e = exponent(random, modrm);
  set(record, 0, (modrm === 0xf1 ? 0 : random.next(2) << 15) | e, random.bits(64));
  if (modrm === 0xf3) set(record, 1, (random.next(2) << 15) | (e - 6 + random.next(12)), random.bits(64));
  return record;
}

/** A register as an integer whose steps are units in the last place. */
export function ordinal(record: DataView, i: number): bigint {
  const head = record.getUint16(STACK_AT + 10 * i + 8, true);
  const significand = record.getBigUint64(STACK_AT + 10 * i, true);
  const magnitude = (BigInt(head & 0x7fff) << 63n) | (significand & (INTEGER_BIT - 1n));
  return head & 0x8000 ? -magnitude : magnitude;
}

/** Units in the last place between two answers' register i. */
export function distance(a: DataView, b: DataView, i: number): number {
  const difference = ordinal(a, i) - ordinal(b, i);
  return Number(difference < 0n ? -difference : difference);
}
