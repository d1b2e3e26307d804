/** SMC Calling Convention: function identifiers, arguments, dispatch. Arm DEN 0028. */
import type { VmVcpu } from "../vm.ts";
import { handlePsci } from "./psci.ts";
import type { ArmUserContext } from "./registerFile.ts";
import { smcGetArg, smcGetFunctionId, smcSetReturnValue } from "./smcRegisters.ts";

export * from "./smcRegisters.ts";

/** What an unknown call returns. */
export const SMCCC_NOT_SUPPORTED = -1n;
const SMCCC_VERSION = 0x8000_0000;
const SMCCC_ARCH_FEATURES = 0x8000_0001;
/** Version 1.1: the least that PSCI 1.0 callers probe for. */
const VERSION_1_1 = 0x1_0001n;
const FAST_CALL = 0x8000_0000;
const OWNER_SHIFT = 24;
const OWNER_MASK = 0x3f;
const OWNER_STANDARD = 4;

/**
 * Serves PSCI and the SMCCC version query; every other function gets NOT_SUPPORTED, and the guest goes on.
 * @see libsel4vmmplatsupport `vm_smc_handle_default`
 */
export function vmSmcHandleDefault(vcpu: VmVcpu, registers: ArmUserContext): void {
  const id = smcGetFunctionId(registers);
  const result = dispatch(vcpu, id, registers);
  if (result !== undefined) smcSetReturnValue(registers, result);
}

function dispatch(vcpu: VmVcpu, id: number, registers: ArmUserContext): bigint | undefined {
  if (id === SMCCC_VERSION) return VERSION_1_1;
  if (id === SMCCC_ARCH_FEATURES) return archFeature(Number(smcGetArg(registers, 1) & 0xffff_ffffn));
  const standard = (id & FAST_CALL) !== 0 && ((id >>> OWNER_SHIFT) & OWNER_MASK) === OWNER_STANDARD;
  return standard ? handlePsci(vcpu, id, registers) : SMCCC_NOT_SUPPORTED;
}

/** SMCCC_ARCH_FEATURES: only the two functions that exist are there. */
function archFeature(id: number): bigint {
  return id === SMCCC_VERSION || id === SMCCC_ARCH_FEATURES ? 0n : SMCCC_NOT_SUPPORTED;
}
