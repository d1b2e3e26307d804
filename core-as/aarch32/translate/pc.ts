/** What is written to R15 is a jump, and may change the instruction set. DDI 0487 E1.2.3 (BranchWritePC, BXWritePC, ALUWritePC). */
import { JumpHint } from "../../abi";
import { Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_PC } from "../../layout";
import { LR, PC, R } from "../registers";
import { isThumb } from "../translate";

export abstract class Pc {
  /** Ends the instruction: to the address in slot `a`, whose bit 0 chooses the instruction set. */
  static interwork(a: u32, hint: JumpHint = JumpHint.None): void {
    Jump.indirect(a, hint);
  }

  /** Ends the instruction: to the address in slot `a`, in the present instruction set. */
  static branch(a: u32, hint: JumpHint = JumpHint.None): void {
    const target = R.temporary(13);
    if (isThumb()) Ir.oriI32(target, a, 1);
    else Ir.andiI32(target, a, ~3);
    Jump.indirect(target, hint);
  }

  /** Ends a data-processing instruction whose result, in slot `a`, goes to R15: A32's may change the instruction set. */
  static result(a: u32, hint: JumpHint = JumpHint.None): void {
    if (isThumb()) Pc.branch(a, hint);
    else Pc.interwork(a, hint);
  }

  /** To be called behind a data-processing instruction whose result went to R.destination(d). */
  static written(d: u32): void {
    if (d == PC) Pc.result(R.destination(PC));
  }

  /** LR = address of the next instruction, with bit 0 as BX takes it. */
  static link(): void {
    Ir.addiI32(R.general(LR), SLOT_PC, Jump.next());
  }
}
