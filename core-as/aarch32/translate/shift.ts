/** MOV of registers and shifts, which are MOV with a shifted operand. DDI 0487 F5.1. */
import { move, register as process, registerShifted as processShifted } from "./dataProcessing";
import { Operation } from "./operation";

export { move };

/** LSL, LSR, ASR, ROR (immediate), RRX, and MOVS, which is LSL by 0. */
export function register(s: u32, d: u32, type: u32, amount: u32, m: u32): void {
  process(Operation.Mov, s, 0, d, type, amount, m);
}

/** LSL, LSR, ASR, ROR (register). */
export function registerShifted(s: u32, d: u32, type: u32, count: u32, m: u32): void {
  processShifted(Operation.Mov, s, 0, d, type, count, m);
}
