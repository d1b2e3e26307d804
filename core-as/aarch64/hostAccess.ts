/** State that the host sets from outside, where more depends on it than its own slot. Between runs only. */

import { Mode } from "../aarch32/state";
import { setFlags } from "../exec/functions/flags";
import { SLOT_PC } from "../layout";
import { vmGo, vmStop } from "../parallel/exclusive";
import { updateContext } from "./context";
import { DAIF_ALL, isLevel, setLevel } from "./exception";
import { resetTranslation, selectAddressSpace } from "./mmu";
import { PSTATE_DAIF, PSTATE_IL } from "./state";
import { enterUser32, inAarch32, leaveUser32 } from "./user32";

/** PSTATE from its SPSR form. @returns false, and changes nothing, for modes that the CPU does not have */
export function setPstate(v: usize, spsr: u32): bool {
  vmStop();
  const legal = assignPstate(v, spsr);
  vmGo();
  return legal;
}

function assignPstate(v: usize, spsr: u32): bool {
  const user32 = (spsr & 0x1f) == Mode.Usr;
  if (!user32 && !isLevel(spsr)) return false;
  // BOUNDS: v is a vCPU's base.
  if (inAarch32(v)) {
    leaveUser32(v);
    store<u64>(v, load<u64>(v, SLOT_PC) & ~1, SLOT_PC);
  }
  if (user32) {
    enterUser32(v, load<u32>(v, SLOT_PC), spsr);
    return true;
  }
  setFlags(v, spsr);
  store<u32>(v, spsr & DAIF_ALL, PSTATE_DAIF);
  store<u32>(v, (spsr >> 20) & 1, PSTATE_IL);
  setLevel(v, (spsr >> 2) & 3, spsr & 1);
  return true;
}

/** To be called after system registers were written in memory: forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  vmStop();
  resetTranslation(v);
  selectAddressSpace(v);
  updateContext(v);
  vmGo();
}
