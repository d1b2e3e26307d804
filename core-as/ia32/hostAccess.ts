/**
 * State that the host sets from outside, where more depends on it than its own field. Between runs only.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { RunState } from "../abi";
import { eflagsOf, setEflags as setArithmeticFlags } from "../exec/functions/flagsIa32";
import { VCPU_RUN_STATE } from "../layout";
import { updateContext } from "./context";
import { deliverInterrupt, raise } from "./exception";
import { isMsr, readMsr, writeMsr } from "./msr";
import { mxcsrOf, setMxcsr as writeMxcsr } from "./mxcsr";
import { resetTranslation } from "./paging";
import { EFLAGS_SYSTEM, Eflags } from "./state";

const ARITHMETIC: u32 = Eflags.CF | Eflags.PF | Eflags.AF | Eflags.ZF | Eflags.SF | Eflags.OF;

/** EFLAGS. */
export function eflags(v: usize): u32 {
  return eflagsOf(v) | load<u32>(v, EFLAGS_SYSTEM);
}

/** Sets EFLAGS; reserved bits read as the processor has them. */
export function setEflags(v: usize, value: u32): void {
  setArithmeticFlags(v, value);
  store<u64>(v, <u64>((value & 0x3f7700 & ~ARITHMETIC) | Eflags.Fixed), EFLAGS_SYSTEM);
  updateContext(v);
}

/** MXCSR. */
export function mxcsr(v: usize): u32 {
  return mxcsrOf(v);
}

/** Sets MXCSR; bits that the processor does not have are dropped. */
export function setMxcsr(v: usize, value: u32): void {
  writeMxcsr(v, value);
  updateContext(v);
}

/** To be called after system registers were written in memory: forgets what was derived from the old ones. */
export function systemRegistersChanged(v: usize): void {
  resetTranslation(v);
  updateContext(v);
}

/**
 * Delivers external interrupt `vector` now, whatever EFLAGS.IF says, as a VM entry with an event does (SDM volume 3, 26.6). A vCPU
 * that had halted goes on; one that is off stays so.
 */
export function vcpuInject(v: usize, vector: u32): void {
  if (takesEvents(v)) deliverInterrupt(v, vector & 0xff);
}

/** Raises exception `vector` at the present instruction. `errorCode`: what its handler finds on the stack, negative for none. */
export function vcpuInjectException(v: usize, vector: u32, errorCode: i32): void {
  if (takesEvents(v)) raise(v, vector & 0x1f, errorCode);
}

function takesEvents(v: usize): bool {
  if (load<u32>(v, VCPU_RUN_STATE) == RunState.Off) return false;
  store<u32>(v, RunState.Running, VCPU_RUN_STATE);
  return true;
}

/** Whether there is a model-specific register `index`. */
export function vcpuHasMsr(v: usize, index: u32): bool {
  return isMsr(index);
}

/** The value of a model-specific register that there is. */
export function vcpuReadMsr(v: usize, index: u32): u64 {
  return isMsr(index) ? readMsr(v, index) : 0;
}

/** As WRMSR. @returns false when there is no such register, or it refuses the value */
export function vcpuWriteMsr(v: usize, index: u32, value: u64): bool {
  return writeMsr(v, index, value);
}
