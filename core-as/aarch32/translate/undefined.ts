/** Words that no row encodes, and rows whose fields are not allocated. */
import { Call } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { raiseUndefined } from "../helpers/exceptions";

/** The Undefined Instruction exception. */
export function undefinedInstruction(): void {
  Call.systemLast(raiseUndefined.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}
