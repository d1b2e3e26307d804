/** Logical instructions, TEST. SDM volume 1, 5.1.4 and 5.1.6. */
import { Ir } from "../../ir/emit.gen";
import { Binary } from "../binary";
import { Insn } from "../instruction";
import { Operand, Temporary } from "../operand";
import { Reg } from "../state";

/** op E, G. */
export function toE(operation: u32, isV: u32): void {
  Binary.toE(operation, isV);
}

/** op G, E. */
export function toG(operation: u32, isV: u32): void {
  Binary.toG(operation, isV);
}

/** op AL / eAX, immediate. */
export function accumulator(operation: u32, isV: u32): void {
  Binary.accumulator(operation, isV);
}

/** op E, immediate. */
export function immediateToE(operation: u32, isV: u32): void {
  Binary.immediateToE(operation, isV);
}

/** op E, imm8 sign-extended. */
export function signedToE(operation: u32): void {
  Binary.signedToE(operation);
}

/** NOT: no flags. */
export function complement(isV: u32): void {
  const size = Operand.width(isV);
  if (size == 4 && !Insn.isMemory) return Ir.xoriI32(Reg.slot(Insn.rm), Reg.slot(Insn.rm), -1);
  Ir.xoriI32(Temporary.at(1), Operand.e(size, Temporary.at(0)), -1);
  Operand.setE(size, Temporary.at(1));
}
