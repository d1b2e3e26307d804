/**
 * What IA32's lazy record of flags has, as a region pushes it: the two operands and the result. core-as/abi.ts says what each kind
 * records.
 */
import type { Emitter } from "./emitter.ts";
import { code } from "./frame.ts";

/** What a kind records, and how wide. */
export interface Kind {
  readonly family: string;
  readonly bits: 8 | 16 | 32;
}

const WRAP = code("i32.wrap_i64");
const ADD = code("i32.add");
const SUB = code("i32.sub");
const AND = code("i32.and");
const XOR = code("i32.xor");
const SHL = code("i32.shl");
const SHR_U = code("i32.shr_u");
const SHR_S = code("i32.shr_s");

export class FlagOperands {
  constructor(
    protected readonly e: Emitter,
    protected readonly kind: Kind,
  ) {}

  /** The sign bit of what `push` pushes, as 0 or 1. */
  protected sign(push: () => void): void {
    push();
    this.bit(this.kind.bits - 1);
  }

  protected result(): void {
    const { family } = this.kind;
    switch (family) {
      case "Add":
        return this.binary(ADD);
      case "Adc":
        this.binary(ADD);
        this.carryIn();
        return this.op(ADD);
      case "Sub":
        return this.binary(SUB);
      case "Sbb":
        this.binary(SUB);
        this.carryIn();
        return this.op(SUB);
      case "Shl":
        return this.binary(SHL);
      case "Shr":
      case "Sar":
        this.part(() => this.a(), family === "Sar");
        this.b();
        return this.op(family === "Sar" ? SHR_S : SHR_U);
      default:
        return this.a();
    }
  }

  protected binary(op: number): void {
    this.a();
    this.b();
    this.op(op);
  }

  protected a(): void {
    this.e.code.localGet(this.e.frame.flagsA);
    this.op(WRAP);
  }
  protected b(): void {
    this.e.code.localGet(this.e.frame.flagsB);
    this.op(WRAP);
  }
  /** The carry that ADC and SBB took in. */
  protected carryIn(): void {
    const to = this.e.code;
    to.localGet(this.e.frame.flagsB);
    to.i64ConstNumber(32);
    to.op(code("i64.shr_u"));
    to.op(WRAP);
  }

  /** The bits that count of what `push` pushes, extended to 32. */
  protected part(push: () => void, signed: boolean): void {
    const { bits } = this.kind;
    push();
    if (bits === 32) return;
    if (signed) return this.op(code(bits === 8 ? "i32.extend8_s" : "i32.extend16_s"));
    this.number(2 ** bits - 1);
    this.op(AND);
  }

  protected bit(place: number): void {
    if (place !== 0) {
      this.number(place);
      this.op(SHR_U);
    }
    this.number(1);
    this.op(AND);
  }
  protected invert(): void {
    this.number(-1);
    this.op(XOR);
  }
  protected number(value: number): void {
    this.e.code.i32Const(value);
  }
  protected op(op: number): void {
    this.e.code.op(op);
  }
}
