/** Power State Coordination Interface 1.0, over SMC and HVC. Arm DEN 0022D. */
import { RunState, SystemRegister } from "../../core/index.ts";
import { vcpuReset, vcpuStart, vcpuStop, vmPowerOff, vmRequestReset } from "../guestVm.ts";
import { vmFindFreeUnassignedVcpu, vmVcpuForTargetCpu } from "../guestVmUtil.ts";
import type { Vm, VmVcpu } from "../vm.ts";
import { vcpuSetPsciEntry } from "./guestBootInit.ts";
import { type ArmUserContext, isAarch32 } from "./registerFile.ts";
import { smcGetArg } from "./smcRegisters.ts";

/** Function identifiers without the 64-bit bit. */
export enum Psci {
  Version = 0x8400_0000,
  CpuSuspend = 0x8400_0001,
  CpuOff = 0x8400_0002,
  CpuOn = 0x8400_0003,
  AffinityInfo = 0x8400_0004,
  MigrateInfoType = 0x8400_0006,
  SystemOff = 0x8400_0008,
  SystemReset = 0x8400_0009,
  Features = 0x8400_000a,
}

/** Return codes. */
export enum PsciResult {
  Success = 0,
  NotSupported = -1,
  InvalidParameters = -2,
  AlreadyOn = -4,
  InternalFailure = -6,
  InvalidAddress = -9,
}

const VERSION_1_0 = 0x1_0000n;
/** MIGRATE_INFO_TYPE: a trusted OS is not there, so nothing needs migration. */
const MIGRATION_NOT_REQUIRED = 2n;
const SMC64 = 0x4000_0000;
const SMCCC_VERSION = 0x8000_0000;
/** power_state in its original format (5.4.2): bit 16 asks for power-down, bits 25..24 name a level, bits 15..0 a state. */
const POWER_DOWN = 0x1_0000n;
const POWER_STATE_RESERVED = 0xfcfe_0000n;
/** What a core in power-down keeps, so that its timers still wake it. */
const ALWAYS_ON = [
  SystemRegister.CNTV_CVAL_EL0,
  SystemRegister.CNTV_CTL_EL0,
  SystemRegister.CNTP_CVAL_EL0,
  SystemRegister.CNTP_CTL_EL0,
  SystemRegister.CNTVOFF_EL2,
] as const;
/** Affinity fields of MPIDR. */
const AFFINITY_MASK = 0xff_00ff_ffffn;
/** Functions that have a 64-bit form. */
const HAS_64_BIT = new Set<number>([Psci.CpuSuspend, Psci.CpuOn, Psci.AffinityInfo]);
const KNOWN = new Set<number>(Object.values(Psci).filter((id) => typeof id === "number"));

/** Serves a PSCI call. @returns what X0 or R0 becomes; undefined when the caller does not return */
export function handlePsci(vcpu: VmVcpu, id: number, registers: ArmUserContext): bigint | undefined {
  const wide = (id & SMC64) !== 0;
  const function32 = (id & ~SMC64) >>> 0;
  if (!isKnown(vcpu, id)) return BigInt(PsciResult.NotSupported);
  const argument = (n: number): bigint => BigInt.asUintN(wide ? 64 : 32, smcGetArg(registers, n));
  switch (function32) {
    case Psci.Version:
      return VERSION_1_0;
    case Psci.CpuSuspend:
      return cpuSuspend(vcpu, argument(1), argument(2), argument(3));
    case Psci.CpuOff:
      vcpuStop(vcpu);
      return undefined;
    case Psci.CpuOn:
      return BigInt(cpuOn(vcpu.vm, argument(1), argument(2), argument(3)));
    case Psci.AffinityInfo:
      return BigInt(affinityInfo(vcpu.vm, argument(1), argument(2)));
    case Psci.MigrateInfoType:
      return MIGRATION_NOT_REQUIRED;
    case Psci.SystemOff:
      vmPowerOff(vcpu.vm);
      return undefined;
    case Psci.SystemReset:
      vmRequestReset(vcpu.vm);
      return undefined;
    default:
      return features(vcpu, Number(argument(1)));
  }
}

/** AArch32 state calls no 64-bit function. */
function isKnown(vcpu: VmVcpu, id: number): boolean {
  const function32 = (id & ~SMC64) >>> 0;
  return KNOWN.has(function32) && ((id & SMC64) === 0 || (HAS_64_BIT.has(function32) && !isAarch32(vcpu)));
}

/**
 * CPU_SUSPEND (5.4). Standby: waits for an interrupt, then the call returns. Power-down: the registers are lost; the
 * interrupt that wakes the vCPU finds it at `entry`, as CPU_ON would have started it. Timers go on in either.
 */
function cpuSuspend(vcpu: VmVcpu, powerState: bigint, entry: bigint, context: bigint): bigint | undefined {
  if ((powerState & POWER_STATE_RESERVED) !== 0n) return BigInt(PsciResult.InvalidParameters);
  if ((powerState & POWER_DOWN) === 0n) {
    vcpu.vcpu.runState = RunState.WaitInterrupt;
    return BigInt(PsciResult.Success);
  }
  if (!isEntryPoint(vcpu, entry)) return BigInt(PsciResult.InvalidAddress);
  const kept = ALWAYS_ON.map((register) => [register, vcpu.vcpu.u64(register)] as const);
  enterAt(vcpu, entry, context);
  for (const [register, value] of kept) vcpu.vcpu.setSystemRegister(register, value);
  vcpu.vcpu.runState = RunState.WaitInterrupt;
  return undefined;
}

/** Starts the vCPU with MPIDR affinity `target` at `entry` with `context` in X0 or R0. */
function cpuOn(vm: Vm, target: bigint, entry: bigint, context: bigint): PsciResult {
  if ((target & ~AFFINITY_MASK) !== 0n || target > 0xffn) return PsciResult.InvalidParameters;
  const targetCpu = Number(target);
  const vcpu = vmVcpuForTargetCpu(vm, targetCpu) ?? vmFindFreeUnassignedVcpu(vm);
  if (vcpu === undefined || targetCpu >= vm.maxVcpus) return PsciResult.InvalidParameters;
  if (vcpu.vcpuOnline) return PsciResult.AlreadyOn;
  if (!isEntryPoint(vcpu, entry)) return PsciResult.InvalidAddress;
  vcpu.targetCpu = targetCpu;
  enterAt(vcpu, entry, context);
  return PsciResult.Success;
}

/** 6.4.3: the reset state, but for PC and the context. */
function enterAt(vcpu: VmVcpu, entry: bigint, context: bigint): void {
  vcpuReset(vcpu);
  vcpuSetPsciEntry(vcpu, entry, context);
  vcpuStart(vcpu);
}

/** Whether an instruction can be fetched from guest-physical `address`, whose bit 0 asks for T32 where there is that. */
function isEntryPoint(vcpu: VmVcpu, address: bigint): boolean {
  const thumb = isAarch32(vcpu) && (address & 1n) !== 0n;
  const aligned = thumb || address % 4n === 0n;
  return aligned && address < 1n << 40n && vcpu.vm.core.locate(Number(address)) !== 0;
}

/** 0 on, 1 off; only affinity level 0 is known. */
function affinityInfo(vm: Vm, target: bigint, level: bigint): number {
  if (level !== 0n || target > 0xffn) return PsciResult.InvalidParameters;
  const vcpu = vmVcpuForTargetCpu(vm, Number(target));
  if (vcpu !== undefined) return vcpu.vcpuOnline ? 0 : 1;
  return Number(target) < vm.vcpus.length ? 1 : PsciResult.InvalidParameters;
}

/** PSCI_FEATURES: 0 for each function that is there. CPU_SUSPEND: original format, no OS-initiated mode. */
function features(vcpu: VmVcpu, id: number): bigint {
  return isKnown(vcpu, id) || id === SMCCC_VERSION ? 0n : BigInt(PsciResult.NotSupported);
}
