/**
 * IA32's condition flags in a region, worked out from what is known of the lazy record: core-as/exec/functions/flagsIa32.ts
 * says what the flags of each kind are. Conditions are numbered as tttn (SDM volume 2, B.1.4.7).
 */
import type { Emitter } from "./emitter.ts";
import { CC } from "./flagKinds.ts";
import { FlagOperands, type Kind } from "./flagOperandsIa32.ts";
import { code } from "./frame.ts";

const WRAP = code("i32.wrap_i64");
const SUB = code("i32.sub");
const AND = code("i32.and");
const OR = code("i32.or");
const XOR = code("i32.xor");
const SHL = code("i32.shl");
const SHR_U = code("i32.shr_u");
const SHR_S = code("i32.shr_s");
const EQZ = code("i32.eqz");
const EQ = code("i32.eq");

const KINDS: ReadonlyMap<number, Kind> = new Map(
  Object.entries(CC).flatMap(([name, value]): [number, Kind][] => {
    const parts = /^([A-Z][a-z]+)(8|16|32)$/.exec(name);
    return parts ? [[value as number, { family: parts[1], bits: Number(parts[2]) as Kind["bits"] }]] : [];
  }),
);

/** Pairs of conditions, tttn >> 1. */
const Pair = { O: 0, B: 1, Z: 2, BE: 3, S: 4, P: 5, L: 6, LE: 7 } as const;

/** Comparison instructions after a subtraction, signed or not. */
const COMPARED: Partial<Record<number, { readonly name: string; readonly signed: boolean }>> = {
  [Pair.B]: { name: "i32.lt_u", signed: false },
  [Pair.Z]: { name: "i32.eq", signed: false },
  [Pair.BE]: { name: "i32.le_u", signed: false },
  [Pair.L]: { name: "i32.lt_s", signed: true },
  [Pair.LE]: { name: "i32.le_s", signed: true },
};
/** The same for a result that is compared with zero, carry and overflow being clear. */
const LOGIC: Partial<Record<number, string>> = {
  [Pair.Z]: "i32.eq",
  [Pair.BE]: "i32.eq",
  [Pair.S]: "i32.lt_s",
  [Pair.L]: "i32.lt_s",
  [Pair.LE]: "i32.le_s",
};

/** Writes the flags of one record. */
class Flags extends FlagOperands {
  /** Pushes CF, OF, ... or a combination: 0 or 1. */
  pair(pair: number): void {
    const { family } = this.kind;
    if (family === "Sub" && COMPARED[pair] !== undefined) return this.compared(pair);
    if (family === "Logic" && pair !== Pair.P) return this.logic(pair);
    switch (pair) {
      case Pair.O:
        return this.overflow();
      case Pair.B:
        return this.carry();
      case Pair.Z:
        return this.zero();
      case Pair.S:
        return this.sign(() => this.result());
      case Pair.P:
        return this.parity();
      case Pair.BE:
        return this.both(OR, Pair.B, Pair.Z);
      case Pair.L:
        return this.both(XOR, Pair.S, Pair.O);
      default:
        return this.both(OR, Pair.L, Pair.Z);
    }
  }

  private both(op: number, first: number, second: number): void {
    this.pair(first);
    this.pair(second);
    this.op(op);
  }

  private compared(pair: number): void {
    const { name, signed } = COMPARED[pair] as { name: string; signed: boolean };
    this.part(() => this.a(), signed);
    this.part(() => this.b(), signed);
    this.op(code(name));
  }

  private logic(pair: number): void {
    const comparison = LOGIC[pair];
    if (comparison === undefined) return this.number(0);
    this.part(() => this.a(), true);
    this.number(0);
    this.op(code(comparison));
  }

  private zero(): void {
    this.part(() => this.result(), false);
    this.op(EQZ);
  }

  /** The even number of ones in the low byte. */
  private parity(): void {
    this.result();
    this.number(0xff);
    this.op(AND);
    this.op(code("i32.popcnt"));
    this.number(1);
    this.op(AND);
    this.op(EQZ);
  }

  private carry(): void {
    switch (this.kind.family) {
      case "Add":
        this.part(() => this.result(), false);
        this.part(() => this.a(), false);
        return this.op(code("i32.lt_u"));
      case "Adc":
        return this.kind.bits === 32 ? this.wideCarry("i64.add", 32) : this.sign(() => this.majority(false));
      case "Sbb":
        return this.kind.bits === 32 ? this.wideCarry("i64.sub", 63) : this.sign(() => this.majority(true));
      case "Logic":
        return this.number(0);
      case "Inc":
      case "Dec":
      case "Result":
        this.b();
        return this.bit(0);
      case "Shl":
        return this.shiftedOut();
      default:
        return this.lastOut();
    }
  }

  /** The carry, or borrow, of three operands of 32 bits, in bit `place` of their sum, or difference, in 64. */
  private wideCarry(operation: "i64.add" | "i64.sub", place: number): void {
    const to = this.e.code;
    for (const push of [() => this.a(), () => this.b()]) {
      push();
      to.op(code("i64.extend_i32_u"));
    }
    to.op(code(operation));
    to.localGet(this.e.frame.flagsB);
    to.i64ConstNumber(32);
    to.op(code("i64.shr_u"));
    to.op(code(operation));
    to.i64ConstNumber(place);
    to.op(code("i64.shr_u"));
    to.op(WRAP);
    this.number(1);
    this.op(AND);
  }

  /** The bits that carry, or borrow, out of each place: (a & b) | ((a | b) & ~r), with ~a for a borrow, and r then as it is. */
  private majority(borrow: boolean): void {
    const left = () => {
      this.a();
      if (borrow) this.invert();
    };
    left();
    this.b();
    this.op(AND);
    left();
    this.b();
    this.op(OR);
    this.result();
    if (!borrow) this.invert();
    this.op(AND);
    this.op(OR);
  }

  /** CF after SHL: the bit that left at the top. The operand is put at the top of a word, so that only one place counts. */
  private shiftedOut(): void {
    this.a();
    this.number(32 - this.kind.bits);
    this.op(SHL);
    this.number(32);
    this.b();
    this.op(SUB);
    // A count of more than `bits` leaves zeros there already.
    this.op(SHR_U);
    this.bit(0);
  }

  /** CF after SHR and SAR: the last bit that left. */
  private lastOut(): void {
    this.part(() => this.a(), this.kind.family === "Sar");
    this.b();
    this.number(1);
    this.op(SUB);
    this.op(this.kind.family === "Sar" ? SHR_S : SHR_U);
    this.bit(0);
  }

  private overflow(): void {
    const { family, bits } = this.kind;
    switch (family) {
      case "Add":
      case "Adc":
        return this.sign(() => this.overflowBits(false));
      case "Sub":
      case "Sbb":
        return this.sign(() => this.overflowBits(true));
      case "Inc":
      case "Dec":
        this.part(() => this.a(), true);
        this.number(family === "Inc" ? -(2 ** (bits - 1)) : 2 ** (bits - 1) - 1);
        return this.op(EQ);
      case "Result":
        this.b();
        return this.bit(11);
      case "Shl":
        this.sign(() => this.result());
        this.shiftedOut();
        return this.op(XOR);
      case "Shr":
        // The sign before the last step.
        this.part(() => this.a(), false);
        this.b();
        this.number(1);
        this.op(SUB);
        this.op(SHR_U);
        return this.bit(bits - 1);
      default:
        return this.number(0);
    }
  }

  /** (a ^ r) & (b ^ r) after a sum, (a ^ b) & (a ^ r) after a difference. */
  private overflowBits(difference: boolean): void {
    this.a();
    if (difference) this.b();
    else this.result();
    this.op(XOR);
    if (difference) this.a();
    else this.b();
    this.result();
    this.op(XOR);
    this.op(AND);
  }
}

/** Bits of EFLAGS. */
const CF = 0;
const PLACES: Partial<Record<number, number>> = { [Pair.O]: 11, [Pair.B]: CF, [Pair.Z]: 6, [Pair.S]: 7, [Pair.P]: 2 };

/** Flags that are recorded as EFLAGS has them. */
function pushEflagsPair(e: Emitter, pair: number): void {
  const to = e.code;
  const combined: Partial<Record<number, readonly [number, number, number]>> = {
    [Pair.BE]: [OR, Pair.B, Pair.Z],
    [Pair.L]: [XOR, Pair.S, Pair.O],
    [Pair.LE]: [OR, Pair.L, Pair.Z],
  };
  const parts = combined[pair];
  if (parts !== undefined) {
    pushEflagsPair(e, parts[1]);
    pushEflagsPair(e, parts[2]);
    to.op(parts[0]);
    return;
  }
  to.localGet(e.frame.flagsA);
  to.op(WRAP);
  to.i32Const(PLACES[pair] as number);
  to.op(SHR_U);
  to.i32Const(1);
  to.op(AND);
}

function pushPair(e: Emitter, pair: number, flagKind: number): void {
  const kind = KINDS.get(flagKind);
  if (kind !== undefined) new Flags(e, kind).pair(pair);
  else pushEflagsPair(e, pair);
}

/** Pushes whether `condition` holds, of flags of a kind that IA32's instructions record. */
export function pushConditionIa32(e: Emitter, condition: number, kind: number): void {
  pushPair(e, condition >> 1, kind);
  if ((condition & 1) !== 0) e.code.op(EQZ);
}

/** Pushes CF, of flags of a kind that IA32's instructions record. */
export function pushCarryIa32(e: Emitter, kind: number): void {
  pushPair(e, Pair.B, kind);
}
