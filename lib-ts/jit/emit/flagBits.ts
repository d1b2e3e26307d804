/** N, Z, C and V of an Arm record of flags, each worked out alone: core-as/exec/functions/flags.ts says what they are. */
import type { Emitter } from "./emitter.ts";
import { CC } from "./flagKinds.ts";
import { code } from "./frame.ts";

const WRAP = code("i32.wrap_i64");

/** Each pushes an i32, 0 or 1. */
export interface FlagBits {
  readonly n: () => void;
  readonly z: () => void;
  readonly c: () => void;
  readonly v: () => void;
}

/** Places in the words of records that hold flags as they are. */
const N = 31;
const Z = 30;
const C = 29;
const V = 28;

/** Writes expressions over the two values of the record, of 32 or 64 bits. */
class RecordBits {
  private readonly type: "i32" | "i64";

  constructor(
    private readonly e: Emitter,
    private readonly wide: boolean,
  ) {
    this.type = wide ? "i64" : "i32";
  }

  readonly a = () => this.value(this.e.frame.flagsA);
  readonly b = () => this.value(this.e.frame.flagsB);

  private value(local: number): void {
    this.e.code.localGet(local);
    if (!this.wide) this.e.code.op(WRAP);
  }

  /** Pushes x `name` y. */
  binary(x: () => void, name: string, y: () => void): void {
    x();
    y();
    this.e.code.op(code(`${this.type}.${name}`));
  }

  zero(x: () => void): void {
    x();
    this.e.code.op(code(`${this.type}.eqz`));
  }

  sign(x: () => void): void {
    x();
    if (this.wide) this.e.code.i64ConstNumber(0);
    else this.e.code.i32Const(0);
    this.e.code.op(code(`${this.type}.lt_s`));
  }

  /** Bit `bit` of the low word of x. */
  bit(local: number, bit: number): void {
    const { code: to } = this.e;
    to.localGet(local);
    to.op(WRAP);
    to.i32Const(bit);
    to.op(code("i32.shr_u"));
    to.i32Const(1);
    to.op(code("i32.and"));
  }

  /** x ^ y, and x ^ z, and: whose sign is an overflow. */
  overflow(x: () => void, y: () => void, z: () => void, w: () => void): void {
    this.sign(() =>
      this.binary(
        () => this.binary(x, "xor", y),
        "and",
        () => this.binary(z, "xor", w),
      ),
    );
  }
}

function ofSum(r: RecordBits): FlagBits {
  const result = () => r.binary(r.a, "add", r.b);
  return {
    n: () => r.sign(result),
    z: () => r.zero(result),
    c: () => r.binary(result, "lt_u", r.a),
    v: () => r.overflow(r.a, result, r.b, result),
  };
}

function ofDifference(r: RecordBits): FlagBits {
  const result = () => r.binary(r.a, "sub", r.b);
  return {
    n: () => r.sign(result),
    z: () => r.binary(r.a, "eq", r.b),
    c: () => r.binary(r.a, "ge_u", r.b),
    v: () => r.overflow(r.a, r.b, r.a, result),
  };
}

/** The flags of a record of `kind`; undefined where the kind is not known, or is none of Arm's. */
export function flagBitsOf(e: Emitter, kind: number | undefined): FlagBits | undefined {
  const narrow = new RecordBits(e, false);
  const wide = new RecordBits(e, true);
  const clear = () => e.code.i32Const(0);
  const { flagsA, flagsB } = e.frame;
  const bitOf = (local: number, bit: number) => () => narrow.bit(local, bit);
  switch (kind) {
    case CC.Raw:
      return { n: bitOf(flagsA, N), z: bitOf(flagsA, Z), c: bitOf(flagsA, C), v: bitOf(flagsA, V) };
    case CC.Add32:
      return ofSum(narrow);
    case CC.Add64:
      return ofSum(wide);
    case CC.Sub32:
      return ofDifference(narrow);
    case CC.Sub64:
      return ofDifference(wide);
    case CC.Logic32:
      return { n: () => narrow.sign(narrow.a), z: () => narrow.zero(narrow.a), c: clear, v: clear };
    case CC.Logic64:
      return { n: () => wide.sign(wide.a), z: () => wide.zero(wide.a), c: clear, v: clear };
    case CC.Shifter32:
      return {
        n: () => narrow.sign(narrow.a),
        z: () => narrow.zero(narrow.a),
        c: bitOf(flagsB, C),
        v: bitOf(flagsB, V),
      };
    default:
      return undefined;
  }
}

/** Pushes whether `condition` (DDI 0487 C1.2.4) holds. Odd conditions are the opposite of the even ones. */
export function pushFromBits(e: Emitter, { n, z, c, v }: FlagBits, condition: number): void {
  const to = e.code;
  const differ = () => {
    n();
    v();
    to.op(code("i32.xor"));
  };
  const even: Record<number, () => void> = {
    0: z,
    2: c,
    4: n,
    6: v,
    8: () => {
      c();
      z();
      to.op(code("i32.gt_u"));
    },
    10: () => {
      differ();
      to.op(code("i32.eqz"));
    },
    12: () => {
      differ();
      z();
      to.op(code("i32.or"));
      to.op(code("i32.eqz"));
    },
    14: () => to.i32Const(1),
  };
  even[condition & 14]();
  if (condition % 2 === 1 && condition < 14) to.op(code("i32.eqz"));
}

/** Functions of rows that read C or V, and the words that they give, of flags of a kind that Arm's instructions record. */
export function pushFlagFunction(e: Emitter, name: string, kind: number): void {
  const bits = flagBitsOf(e, kind);
  if (bits === undefined) throw new Error(`flags of kind ${kind} have no ${name}`);
  const { code: to } = e;
  const inPlace = (push: () => void, bit: number) => {
    push();
    to.i32Const(bit);
    to.op(code("i32.shl"));
  };
  if (name === "carryOf") bits.c();
  else if (name === "overflowOf") inPlace(bits.v, V);
  else {
    inPlace(bits.c, C);
    inPlace(bits.v, V);
    to.op(code("i32.or"));
  }
}
