/** The structures of guest_vm.h and arch/guest_vm_arch.h, which every other module works on. */
import type { CallExit, CoreInstance, CoreVcpu, MemoryExit } from "../core/index.ts";
import type { ArmUserContext } from "./arm/registerFile.ts";
import type { UserContext } from "./arm/userContext.ts";
import type { CapRights, FramePool, GuestFrame } from "./frames.ts";
import type { IrqInputs } from "./irqInputs.ts";
import type { VmX86Arch } from "./x86/vmX86.ts";

/**
 * What a fault callback did about a fault.
 * @see libsel4vm `memory_fault_result_t`
 */
export enum FaultResult {
  /** The callback has advanced, restarted or ignored the fault itself, or will: the vCPU stays stopped until it has. */
  Handled = 0,
  /** Not mine: the VM-wide callback is asked next; without one the VM fails. */
  Unhandled = 1,
  /** The instruction runs again, for example because the callback has mapped something. */
  Restart = 2,
  /** The instruction is skipped and changes no register. */
  Ignore = 3,
  /** The VM fails. */
  Error = 4,
}

/**
 * Last resort for faults outside every reservation, or that a reservation's callback left unhandled. What C passes as
 * `cookie` is the callback's closure. An exception thrown by a callback fails the VM, with that exception as cause.
 * @see libsel4vm `unhandled_mem_fault_callback_fn`
 */
export type UnhandledMemFaultCallback = (vm: Vm, vcpu: VmVcpu, address: number, length: number) => FaultResult;

/**
 * Receives every event that the host sends with `vmNotify`. `badge` and `tag` are the sender's. Throwing fails the VM.
 * @see libsel4vm `notification_callback_fn`
 */
export type NotificationCallback = (vm: Vm, badge: bigint, tag: bigint) => void;

/**
 * Serves one SMC: edits `regs` in place; afterwards they are written back and PC moves past the instruction. Throwing
 * fails the VM; an unknown call should answer SMCCC NOT_SUPPORTED instead. A VM of AArch32 hands over its own context: a handler
 * for it is an `SmcHandlerCallback<aarch32.UserContext>`.
 * @see libsel4vm `smc_handler_callback_fn`
 */
export type SmcHandlerCallback<Context extends ArmUserContext = UserContext> = (vcpu: VmVcpu, regs: Context) => void;

/**
 * Receives traps of the vCPU that are no memory faults: HVC and SMC, with the syndrome `hsr`. `Unhandled` leaves them to
 * the VM's HVC and SMC handlers. WFI and WFE never come here: the core parks and wakes vCPUs itself.
 * @see libsel4vm `unhandled_vcpu_fault_callback_fn`
 */
export type UnhandledVcpuFaultCallback = (vcpu: VmVcpu, hsr: number) => FaultResult;

/**
 * The guest has finished with an interrupt. Also called when the guest enables an interrupt that is not pending.
 * @see libsel4vm `irq_ack_fn_t`
 */
export type IrqAckFn = (vcpu: VmVcpu, irq: number) => void;

/**
 * One contiguous range of guest RAM. Sorted by start; neighbours with the same flag are merged.
 * @see libsel4vm `struct vm_ram_region`
 */
export interface VmRamRegion {
  readonly start: number;
  readonly size: number;
  readonly allocated: boolean;
}

/**
 * Guest address space. The page pool stands in for vka and the untypeds.
 * @see libsel4vm `struct vm_mem`
 */
export interface VmMem {
  /** The guest-physical address space. */
  readonly vmVspace: CoreInstance;
  readonly frames: FramePool;
  ramRegions: readonly VmRamRegion[];
  readonly reservationCookie: VmMemoryReservationCookie;
  unhandledMemFaultHandler: UnhandledMemFaultCallback | undefined;
  /** Kept for image loaders; the core's caches are coherent, so cleaning is never needed. */
  cleanCache: boolean;
  /** Read by VMMs only. */
  mapOneToOne: boolean;
  /** Map iterators run on the first access instead of at once. */
  readonly deferMemoryMap: boolean;
  /** Told of every mapping and its end. */
  readonly iospaces: VmIospace[];
  /** Guest memory has been mapped at least once: too late for another `VmIospace`. */
  hasMappings: boolean;
}

/** Mirrors the guest's mappings for a device; `Iospace` is one. */
export interface VmIospace {
  /** Called once, when the space is added to `vm`. */
  attach(vm: Vm): void;
  mapFrame(address: number, frame: GuestFrame, rights: CapRights): void;
  unmapFrame(address: number): void;
}

/** @see libsel4vm `memory_fault_callback_fn` */
export type MemoryFaultCallback = (vm: Vm, vcpu: VmVcpu, faultAddress: number, faultLength: number) => FaultResult;

/** One reserved range of guest-physical addresses; opaque outside guestMemory. @see libsel4vm `vm_memory_reservation_t` */
export interface VmMemoryReservation {
  readonly address: number;
  readonly size: number;
}

/**
 * All reservations of a VM; opaque outside guestMemory.
 * @see libsel4vm `vm_memory_reservation_cookie_t`
 */
export interface VmMemoryReservationCookie {
  /** Reservations in address order, anonymous ones too. */
  readonly all: readonly VmMemoryReservation[];
}

/**
 * Scheduling state of a vCPU. There is no host thread to name; the priority is kept and has no effect.
 * @see libsel4vm `struct vm_tcb`
 */
export interface VmTcb {
  readonly priority: number;
}

/**
 * The fault that a vCPU stopped with, until it is advanced, restarted or ignored.
 * @see libsel4vm `fault_t`
 */
export interface Fault {
  /** undefined: no fault is open. */
  exit: MemoryExit | CallExit | undefined;
  /** A callback has been told. */
  delivered: boolean;
  /** Of a read: the value so far, in its byte lane. Of a write: the source register. */
  data: bigint;
  /** Register edits made while the fault is open: written by advance and ignore, dropped by restart. */
  readonly edits: Map<number, bigint>;
}

/** @see libsel4vm `struct vm_vcpu_arch` */
export interface VmVcpuArch {
  readonly fault: Fault;
  unhandledVcpuCallback: UnhandledVcpuFaultCallback | undefined;
}

/** @see libsel4vm `struct vm_vcpu` */
export interface VmVcpu {
  readonly vm: Vm;
  /** The CPU itself: the counterpart of the VCPU capability. */
  readonly vcpu: CoreVcpu;
  readonly tcb: VmTcb;
  /** Index in `vm.vcpus`. */
  readonly vcpuId: number;
  /** Logical core number; undefined until assigned. */
  targetCpu: number | undefined;
  vcpuOnline: boolean;
  readonly vcpuArch: VmVcpuArch;
}

/** How a VM stands. */
export type VmPower = "running" | "powered-off" | "reset-requested" | "failed";

/** @see libsel4vm `struct vm_run` */
export interface VmRun {
  /** A `VmExitCode`, or VM_GUEST_ERROR_EXIT after a failure. */
  exitReason: number;
  notificationCallback: NotificationCallback | undefined;
  power: VmPower;
  /** What failed the VM. */
  failure: Error | undefined;
  /** `vmRunSlice` returns at the next exit. */
  interruptRequested: boolean;
  /** A slice is under way. */
  inSlice: boolean;
  /** Whose turn it is, and the instructions left in it: so that slices can be cut anywhere and turns stay the same. */
  turn: number;
  turnLeft: number;
}

/**
 * The guest's capability space in C. Guests reach the VMM by HVC and SMC here, so it holds only its size.
 * @see libsel4vm `struct vm_cspace`
 */
export interface VmCspace {
  readonly sizeBits: number;
}

/** @see libsel4vm `struct vm_arch` */
export interface VmArch {
  vmSmcHandler: SmcHandlerCallback<ArmUserContext>;
  /** PSCI's other conduit; the C library cannot have one. */
  vmHvcHandler: SmcHandlerCallback<ArmUserContext>;
  /** Acknowledge callbacks of registered interrupts; undefined until the controller exists. */
  irqs: IrqTable | undefined;
  /** Ports, hypercalls and exit handlers; of no use on Arm. */
  readonly x86: VmX86Arch;
}

/** Owners of interrupts: those that every vCPU has for each, the others once. */
export interface IrqTable {
  readonly inputs: IrqInputs;
  readonly perVcpu: readonly Map<number, IrqAckFn>[];
  readonly shared: Map<number, { readonly vcpu: VmVcpu; readonly ack: IrqAckFn }>;
}

/** A virtual machine; made by `vmInit`. @see libsel4vm `struct vm` */
export interface Vm {
  readonly vmName: string;
  readonly vcpus: VmVcpu[];
  readonly maxVcpus: number;
  readonly mem: VmMem;
  readonly run: VmRun;
  readonly arch: VmArch;
  readonly cspace: VmCspace;
  /** The CPU core that runs the guest. */
  readonly core: CoreInstance;
  /** Load address of raw kernel images. */
  entry: number;
  readonly vmInitialised: boolean;
}
