/** Decimal arithmetic. SDM volume 1, 5.1.3. The work is done by helpers/decimal.ts. */
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { emitRaise } from "../emitException";
import { NO_ERROR_CODE } from "../exception";
import { adjustAfterAddition, adjustDecimal, divideByBase, multiplyByBase } from "../helpers/decimal";
import { Insn } from "../instruction";
import { Gpr, Reg, Vector } from "../state";

function onEax(fn: u32, imm: u32): void {
  Call.systemWide(fn, Reg.slot(Gpr.Eax), SLOT_DISCARD, SLOT_DISCARD, imm);
}

/** DAA, DAS. */
export function adjustPacked(subtract: u32): void {
  onEax(adjustDecimal.index, subtract);
}

/** AAA, AAS. */
export function adjustUnpacked(subtract: u32): void {
  onEax(adjustAfterAddition.index, subtract);
}

/** AAM: #DE for base 0. */
export function adjustMultiplied(): void {
  if (Insn.immediate == 0) emitRaise(Vector.DE, NO_ERROR_CODE);
  else onEax(divideByBase.index, Insn.immediate);
}

/** AAD. */
export function adjustBeforeDivision(): void {
  onEax(multiplyByBase.index, Insn.immediate);
}
