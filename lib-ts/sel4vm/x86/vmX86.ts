/** The structures of arch/guest_vm_arch.h and arch/ioports.h, which the modules of x86 work on. */
import type { CoreExit } from "../../core/index.ts";
import type { FaultResult, VmVcpu } from "../vm.ts";

/**
 * What a port handler did.
 * @see libsel4vm `ioport_fault_result_t`
 */
export enum IoportFaultResult {
  /** A read takes the value; the instruction goes on. */
  Handled = 0,
  /** Nobody is there: a read gives ones, a write has no effect. */
  Unhandled = 1,
  /** The VM fails. */
  Error = 2,
}

/** Where a read leaves what it read; only the low `size` bytes count. */
export interface IoportValue {
  value: number;
}

/**
 * Reads `size` bytes (1, 2 or 4) from a port. An exception fails the VM.
 * @see libsel4vm `vm_ioport_in_fn`
 */
export type VmIoportInFn = (vcpu: VmVcpu, portNo: number, size: number, result: IoportValue) => IoportFaultResult;

/**
 * Writes to a port; `value` has no bits beyond its size. An exception fails the VM.
 * @see libsel4vm `vm_ioport_out_fn`
 */
export type VmIoportOutFn = (vcpu: VmVcpu, portNo: number, size: number, value: number) => IoportFaultResult;

/**
 * Serves ports that no range has. `value` holds what is written, or takes what is read.
 * @see libsel4vm `unhandled_ioport_callback_fn`
 */
export type UnhandledIoportCallback = (
  vcpu: VmVcpu,
  portNo: number,
  isIn: boolean,
  value: IoportValue,
  size: number,
) => IoportFaultResult;

/** Ports from `start` to `end`, both included. @see libsel4vm `vm_ioport_range_t` */
export interface VmIoportRange {
  readonly start: number;
  readonly end: number;
}

/** Who serves a range. What C passes as cookie is the functions' closure. @see libsel4vm `vm_ioport_interface_t` */
export interface VmIoportInterface {
  readonly portIn: VmIoportInFn;
  readonly portOut: VmIoportOutFn;
  /** For messages. */
  readonly desc?: string;
}

/** @see libsel4vm `vm_ioport_entry_t` */
export interface VmIoportEntry {
  readonly range: VmIoportRange;
  readonly interface: VmIoportInterface;
}

/** Ranges in order, none of which overlaps another. @see libsel4vm `vm_io_port_list_t` */
export interface VmIoPortList {
  readonly ioports: VmIoportEntry[];
}

/** The ports of whoever runs the VM, for ranges that are passed through. */
export interface HostPorts {
  read(portNo: number, size: number): number;
  write(portNo: number, size: number, value: number): void;
}

/**
 * Serves a hypercall: reads and writes whatever registers it wants to. An exception fails the VM.
 * @see libsel4vm `vmcall_handler`
 */
export type VmcallHandler = (vcpu: VmVcpu) => void;

/** A registered hypercall. @see libsel4vm `vmcall_handler_t` */
export interface VmcallHandlerEntry {
  /** EAX of the guest. */
  readonly token: number;
  readonly func: VmcallHandler;
}

/**
 * Serves an exit by its basic reason. `Handled`: it has moved EIP on, if it should be; `Ignore`: EIP moves past the instruction;
 * `Restart`: the instruction runs again; `Unhandled`: as if there were no handler.
 * @see libsel4vm `vmexit_handler_ptr`
 */
export type VmexitHandler = (vcpu: VmVcpu, exit: CoreExit) => FaultResult;

/** The x86 part of a VM. @see libsel4vm `vm_arch` */
export interface VmX86Arch {
  /** By basic exit reason; asked before the library's own handling. In C this table is never looked at. */
  readonly vmexitHandlers: Map<number, VmexitHandler>;
  /** By token. */
  readonly vmcallHandlers: Map<number, VmcallHandlerEntry>;
  unhandledIoportCallback: UnhandledIoportCallback | undefined;
  readonly ioportList: VmIoPortList;
  /** Ranges that no handler sees. */
  readonly passthrough: VmIoportRange[];
  hostPorts: HostPorts | undefined;
}

/** Of a new VM: nobody serves anything. */
export function newX86Arch(): VmX86Arch {
  return {
    vmexitHandlers: new Map(),
    vmcallHandlers: new Map(),
    unhandledIoportCallback: undefined,
    ioportList: { ioports: [] },
    passthrough: [],
    hostPorts: undefined,
  };
}
