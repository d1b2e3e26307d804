/** Sets of guest registers, as bits: the compiler copies and meets them at every block. */
import { SLOT_V, SLOT_X } from "../../core-as/layout.ts";

const INTEGER_SHIFT = 3;
const VECTOR_SHIFT = 4;

/** Slots of whole integer and vector registers; no others. */
export class RegisterSet implements Iterable<number> {
  constructor(
    private integers = 0,
    private vectors = 0,
  ) {}

  has(slot: number): boolean {
    return slot < SLOT_V ? (this.integers & integerBit(slot)) !== 0 : (this.vectors & vectorBit(slot)) !== 0;
  }

  add(slot: number): void {
    if (slot < SLOT_V) this.integers |= integerBit(slot);
    else this.vectors |= vectorBit(slot);
  }

  delete(slot: number): void {
    if (slot < SLOT_V) this.integers &= ~integerBit(slot);
    else this.vectors &= ~vectorBit(slot);
  }

  clear(): void {
    this.integers = this.vectors = 0;
  }

  copy(): RegisterSet {
    return new RegisterSet(this.integers, this.vectors);
  }

  union(other: RegisterSet): RegisterSet {
    return new RegisterSet(this.integers | other.integers, this.vectors | other.vectors);
  }

  intersection(other: RegisterSet): RegisterSet {
    return new RegisterSet(this.integers & other.integers, this.vectors & other.vectors);
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let left = this.integers; left !== 0; left &= left - 1) yield SLOT_X + (lowest(left) << INTEGER_SHIFT);
    for (let left = this.vectors; left !== 0; left &= left - 1) yield SLOT_V + (lowest(left) << VECTOR_SHIFT);
  }
}

function integerBit(slot: number): number {
  return 1 << ((slot - SLOT_X) >> INTEGER_SHIFT);
}

function vectorBit(slot: number): number {
  return 1 << ((slot - SLOT_V) >> VECTOR_SHIFT);
}

/** Number of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
