/**
 * The machine state that translation depends on: the key of a block besides its address.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { CPACR_EL1, SCTLR_EL1 } from "../aarch64/state";
import { VCPU_CONTEXT, VCPU_SINGLE } from "../layout";
import { flushJumpsOf } from "../mem/tlb";
import { Context, CPSR_E, CPSR_IT, CPSR_MODE, FPEXC, Mode, PSTATE_IL, Sctlr } from "./state";
import { contextOfIfThen } from "./translate";

/** CPACR: access of CP10, which CP11 must have too; Advanced SIMD disabled. */
const CP10_SHIFT: u32 = 20;
const ASEDIS: u32 = 1 << 31;
/** FPEXC.EN. */
const FPEXC_EN: u32 = 1 << 30;

/** The context as it is now. What lasts for an instruction at a time is looked at here. */
export function contextOf(v: usize): u32 {
  return (
    load<u32>(v, VCPU_CONTEXT) |
    contextOfIfThen(load<u32>(v, CPSR_IT)) |
    (load<u32>(v, VCPU_SINGLE) != 0 ? <u32>Context.Single : 0)
  );
}

/**
 * Computes the context anew: after a change of mode, E, IL, CPACR, FPEXC or SCTLR. Jump caches forget what they knew when it
 * changed in a way that the choice of a set does not show.
 */
export function updateContext(v: usize): void {
  const before = load<u32>(v, VCPU_CONTEXT);
  const after = compute(v);
  store<u32>(v, after, VCPU_CONTEXT);
  if (((before ^ after) & ~(<u32>Context.Privileged)) != 0) flushJumpsOf(v);
}

/** Whether CPACR allows floating-point instructions in the current mode. */
export function fpAccessAllowed(v: usize): bool {
  const access = (load<u32>(v, CPACR_EL1) >> CP10_SHIFT) & 3;
  return load<u32>(v, CPSR_MODE) != Mode.Usr ? (access & 1) != 0 : access == 3;
}

function compute(v: usize): u32 {
  const mode = load<u32>(v, CPSR_MODE);
  const privileged = mode != Mode.Usr;
  const cpacr = load<u32>(v, CPACR_EL1);
  const control = load<u32>(v, SCTLR_EL1);
  let context: u32 = Context.AArch32;
  if (privileged) context |= Context.Privileged;
  if (mode == Mode.Fiq) context |= Context.Fiq;
  if ((load<u32>(v, FPEXC) & FPEXC_EN) == 0 || !fpAccessAllowed(v)) context |= Context.FpTrap;
  if ((cpacr & ASEDIS) != 0) context |= Context.SimdTrap;
  if (load<u32>(v, CPSR_E) != 0) context |= Context.BigEndian;
  if ((control & Sctlr.SED) != 0) context |= Context.NoSetEnd;
  if ((control & Sctlr.ITD) != 0) context |= Context.ShortIt;
  if (load<u32>(v, PSTATE_IL) != 0) context |= Context.Illegal;
  return context;
}

/** Before a run: the host may have written registers. */
export function synchroniseContext(v: usize): void {
  updateContext(v);
}
