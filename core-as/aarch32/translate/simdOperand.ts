/**
 * Operands of Advanced SIMD instructions. DDI 0487 E1.3, F6.1.
 *
 * Fields keep the manual's names: q = 128-bit form, size = log2 of a lane's bytes, d and m = numbers of D registers (D:Vd, M:Vm).
 * n is Vn:N, as the bits of an encoding follow each other; `registerN` makes a number of it. A Q form takes whole slots. A D form
 * takes half a slot: it is computed in temporaries, of which the lower half goes into the register.
 *
 * Vector temporaries: 0 to 3 are the handlers', 4 to 7 hold operands.
 */
import { Ir } from "../../ir/emit.gen";
import { F } from "../registers";
import { Context } from "../state";
import { translationContext } from "../translate";
import { undefinedInstruction } from "./undefined";

const OPERAND_N: u32 = 4;
const OPERAND_M: u32 = 5;
const RESULT: u32 = 6;

/**
 * Emits the exception of a reserved encoding, or of one that is disabled: CPACR, FPEXC.
 * @returns true when it did; the handler then returns
 */
export function refused(reserved: bool): bool {
  const disabled = (translationContext() & (<u32>Context.FpTrap | <u32>Context.SimdTrap)) != 0;
  if (!reserved && !disabled) return false;
  undefinedInstruction();
  return true;
}

/** Number of the D register that Vn:N encodes. */
export function registerN(n: u32): u32 {
  return (n >> 1) | ((n & 1) << 4);
}

/** Whether a Q form names an odd register, which is undefined. */
export function oddQuads(q: u32, n: u32, m: u32, d: u32): bool {
  return q != 0 && ((registerN(n) | m | d) & 1) != 0;
}

/** The same of an instruction with two registers. */
export function oddPair(q: u32, m: u32, d: u32): bool {
  return q != 0 && ((m | d) & 1) != 0;
}

@final
export abstract class Operand {
  /** Slot of the first operand. In D forms the upper half is anything. */
  static n(q: u32, n: u32): u32 {
    return Operand.loose(q, registerN(n), OPERAND_N);
  }
  /** Slot of the second operand, or of the only one. */
  static m(q: u32, m: u32): u32 {
    return Operand.loose(q, m, OPERAND_M);
  }
  /** As `n`, where the upper half of a D form must be zero: floating-point operations record exceptions. */
  static exactN(q: u32, n: u32): u32 {
    return Operand.exact(q, registerN(n), OPERAND_N);
  }
  static exactM(q: u32, m: u32): u32 {
    return Operand.exact(q, m, OPERAND_M);
  }
  /** Slot for the result, which `finish` puts into register d. */
  static result(q: u32, d: u32): u32 {
    return q != 0 ? F.double(d) : F.temporary(RESULT);
  }
  /** As `result`, for a destination that is an operand, too; the upper half of D forms is zero. */
  static accumulator(q: u32, d: u32): u32 {
    return Operand.exact(q, d, RESULT);
  }
  /** Ends an instruction whose result is in `result`'s slot. */
  static finish(q: u32, d: u32): void {
    if (q == 0) Operand.put(d, F.temporary(RESULT));
  }
  /** D register d = the lower half of slot `from`. */
  static put(d: u32, from: u32): void {
    Ir.setlane64(F.double(d), from);
  }

  /** Slot whose lower half is a D register; `to` is a temporary that may be used. */
  static single(register: u32, to: u32): u32 {
    if ((register & 1) != 0) Ir.lowI64(to, F.double(register));
    return (register & 1) != 0 ? to : F.double(register);
  }
  /** Slot with D registers `low` and `high` in its halves; `to` is a temporary that may be used. */
  static pair(low: u32, high: u32, to: u32): u32 {
    if ((low & 1) == 0 && high == low + 1) return F.double(low);
    Ir.concatlow(to, Operand.loose(0, low, OPERAND_N), Operand.loose(0, high, OPERAND_M));
    return to;
  }

  /** A register with an even number is the lower half of its slot as it is. */
  private static loose(q: u32, register: u32, temporary: u32): u32 {
    return (register & 1) == 0 ? F.double(register) : Operand.exact(q, register, temporary);
  }
  private static exact(q: u32, register: u32, temporary: u32): u32 {
    if (q != 0) return F.double(register);
    Ir.lowI64(F.temporary(temporary), F.double(register));
    return F.temporary(temporary);
  }
}
