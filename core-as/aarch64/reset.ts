/** Reset state of a vCPU: as a hypervisor starts it, at EL1h with everything masked and the MMU off. */
import { setFlags } from "../exec/functions/flags";
import { SLOT_X, VCPU_INDEX, VCPU_IRQ_LINES, VCPU_RUN_STATE, VCPU_SYSTEM, VCPU_SYSTEM_SIZE } from "../layout";
import { updateContext } from "./context";
import { resetTranslation } from "./mmu";
import { CNTFRQ_EL0, MPIDR_EL1, PSTATE_DAIF, PSTATE_EL, PSTATE_SPSEL } from "./state";
import { resetSystemRegisters } from "./sysreg.gen";

const COUNTER_HZ: u64 = 62_500_000;

/** Puts the vCPU at `v` in its reset state, powered off. Its index stays. */
export function resetVcpu(v: usize): void {
  // BOUNDS: v is a vCPU's base; the slots, which end where VCPU_INDEX begins, and the registers lie in its structure.
  memory.fill(v + SLOT_X, 0, VCPU_INDEX - SLOT_X);
  memory.fill(v + VCPU_SYSTEM, 0, VCPU_SYSTEM_SIZE);
  store<u32>(v, 0, VCPU_IRQ_LINES);
  store<u32>(v, 0, VCPU_RUN_STATE);
  store<u32>(v, 1, PSTATE_EL);
  store<u32>(v, 1, PSTATE_SPSEL);
  store<u32>(v, 0x3c0, PSTATE_DAIF);
  resetSystemRegisters(v);
  store<u64>(v, COUNTER_HZ, CNTFRQ_EL0);
  store<u64>(v, 0x80000000 | load<u32>(v, VCPU_INDEX), MPIDR_EL1);
  setFlags(v, 0);
  resetTranslation(v);
  updateContext(v);
}
