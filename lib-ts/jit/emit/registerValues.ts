/** What registers hold, as far as it is a known distance from what they or others held before. */
import { SLOT_PC } from "../../../core-as/layout.ts";
import type { CodeSource } from "../codeSource.ts";
import { slotOf, visitOperands } from "../operands.ts";
import { Op } from "../rows.ts";

/** The root of what is a known distance from the region's head. */
const HEAD = -1;
/** Addresses further from a register's first value than this are no neighbours. */
const FAR = 2 ** 30;

/**
 * What a register holds: `delta` bytes more than `root`, which stands for a value that nothing else is known of. A `narrow` one is that
 * in its lower 32 bits only, which is enough for addresses of 32 bits.
 */
export interface Value {
  readonly root: number;
  readonly delta: number;
  readonly narrow: boolean;
}

/** The values at one point of a region. */
export class RegisterValues {
  /** Bytes from the region's head to the block that is read. */
  blockDelta = 0;

  private constructor(
    private readonly source: CodeSource,
    /** Gives every unknown value a number of its own. */
    private readonly nextRoot: () => number,
    private readonly known: Map<number, Value>,
  ) {}

  static unknown(source: CodeSource, nextRoot: () => number): RegisterValues {
    return new RegisterValues(source, nextRoot, new Map());
  }

  copy(): RegisterValues {
    return new RegisterValues(this.source, this.nextRoot, new Map(this.known));
  }

  clear(): void {
    this.known.clear();
  }

  /** Keeps what holds here and there. */
  meet(other: RegisterValues): void {
    for (const [slot, value] of this.known) {
      const { root, delta, narrow } = other.known.get(slot) ?? {};
      if (root !== value.root || delta !== value.delta || narrow !== value.narrow) this.known.delete(slot);
    }
  }

  of(slot: number): Value {
    if (slot === SLOT_PC) return { root: HEAD, delta: this.blockDelta, narrow: false };
    const known = this.known.get(slot);
    if (known !== undefined) return known;
    const made = { root: this.nextRoot(), delta: 0, narrow: false };
    this.known.set(slot, made);
    return made;
  }

  /** What the op, which is executed for sure or on a condition, leaves in the slots that it writes. */
  define(op: number, sure: boolean): void {
    const moved = sure ? this.moved(op) : undefined;
    visitOperands(this.source, op, (slot, _access, write) => {
      if (write) this.known.delete(slot);
    });
    if (moved !== undefined) this.known.set(slotOf(this.source, op, "d"), moved);
  }

  /** The result of a move, or of adding a constant. */
  private moved(op: number): Value | undefined {
    const { source } = this;
    const code = source.opCode(op);
    if (code === Op.MovI64) return this.of(source.a(op));
    if (code === Op.MovI32) return { ...this.of(source.a(op)), narrow: true };
    if (code !== Op.AddiI64 && code !== Op.AddiI32) return undefined;
    const { root, delta, narrow } = this.of(source.a(op));
    const by = source.imm32(op) | 0;
    const isNear = code === Op.AddiI32 || source.aux(op) === by >> 31;
    const sum = delta + by;
    return isNear && Math.abs(sum) < FAR ? { root, delta: sum, narrow: narrow || code === Op.AddiI32 } : undefined;
  }
}
