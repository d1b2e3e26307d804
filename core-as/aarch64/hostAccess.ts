/** State that the host sets from outside, where more depends on it than its own slot. Between runs only. */
import { setFlags } from "../exec/functions/flags";
import { updateContext } from "./context";
import { DAIF_ALL, setLevel } from "./exception";
import { resetTranslation, selectAddressSpace } from "./mmu";
import { PSTATE_DAIF, PSTATE_IL } from "./state";

/** PSTATE from its SPSR form. @returns false, and changes nothing, for modes that the CPU does not have */
export function setPstate(v: usize, spsr: u32): bool {
  const level = (spsr >> 2) & 3;
  if ((spsr & 0x12) != 0 || level > 1 || (level == 0 && (spsr & 1) != 0)) return false;
  // BOUNDS: v is a vCPU's base.
  setFlags(v, spsr);
  store<u32>(v, spsr & DAIF_ALL, PSTATE_DAIF);
  store<u32>(v, (spsr >> 20) & 1, PSTATE_IL);
  setLevel(v, level, spsr & 1);
  return true;
}

/** To be called after system registers were written in memory: forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  resetTranslation(v);
  selectAddressSpace(v);
  updateContext(v);
}
