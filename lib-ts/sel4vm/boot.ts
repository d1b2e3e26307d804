/** Making VMs and vCPUs. @see libsel4vm boot.h */
import {
  Architecture,
  CoreInstance,
  type CoreModule,
  type ExecutionTier,
  type RegionReceivers,
  type Thresholds,
} from "../core/index.ts";
import { InvalidArgument, TargetCpuTaken, TooManyVcpus } from "../errors.ts";
import { VM_CSPACE_SIZE_BITS } from "./arm/guestVmArch.ts";
import { vmSmcHandleDefault } from "./arm/smc.ts";
import { FramePool } from "./frames.ts";
import { vmMemoryInit } from "./guestMemory.ts";
import { VmExitCode } from "./guestVmExits.ts";
import type { Vm, VmVcpu } from "./vm.ts";
import { newX86Arch } from "./x86/vmX86.ts";

/**
 * Index of the boot vCPU in `vm.vcpus`.
 * @see libsel4vm `BOOT_VCPU`
 */
export const BOOT_VCPU = 0;

/** How the code of a VM runs. */
export interface ExecutionOptions {
  /** How guest code runs; `auto` unless said otherwise. */
  readonly tier?: ExecutionTier;
  /** When code is compiled, where that is not to be the tier's own thresholds: for measurements and tests. */
  readonly thresholds?: Partial<Thresholds>;
  /**
   * Threads of their own run the vCPUs, all at once, instead of `vmRun`: whoever owns the VM calls `vmServeExit` for them. Arm only.
   * A handler may change its own vCPU, which stands still, and those that are offline; others run on.
   */
  readonly threads?: RegionReceivers;
}

/** What a new VM is made with. */
export interface VmOptions extends ExecutionOptions {
  /** Appears in messages. */
  readonly name: string;
  /**
   * Bytes of memory that the VM owns, a multiple of 4096: RAM and every other page that is ever mapped comes from it.
   * It takes the place of the untypeds that a VMM gives to `vm_init`.
   */
  readonly memorySize: number;
  /** vCPUs that can be created, 1 to 8. */
  readonly maxVcpus?: number;
  /** The instruction set; AArch64 unless said otherwise. */
  readonly architecture?: Architecture;
  /** Map iterators run on the first access instead of at once (the C build option LibSel4VMDeferMemoryMap). */
  readonly deferMemoryMap?: boolean;
}

/**
 * A new VM without RAM, devices or vCPUs. Any number of VMs can share one `module`; they share nothing else.
 * @see libsel4vm `vm_init`
 * @throws MachineSizeInvalid @throws OutOfHostMemory with a smaller offer @throws InvalidArgument for threads on IA32, or
 * without a shared module
 */
export function vmInit(module: CoreModule, options: VmOptions): Vm {
  const { name, memorySize, maxVcpus = 1, deferMemoryMap = false, tier = "auto", thresholds, threads } = options;
  const { architecture = Architecture.AArch64 } = options;
  const core = new CoreInstance(module, maxVcpus, memorySize, { tier, thresholds, architecture, threads });
  return {
    vmName: name,
    vcpus: [],
    maxVcpus,
    core,
    mem: {
      vmVspace: core,
      frames: new FramePool(core),
      ramRegions: [],
      reservationCookie: vmMemoryInit(),
      unhandledMemFaultHandler: undefined,
      cleanCache: false,
      mapOneToOne: false,
      deferMemoryMap,
      iospaces: [],
      hasMappings: false,
    },
    run: {
      exitReason: VmExitCode.Unknown,
      notificationCallback: undefined,
      power: "running",
      failure: undefined,
      interruptRequested: false,
      inSlice: false,
      turn: 0,
      turnLeft: 0,
    },
    arch: { vmSmcHandler: vmSmcHandleDefault, vmHvcHandler: vmSmcHandleDefault, irqs: undefined, x86: newX86Arch() },
    cspace: { sizeBits: VM_CSPACE_SIZE_BITS },
    entry: 0,
    vmInitialised: true,
  };
}

/**
 * The next vCPU of the VM: offline, with no target CPU. `priority` is kept and has no effect: vCPUs take turns.
 * @see libsel4vm `vm_create_vcpu`
 * @throws TooManyVcpus
 */
export function vmCreateVcpu(vm: Vm, priority = 0): VmVcpu {
  const vcpuId = vm.vcpus.length;
  if (vcpuId >= vm.maxVcpus) throw new TooManyVcpus(vm.maxVcpus);
  const vcpu: VmVcpu = {
    vm,
    vcpu: vm.core.vcpus[vcpuId],
    tcb: { priority },
    vcpuId,
    targetCpu: undefined,
    vcpuOnline: false,
    vcpuArch: {
      fault: { exit: undefined, delivered: false, data: 0n, edits: new Map() },
      unhandledVcpuCallback: undefined,
    },
  };
  vm.vcpus.push(vcpu);
  return vcpu;
}

/**
 * Records the logical core number by which PSCI finds the vCPU; undefined takes it away again.
 * @see libsel4vm `vm_assign_vcpu_target`
 * @throws TargetCpuTaken when another vCPU has it @throws InvalidArgument
 */
export function vmAssignVcpuTarget(vcpu: VmVcpu, targetCpu: number | undefined): void {
  if (targetCpu !== undefined && (!Number.isInteger(targetCpu) || targetCpu < 0 || targetCpu > 0xff))
    throw new InvalidArgument("targetCpu", targetCpu, "a whole number from 0 to 255");
  const owner = vcpu.vm.vcpus.find((other) => other !== vcpu && other.targetCpu === targetCpu);
  if (targetCpu !== undefined && owner !== undefined) throw new TargetCpuTaken(targetCpu, owner.vcpuId);
  vcpu.targetCpu = targetCpu;
}
