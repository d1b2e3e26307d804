/** Reset state of a vCPU: as a hypervisor starts it, in Supervisor mode with everything masked and the MMU off. */
import { MPIDR_EL1, PSTATE_DAIF, PSTATE_EL } from "../aarch64/state";
import { setFlags } from "../exec/functions/flags";
import { SLOT_X, VCPU_INDEX, VCPU_IRQ_LINES, VCPU_RUN_STATE, VCPU_SYSTEM, VCPU_SYSTEM_SIZE } from "../layout";
import { updateContext } from "./context";
import { resetTranslation } from "./mmu";
import { CPSR_MODE, Mode } from "./state";
import { resetSystemRegisters } from "./sysreg.gen";

const AIF: u32 = 0x1c0;

/** Puts the vCPU at `v` in its reset state, powered off. Its index stays. */
export function resetVcpu(v: usize): void {
  // BOUNDS: v is a vCPU's base; the slots, which end where VCPU_INDEX begins, and the registers lie in its structure.
  memory.fill(v + SLOT_X, 0, VCPU_INDEX - SLOT_X);
  memory.fill(v + VCPU_SYSTEM, 0, VCPU_SYSTEM_SIZE);
  store<u32>(v, 0, VCPU_IRQ_LINES);
  store<u32>(v, 0, VCPU_RUN_STATE);
  store<u32>(v, Mode.Svc, CPSR_MODE);
  store<u32>(v, 1, PSTATE_EL);
  store<u32>(v, AIF, PSTATE_DAIF);
  resetSystemRegisters(v);
  store<u64>(v, 0x80000000 | load<u32>(v, VCPU_INDEX), MPIDR_EL1);
  setFlags(v, 0);
  resetTranslation(v);
  updateContext(v);
}
