/**
 * x87 micro-ops by what they do to the register stack (core-as/ir/x87.ir): those that a run (runs.ts) does itself, with
 * registers in locals. All others end it.
 */
import { FORMAT_MASK, FORMAT_SHIFT, Format as Packed } from "../../../../core-as/fp/x87/packed.ts";
import type { CodeSource } from "../../codeSource.ts";
import { Op } from "../../rows.ts";

/** Formats in memory: those of `Packed` that runs load. */
export type Format = "single" | "double" | "int16" | "int32" | "int64";

interface Stacked {
  /** ST(i) that must be full before. */
  readonly reads: readonly number[];
  /** Whether a register is pushed, which must be empty before. */
  readonly pushes: boolean;
  readonly pops: boolean;
}

/** Which operand of a sum is negated: of a difference, one is. */
export type Negated = "none" | "st0" | "other";

export type X87Operation = Stacked &
  (
    | {
        readonly what: "sum" | "product" | "quotient";
        /** The other operand: ST(i), or a number in memory. */
        readonly other: number | "single" | "double";
        /** The ST(i) that gets the result. */
        readonly into: number;
        readonly negated: Negated;
        /** Of a quotient: whether it is the other operand that is divided. */
        readonly reversed: boolean;
      }
    | { readonly what: "load"; readonly format: Format }
    | { readonly what: "store"; readonly format: "single" | "double" }
    | { readonly what: "one" | "zero" | "negate" | "absolute" | "pop" }
    | { readonly what: "exchange" | "duplicate" | "copy" | "compare" | "moveIf"; readonly i: number }
  );

/** Bits of what micro-ops say of an instruction: its first byte's low bits, then ModR/M. */
const TO_I = 0x400;
const POPS = 0x200;
const MINUS = 0x20;
const REVERSED = 0x08;
/** Behind D9 E8: FLD1 and FLDZ, the constants that rounding says nothing of. */
const ONE = 0;
const ZERO = 6;
const INTEGERS: Record<number, Format> = {
  [Packed.Int16]: "int16",
  [Packed.Int32]: "int32",
  [Packed.Int64]: "int64",
};

function stacked(reads: readonly number[], { pushes = false, pops = false } = {}): Stacked {
  return { reads, pushes, pops };
}

function negatedIn(packed: number): Negated {
  if ((packed & MINUS) === 0) return "none";
  return (packed & REVERSED) === 0 ? "other" : "st0";
}

type Arithmetic = "sum" | "product" | "quotient";

function ofRegisters(what: Arithmetic, packed: number): X87Operation {
  const other = packed & 7;
  return {
    ...stacked([0, other], { pops: (packed & POPS) !== 0 }),
    what,
    other,
    into: (packed & TO_I) === 0 ? 0 : other,
    ...orderIn(what, packed),
  };
}

function orderIn(what: Arithmetic, packed: number): { negated: Negated; reversed: boolean } {
  return {
    negated: what === "sum" ? negatedIn(packed) : "none",
    reversed: what === "quotient" && (packed & REVERSED) !== 0,
  };
}

function withMemory(what: Arithmetic, packed: number): X87Operation {
  const other = (packed & TO_I) === 0 ? "single" : "double";
  return { ...stacked([0]), what, other, into: 0, ...orderIn(what, packed) };
}

const load = (format: Format): X87Operation => ({ ...stacked([], { pushes: true }), what: "load", format });
const store = (format: "single" | "double"): X87Operation => ({ ...stacked([0]), what: "store", format });

function constant(packed: number): X87Operation | undefined {
  const which = packed & 7;
  if (which !== ONE && which !== ZERO) return undefined;
  return { ...stacked([], { pushes: true }), what: which === ONE ? "one" : "zero" };
}

/** What the micro-op at `op` does to the stack; undefined when a run does not do it. */
export function x87Operation(source: CodeSource, op: number): X87Operation | undefined {
  const packed = source.imm32(op);
  const i = packed & 7;
  switch (source.opCode(op)) {
    case Op.X87Add:
      return ofRegisters("sum", packed);
    case Op.X87Multiply:
      return ofRegisters("product", packed);
    case Op.X87Divide:
      return ofRegisters("quotient", packed);
    case Op.X87Addmem:
      return withMemory("sum", packed);
    case Op.X87Mulmem:
      return withMemory("product", packed);
    case Op.X87Divmem:
      return withMemory("quotient", packed);
    case Op.X87Load64:
      return load("double");
    case Op.X87Load32:
      return load("single");
    case Op.X87Loadint:
      return load(INTEGERS[(packed >> FORMAT_SHIFT) & FORMAT_MASK]);
    case Op.X87Store64:
      return store("double");
    case Op.X87Store32:
      return store("single");
    case Op.X87Pop:
      return { ...stacked([0], { pops: true }), what: "pop" };
    case Op.X87Constant:
      return constant(packed);
    case Op.X87Fxch:
      return { ...stacked([0, i]), what: "exchange", i };
    case Op.X87Fld:
      // ST(7) is where it would be pushed to.
      return i === 7 ? undefined : { ...stacked([i], { pushes: true }), what: "duplicate", i };
    case Op.X87Fst:
      return { ...stacked([0], { pops: (packed & REVERSED) !== 0 }), what: "copy", i };
    case Op.X87Sign:
      return { ...stacked([0]), what: (packed & 1) === 0 ? "negate" : "absolute" };
    case Op.X87Comi:
      return { ...stacked([0, i], { pops: (packed & TO_I) !== 0 }), what: "compare", i };
    case Op.X87Movif:
      return { ...stacked([0, i]), what: "moveIf", i };
    default:
      return undefined;
  }
}
