/** Instructions that generate exceptions. DDI 0487 F5.1: HVC. */
import { Call, Jump } from "../../ir/emit";
import { SLOT_DISCARD } from "../../layout";
import { exitHypercall } from "../helpers/exceptions";
import { Context } from "../state";
import { translationContext } from "../translate";
import { undefinedInstruction } from "./undefined";

/** HVC #imm: undefined in User mode, else an exit to the VMM with PC behind the instruction. */
export function hypervisorCall(imm16: u32): void {
  if ((translationContext() & Context.Privileged) == 0) return undefinedInstruction();
  const packed = imm16 | ((Jump.next() - Jump.here()) << 16);
  Call.systemLast(exitHypercall.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed);
}
