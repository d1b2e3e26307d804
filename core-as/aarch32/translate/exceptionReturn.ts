/** Exception returns. DDI 0487 G1.16. */
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { returnFromException } from "../helpers/exceptions";

/** Ends the instruction: PC from `slot`, CPSR from SPSR of the mode; undefined in modes that have none. */
export function exceptionReturnTo(slot: u32): void {
  Call.systemLast(returnFromException.index, SLOT_DISCARD, slot, SLOT_DISCARD, 0);
}
