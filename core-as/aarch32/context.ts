/**
 * The machine state that translation depends on: the key of a block besides its address.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { fpTraps, stepActive } from "../aarch64/context";
import { CPACR_EL1, SCTLR_EL1 } from "../aarch64/state";
import { VCPU_CONTEXT, VCPU_FLOAT_OFF, VCPU_SINGLE } from "../layout";
import { flushJumpsOf } from "../mem/jumpCache";
import { kernelIsAarch64 } from "./kernel";
import { Context, CPSR_E, CPSR_IT, CPSR_MODE, FPEXC, JUMP_CONTEXT, Mode, PSTATE_IL, Sctlr } from "./state";
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
 * Computes the context anew: after a change of mode, E, IL, CPACR, FPEXC or SCTLR, and after the return from an AArch64 EL1. Jump
 * caches forget what they knew when it changed in a way that the choice of a set does not show.
 */
export function updateContext(v: usize): void {
  const before = load<u32>(v, JUMP_CONTEXT);
  const after = compute(v);
  store<u32>(v, after, VCPU_CONTEXT);
  store<u32>(v, after, JUMP_CONTEXT);
  noteFloatAccess(v);
  if (((before ^ after) & ~(<u32>Context.Privileged)) != 0) flushJumpsOf(v);
}

/** Whether CPACR allows floating-point instructions in the current mode. */
export function fpAccessAllowed(v: usize): bool {
  const access = (load<u32>(v, CPACR_EL1) >> CP10_SHIFT) & 3;
  return load<u32>(v, CPSR_MODE) != Mode.Usr ? (access & 1) != 0 : access == 3;
}

/** What an AArch64 EL1 has a say in. */
function trapsOfEl1(v: usize): u32 {
  return (fpTraps(v, 0) ? <u32>Context.FpTrap : 0) | (stepActive(v) ? <u32>Context.Step : 0);
}

function traps(v: usize): u32 {
  return (load<u32>(v, CPACR_EL1) & ASEDIS) != 0 ? <u32>Context.SimdTrap : 0;
}

/** FPEXC.EN changes at most switches of threads, too often for a part of the context. */
function noteFloatAccess(v: usize): void {
  const enabled = (load<u32>(v, FPEXC) & FPEXC_EN) != 0 && fpAccessAllowed(v);
  store<u32>(v, enabled ? 0 : 1, VCPU_FLOAT_OFF);
}

function compute(v: usize): u32 {
  const mode = load<u32>(v, CPSR_MODE);
  const privileged = mode != Mode.Usr;
  const control = load<u32>(v, SCTLR_EL1);
  let context: u32 = Context.AArch32 | (kernelIsAarch64() ? trapsOfEl1(v) : traps(v));
  if (privileged) context |= Context.Privileged;
  if (mode == Mode.Fiq) context |= Context.Fiq;
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
