/** State that the host sets from outside, where more depends on it than its own slot. Between runs only. */

import { SLOT_PC } from "../layout";
import { vmGo, vmStop } from "../parallel/exclusive";
import { updateContext } from "./context";
import { resetTranslation } from "./mmu";
import { isMode, setCpsrBits, setMode } from "./modes";

/** CPSR, T included, which goes to PC. @returns false, and changes nothing, for modes that the CPU does not have */
export function setCpsr(v: usize, value: u32): bool {
  if (!isMode(value & 0x1f)) return false;
  vmStop();
  // BOUNDS: v is a vCPU's base.
  setCpsrBits(v, value);
  store<u64>(v, (load<u64>(v, SLOT_PC) & ~1) | ((value >> 5) & 1), SLOT_PC);
  setMode(v, value & 0x1f);
  vmGo();
  return true;
}

/** To be called after system registers were written in memory: forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  vmStop();
  resetTranslation(v);
  updateContext(v);
  vmGo();
}
