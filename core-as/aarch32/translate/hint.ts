/** Hints and barriers. DDI 0487 F5.1: NOP, YIELD, WFE, WFI, SEV, SEVL, DBG, DMB, DSB, ISB. */
import { setEvents, setOwnEvent } from "../../aarch64/helpers/exceptions";
import { dataSynchronisation } from "../../aarch64/helpers/maintenance";
import { Barrier, Call, Jump } from "../../ir/emit";
import { SLOT_DISCARD, VM_VCPU_COUNT } from "../../layout";
import { Parallel } from "../../parallel/exclusive";
import { endBlockBehind } from "../helpers/exceptions";
import { exitYield, waitEvent, waitInterrupt } from "../helpers/hints";
import { inIfThen } from "../translate";

/** In bytes. */
function length(): u32 {
  return Jump.next() - Jump.here();
}

/** NOP, DBG, and hints without a name. */
export function hintNop(): void {}

/** DMB, of whatever kind. */
export function memoryBarrier(): void {
  Barrier.full();
}

/** DSB, of whatever kind. */
export function completionBarrier(): void {
  if (Parallel.isOn()) Call.system(dataSynchronisation.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

/** ISB: what follows is fetched anew. */
export function instructionBarrier(): void {
  endBehind();
}

/** The block ends behind this instruction. In an IT block a jump would have to be its last one: it leaves ITSTATE as it is. */
export function endBehind(): void {
  if (inIfThen()) Call.systemLast(endBlockBehind.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, length());
  else Jump.toNext();
}

/** YIELD: another vCPU may run, if there is one. */
export function yieldHint(): void {
  // BOUNDS: a field of the VM header.
  if (load<u32>(VM_VCPU_COUNT) > 1) {
    Call.systemLast(exitYield.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, length());
  }
}

export function waitForEvent(): void {
  Call.systemLast(waitEvent.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, length());
}

export function waitForInterrupt(): void {
  Call.systemLast(waitInterrupt.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, length());
}

export function sendEvent(): void {
  Call.system(setEvents.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

export function sendEventLocal(): void {
  Call.system(setOwnEvent.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}
