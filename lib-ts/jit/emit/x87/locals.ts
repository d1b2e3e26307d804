/** Where runs of x87 instructions keep things. */
import type { ValueType } from "../../wasm/valueType.ts";

/** A number, normal or zero: the local of its sign (bit 15) and exponent, an i32, and that of its significand, an i64. */
export interface X87Number {
  readonly head: number;
  readonly significand: number;
}

/** The locals that the runs of a region share. */
export class X87Locals {
  /** i32: TOP and tags at the run's start. */
  readonly top: number;
  readonly tags: number;
  /** i64: not zero when a result was rounded. i32: whether the last one was rounded up. */
  readonly lost: number;
  readonly up: number;
  /** i32: linear address of the last memory operand. */
  readonly dataAddress: number;
  private readonly pools: Partial<Record<ValueType, number[]>> = {};

  /** @param local makes a new one */
  constructor(private readonly local: (type: ValueType) => number) {
    this.top = local("i32");
    this.tags = local("i32");
    this.lost = local("i64");
    this.up = local("i32");
    this.dataAddress = local("i32");
  }

  /** A local for a part of a number, none of `used`. */
  free(type: ValueType, used: ReadonlySet<number>): number {
    const pool = this.pools[type] ?? [];
    this.pools[type] = pool;
    const known = pool.find((local) => !used.has(local));
    if (known !== undefined) return known;
    const made = this.local(type);
    pool.push(made);
    return made;
  }
}
