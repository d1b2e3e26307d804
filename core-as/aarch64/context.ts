/**
 * The machine state that translation depends on: the key of a block besides its address.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { updateContext as updateContext32 } from "../aarch32/context";
import { VCPU_CONTEXT, VCPU_SINGLE } from "../layout";
import { flushJumpsOf } from "../mem/jumpCache";
import { selectStack } from "./stack";
import {
  Context,
  CPACR_EL1,
  MDSCR_EL1,
  Mdscr,
  OSDLR_EL1,
  OSLSR_EL1,
  PSTATE_DAIF,
  PSTATE_EL,
  PSTATE_IL,
  PSTATE_SPSEL,
  SCTLR_EL1,
  Sctlr,
} from "./state";
import { inAarch32 } from "./user32";

/** PSTATE.D in the DAIF word. */
const DAIF_D: u32 = 1 << 9;
/** OSLSR_EL1.OSLK: the OS lock is set. */
const OSLK: u32 = 2;

/** The context as it is now; `updateContext` keeps all but the debugger's single step ready. */
export function contextOf(v: usize): u32 {
  return load<u32>(v, VCPU_CONTEXT) | (load<u32>(v, VCPU_SINGLE) != 0 ? <u32>Context.Single : 0);
}

/** Computes the context anew: after a change of EL, SPSel, IL, D, CPACR_EL1, SCTLR_EL1 or MDSCR_EL1. */
export function updateContext(v: usize): void {
  if (inAarch32(v)) return updateContext32(v);
  const el = load<u32>(v, PSTATE_EL);
  const sctlr = load<u32>(v, SCTLR_EL1);
  let context = el == 0 ? 0 : <u32>Context.El1;
  if (fpTraps(v, el)) context |= Context.FpTrap;
  if (el == 1 && load<u32>(v, PSTATE_SPSEL) == 0) context |= Context.SpEl0;
  if ((sctlr & (el == 0 ? Sctlr.SA0 : Sctlr.SA)) != 0) context |= Context.SpAlignment;
  if (load<u32>(v, PSTATE_IL) != 0) context |= Context.Illegal;
  if (stepActive(v)) context |= Context.Step;
  store<u32>(v, context, VCPU_CONTEXT);
  selectStack(v);
}

/** Before a run: the host may have written SP and system registers. */
export function synchroniseContext(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  const before = load<u32>(v, VCPU_CONTEXT);
  updateContext(v);
  if (load<u32>(v, VCPU_CONTEXT) != before) flushJumpsOf(v);
}

/** Whether software step is active at the current level. */
export function stepActive(v: usize): bool {
  return (load<u32>(v, MDSCR_EL1) & Mdscr.SS) != 0 && debugEnabled(v);
}

/** Whether CPACR_EL1.FPEN traps at `el`. */
export function fpTraps(v: usize, el: u32): bool {
  const fpen = (load<u32>(v, CPACR_EL1) >> 20) & 3;
  return el == 0 ? fpen != 3 : (fpen & 1) == 0;
}

/** Whether debug exceptions are enabled at the current level. DDI 0487 D2.4. */
export function debugEnabled(v: usize): bool {
  if ((load<u32>(v, OSLSR_EL1) & OSLK) != 0 || load<u32>(v, OSDLR_EL1) != 0) return false;
  if (load<u32>(v, PSTATE_EL) == 0) return true;
  return (load<u32>(v, MDSCR_EL1) & Mdscr.KDE) != 0 && (load<u32>(v, PSTATE_DAIF) & DAIF_D) == 0;
}
