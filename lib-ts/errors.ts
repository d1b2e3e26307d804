/**
 * Failures, by name. Every error of the library is a `VmError`: `name` says which, `message` says what was wrong and what
 * to do about it. `name` is spelled out in each class, because minified builds rename classes and errors cross a worker
 * boundary by name.
 */

/** Base of every error that the library throws on purpose. */
export class VmError extends Error {
  override readonly name: string = "VmError";
}

/** An address or a number of bytes, as people read them. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`;
}

// ---- the core and its memory ---------------------------------------------------------------------------------------

/** The bytes are not a core that fits this library. */
export class CoreUnusable extends VmError {
  override readonly name = "CoreUnusable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`this is not a usable CPU core: ${reason}; rebuild it with \`npm run build:core\``, options);
  }
}

/** A number of vCPUs or bytes that no machine can have. */
export class MachineSizeInvalid extends VmError {
  override readonly name = "MachineSizeInvalid";
  constructor(vcpus: number, memorySize: number) {
    super(
      `no machine can have ${vcpus} vCPUs and ${memorySize} bytes of memory; ` +
        "ask for 1 to 8 vCPUs and a multiple of 4096 bytes between 4096 and 3 GiB",
    );
  }
}

/** The host refuses the memory. `suggestion` is a size in bytes that is worth trying, 0 when there is none. */
export class OutOfHostMemory extends VmError {
  override readonly name = "OutOfHostMemory";
  constructor(
    readonly requested: number,
    readonly suggestion: number,
    options?: ErrorOptions,
  ) {
    const offer = suggestion > 0 ? `try ${mebibytes(suggestion)}` : "close other tabs and try again";
    super(`this browser cannot give the guest ${mebibytes(requested)} of memory; ${offer}`, options);
  }
}

/** An argument outside its domain. */
export class InvalidArgument extends VmError {
  override readonly name = "InvalidArgument";
  constructor(argument: string, value: unknown, expected: string) {
    super(`${argument} is ${String(value)}; it must be ${expected}`);
  }
}

/** @throws InvalidArgument for JavaScript callers that give a number */
export function requireBigInt(argument: string, value: bigint): void {
  if (typeof value !== "bigint") throw new InvalidArgument(argument, value, "a bigint");
}

// ---- guest-physical memory ------------------------------------------------------------------------------------------

/** Nothing that can be read or written by the VMM lies at the address. */
export class GuestAddressUnmapped extends VmError {
  override readonly name = "GuestAddressUnmapped";
  constructor(readonly address: number) {
    super(`no memory is mapped at guest-physical ${hex(address)}; register RAM there or map a reservation first`);
  }
}

/** A device writes where the guest itself may only read. */
export class GuestAddressReadOnly extends VmError {
  override readonly name = "GuestAddressReadOnly";
  constructor(readonly address: number) {
    super(`guest-physical ${hex(address)} is mapped read-only; map its frame with the write right first`);
  }
}

/** An I/O address space comes after the first mapping, which it would lack. */
export class IospaceTooLate extends VmError {
  override readonly name = "IospaceTooLate";
  constructor(vmName: string) {
    super(`VM ${vmName} has mapped memory already; add I/O address spaces straight after vmInit`);
  }
}

/** The core's map of guest-physical pages has no room left. */
export class GuestMapExhausted extends VmError {
  override readonly name = "GuestMapExhausted";
  constructor(address: number, pages: number) {
    super(
      `cannot map ${pages} pages at ${hex(address)}: too many scattered 2 MiB areas are in use; place devices closer together`,
    );
  }
}

/** A new reservation meets one that exists. */
export class ReservationOverlap extends VmError {
  override readonly name = "ReservationOverlap";
  constructor(address: number, size: number, other: { address: number; size: number }) {
    super(
      `[${hex(address)}, ${hex(address + size)}) overlaps the reservation ` +
        `[${hex(other.address)}, ${hex(other.address + other.size)}); free that one first or choose another address`,
    );
  }
}

/** The reservation was freed, or belongs to another VM. */
export class ReservationUnknown extends VmError {
  override readonly name = "ReservationUnknown";
  constructor(address: number) {
    super(`the reservation at ${hex(address)} is not one of this VM's: it was freed, or another VM made it`);
  }
}

/** No anonymous region has room. */
export class AnonymousSpaceExhausted extends VmError {
  override readonly name = "AnonymousSpaceExhausted";
  constructor(size: number, align: number) {
    super(`no anonymous region has ${size} bytes aligned to ${align} left; add one with vmMemoryMakeAnon`);
  }
}

/** A map iterator returned no frame, or frames ran out. */
export class MappingIncomplete extends VmError {
  override readonly name = "MappingIncomplete";
  constructor(address: number, reason: string) {
    super(`mapping stopped at ${hex(address)}: ${reason}; pages before it stay mapped, and a later access tries again`);
  }
}

/** The VM's memory has no free pages. */
export class OutOfGuestPages extends VmError {
  override readonly name = "OutOfGuestPages";
  constructor(requested: number, free: number) {
    super(`${requested} pages are needed and ${free} are free; give the VM more memory in vmInit`);
  }
}

/** A RAM operation on a range that is not (one record of) registered RAM. */
export class RamRangeUnknown extends VmError {
  override readonly name = "RamRangeUnknown";
  constructor(address: number, size: number, expected: string) {
    super(`[${hex(address)}, ${hex(address + size)}) is not ${expected}`);
  }
}

/** No free RAM region is large enough. */
export class RamExhausted extends VmError {
  override readonly name = "RamExhausted";
  constructor(size: number) {
    super(`no free RAM region has ${size} bytes left; register more RAM or free some`);
  }
}

// ---- vCPUs ----------------------------------------------------------------------------------------------------------

/** The VM was made for fewer vCPUs. */
export class TooManyVcpus extends VmError {
  override readonly name = "TooManyVcpus";
  constructor(maximum: number) {
    super(`the VM was made for ${maximum} vCPUs and has them all; raise maxVcpus in vmInit`);
  }
}

/** No vCPU has that index. */
export class NoSuchVcpu extends VmError {
  override readonly name = "NoSuchVcpu";
  constructor(index: number, count: number) {
    super(`there is no vCPU ${index}: the VM has ${count}, counted from 0`);
  }
}

/** A vCPU with that target exists. */
export class TargetCpuTaken extends VmError {
  override readonly name = "TargetCpuTaken";
  constructor(target: number, vcpuId: number) {
    super(`target CPU ${target} belongs to vCPU ${vcpuId} already; choose another number`);
  }
}

/** The vCPU runs already. */
export class VcpuAlreadyOnline extends VmError {
  override readonly name = "VcpuAlreadyOnline";
  constructor(vcpuId: number) {
    super(`vCPU ${vcpuId} is online already; only an offline vCPU can be started`);
  }
}

/** A register number or name that the context does not have. */
export class RegisterUnknown extends VmError {
  override readonly name = "RegisterUnknown";
  constructor(register: unknown, context: string) {
    super(`${String(register)} is no register of the ${context}`);
  }
}

/** A fault operation while the vCPU has no fault open. */
export class NoFaultOpen extends VmError {
  override readonly name = "NoFaultOpen";
  constructor(vcpuId: number, operation: string) {
    super(`${operation}: vCPU ${vcpuId} has no fault open; call it from a fault callback, once for each fault`);
  }
}

/** A fault operation that makes no sense for this kind of fault. */
export class FaultKindMismatch extends VmError {
  override readonly name = "FaultKindMismatch";
  constructor(vcpuId: number, operation: string, kind: string) {
    super(`${operation}: the open fault of vCPU ${vcpuId} is a ${kind} fault, which has no data; restart or ignore it`);
  }
}

// ---- interrupts -----------------------------------------------------------------------------------------------------

/** An interrupt number outside the controller. */
export class IrqOutOfRange extends VmError {
  override readonly name = "IrqOutOfRange";
  constructor(irq: number, lowest: number, highest: number) {
    super(`interrupt ${irq} does not exist here; use ${lowest} to ${highest}`);
  }
}

/** The interrupt has a handler already. */
export class IrqTaken extends VmError {
  override readonly name = "IrqTaken";
  constructor(irq: number) {
    super(`interrupt ${irq} is registered already; every interrupt has one owner`);
  }
}

/** Injecting an interrupt that nobody registered. */
export class IrqNotRegistered extends VmError {
  override readonly name = "IrqNotRegistered";
  constructor(irq: number) {
    super(`interrupt ${irq} is not registered; call vmRegisterIrq first`);
  }
}

/** Interrupt calls before the controller exists. */
export class NoIrqController extends VmError {
  override readonly name = "NoIrqController";
  constructor() {
    super("the VM has no interrupt controller; call vmCreateDefaultIrqController first");
  }
}

/** A second controller. */
export class IrqControllerExists extends VmError {
  override readonly name = "IrqControllerExists";
  constructor() {
    super("the VM has an interrupt controller already; it can have one only");
  }
}

// ---- x86 ------------------------------------------------------------------------------------------------------------

interface PortRange {
  readonly start: number;
  readonly end: number;
}

function ports({ start, end }: PortRange): string {
  return start === end ? `port ${hex(start)}` : `ports ${hex(start)}..${hex(end)}`;
}

/** A new range of ports meets one that has a handler. */
export class IoPortRangeTaken extends VmError {
  override readonly name = "IoPortRangeTaken";
  constructor(range: PortRange, other: PortRange, desc: string | undefined) {
    super(`${ports(range)}: ${desc ?? "another handler"} has ${ports(other)}; remove that one first or choose others`);
  }
}

/** No handler was registered for exactly this range. */
export class IoPortRangeUnknown extends VmError {
  override readonly name = "IoPortRangeUnknown";
  constructor(range: PortRange) {
    super(`${ports(range)}: no handler was registered for exactly this range`);
  }
}

/** A port handler answered with an error. */
export class IoPortFailed extends VmError {
  override readonly name = "IoPortFailed";
  constructor(port: number, operation: "IN" | "OUT", desc: string | undefined) {
    super(`the handler of ${desc ?? "unhandled ports"} refused ${operation} at port ${hex(port)}`);
  }
}

/** The hypercall exists. */
export class VmcallTokenTaken extends VmError {
  override readonly name = "VmcallTokenTaken";
  constructor(token: number) {
    super(`a handler for VMCALL with EAX = ${hex(token)} is registered already; choose another token`);
  }
}

/** A VMCS field that this CPU does not have, or that cannot be accessed so. */
export class VmcsFieldUnsupported extends VmError {
  override readonly name = "VmcsFieldUnsupported";
  constructor(field: number, purpose: "read" | "write") {
    super(
      `VMCS field ${hex(field)} cannot be ${purpose === "read" ? "read" : "written"} here: ` +
        "the guest-state fields can; interrupts go through vmInjectIrq, exits are asked for with vmRegisterVmexitHandler",
    );
  }
}

// ---- running --------------------------------------------------------------------------------------------------------

/** A handler failed, or nothing handles what the guest did: the VM cannot go on. */
export class VmRunFailed extends VmError {
  override readonly name: string = "VmRunFailed";
  constructor(
    readonly vcpuId: number,
    readonly pc: bigint,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`vCPU ${vcpuId} at ${hex(pc)}: ${reason}`, options);
  }
}

/** A processor of IA32 shut down: an exception of number `vector` at CS:`eip`, or what came of it, could not be delivered. */
export class GuestShutdown extends VmRunFailed {
  override readonly name = "GuestShutdown";
  constructor(
    vcpuId: number,
    pc: bigint,
    readonly vector: number,
    readonly eip: number,
  ) {
    super(
      vcpuId,
      pc,
      `the processor has shut down (a triple fault): exception ${vector} at EIP ${hex(eip)} and those that followed could ` +
        "not be delivered; look at the guest's IDT, its stack and its page tables",
    );
  }
}

/** The VM ended before: it was powered off, or it failed. */
export class VmNotRunnable extends VmError {
  override readonly name = "VmNotRunnable";
  constructor(vmName: string, reason: string) {
    super(`VM ${vmName} cannot run: ${reason}`);
  }
}

// ---- whole machines and their handles -------------------------------------------------------------------------------

/** A machine option has no possible meaning: the message names the option and its limits. */
export class MachineOptionError extends VmError {
  override readonly name = "MachineOptionError";
}

/** A manifest of guests is not what its reader expects: the message names the guest and the field. */
export class ManifestError extends VmError {
  override readonly name = "ManifestError";
}

/** An operation that the machine's state does not allow. */
export class VmStateError extends VmError {
  override readonly name = "VmStateError";
  constructor(operation: string, state: string, hint: string) {
    super(`cannot ${operation} a machine that is ${state}; ${hint}`);
  }
}

/** The worker is gone: it crashed, ran out of memory, or does not answer. */
export class WorkerLost extends VmError {
  override readonly name = "WorkerLost";
  constructor(why: string) {
    super(`the machine's worker is gone (${why}); start the machine again`);
  }
}

/** A call of a `VmHandle` after `dispose`, or one that `dispose` has cut short. */
export class VmDisposed extends VmError {
  override readonly name = "VmDisposed";
  constructor(machine: string) {
    super(`the machine "${machine}" was disposed of, its handle is dead; make a new one with createVm`);
  }
}
