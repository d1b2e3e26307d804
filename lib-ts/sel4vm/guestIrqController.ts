/**
 * The interrupt controllers, inside the core: a GICv2, or a PC's pair of 8259s, local APICs and I/O APIC.
 * @see libsel4vm guest_irq_controller.h
 */
import { PAGE_SIZE } from "../core/index.ts";
import { InvalidArgument, IrqControllerExists, IrqNotRegistered, IrqTaken, NoIrqController } from "../errors.ts";
import { vmReserveMemoryAt } from "./guestMemory.ts";
import { defaultErrorFaultCallback } from "./guestMemoryHelpers.ts";
import { irqInputs } from "./irqInputs.ts";
import type { IrqAckFn, IrqTable, Vm, VmVcpu } from "./vm.ts";

export { GICC_ADDRESS, GICD_ADDRESS } from "./irqInputs.ts";
export type { IrqAckFn } from "./vm.ts";

/**
 * Makes the VM's controllers appear: on Arm a GICv2 at the addresses of qemu-arm-virt; on x86 the APICs at their usual addresses and
 * the 8259s at their ports. They never exit.
 * @see libsel4vm `vm_create_default_irq_controller`
 * @throws IrqControllerExists @throws ReservationOverlap
 */
export function vmCreateDefaultIrqController(vm: Vm): void {
  if (vm.arch.irqs !== undefined) throw new IrqControllerExists();
  const inputs = irqInputs(vm);
  for (const { address, pages } of inputs.pages)
    vmReserveMemoryAt(vm, address, pages * PAGE_SIZE, defaultErrorFaultCallback);
  for (const { address, pages, device } of inputs.pages) vm.core.mapCoreDevice(address, pages, device);
  vm.arch.irqs = {
    inputs,
    perVcpu: Array.from({ length: vm.maxVcpus }, () => new Map()),
    shared: new Map(),
  };
}

/**
 * Takes ownership of an interrupt; on Arm, below 32, of this vCPU's copy. On x86 0 to 23, but not 2, the cascade's. `ack` is called when the
 * guest has finished with it; without one nothing is.
 * @see libsel4vm `vm_register_irq`
 * @throws NoIrqController @throws IrqOutOfRange @throws IrqTaken
 */
export function vmRegisterIrq(vcpu: VmVcpu, irq: number, ack?: IrqAckFn): void {
  const irqs = controllerOf(vcpu.vm);
  irqs.inputs.check(irq, false);
  if (ack !== undefined && typeof ack !== "function") throw new InvalidArgument("ack", ack, "a function");
  if (isRegistered(irqs, vcpu, irq)) throw new IrqTaken(irq);
  if (irq < irqs.inputs.firstShared) irqs.perVcpu[vcpu.vcpuId].set(irq, ack ?? ignoreAck);
  else irqs.shared.set(irq, { vcpu, ack: ack ?? ignoreAck });
  if (ack !== undefined) irqs.inputs.wantAck(irq, true);
}

/** Gives an interrupt back; the C library cannot. @throws NoIrqController @throws IrqNotRegistered */
export function vmUnregisterIrq(vcpu: VmVcpu, irq: number): void {
  const irqs = controllerOf(vcpu.vm);
  const owners = irq < irqs.inputs.firstShared ? irqs.perVcpu[vcpu.vcpuId] : irqs.shared;
  if (!owners.delete(irq)) throw new IrqNotRegistered(irq);
  const wanted = irq < irqs.inputs.firstShared && irqs.perVcpu.some((own) => own.has(irq));
  irqs.inputs.wantAck(irq, wanted);
}

/**
 * An edge at the interrupt's input: it stays pending until the guest takes it, also while it is disabled. For an SPI the
 * guest's routing decides who gets it.
 * @see libsel4vm `vm_inject_irq`
 * @throws NoIrqController @throws IrqNotRegistered
 */
export function vmInjectIrq(vcpu: VmVcpu, irq: number): void {
  checkRegistered(vcpu, irq).inputs.pulse(vcpu.vcpuId, irq);
}

/**
 * Drives the interrupt's input line, for level sources: it is pending as long as the line is up. Arm VMs of the C library
 * cannot do this. SGIs have no line.
 * @see libsel4vm `vm_set_irq_level`
 * @throws NoIrqController @throws IrqNotRegistered @throws IrqOutOfRange
 */
export function vmSetIrqLevel(vcpu: VmVcpu, irq: number, level: boolean): void {
  const { inputs } = checkRegistered(vcpu, irq);
  inputs.check(irq, true);
  inputs.setLine(vcpu.vcpuId, irq, level);
}

/** Calls the acknowledge callbacks of interrupts that ended since the last call; the run loop does. */
export function deliverIrqAcks(vm: Vm): void {
  const { irqs } = vm.arch;
  if (irqs === undefined) return;
  const { inputs, perVcpu, shared } = irqs;
  for (let ended = inputs.takeAck(); ended !== undefined; ended = inputs.takeAck()) {
    const { cpu, irq } = ended;
    if (irq < inputs.firstShared) perVcpu[cpu].get(irq)?.(vm.vcpus[cpu], irq);
    else {
      const owner = shared.get(irq);
      owner?.ack(owner.vcpu, irq);
    }
  }
}

function ignoreAck(): void {
  // An owner that does not care when the guest is done.
}

function controllerOf(vm: Vm): IrqTable {
  if (vm.arch.irqs === undefined) throw new NoIrqController();
  return vm.arch.irqs;
}

function isRegistered(irqs: IrqTable, vcpu: VmVcpu, irq: number): boolean {
  return irq < irqs.inputs.firstShared ? irqs.perVcpu[vcpu.vcpuId].has(irq) : irqs.shared.has(irq);
}

function checkRegistered(vcpu: VmVcpu, irq: number): IrqTable {
  const irqs = controllerOf(vcpu.vm);
  irqs.inputs.check(irq, false);
  if (!isRegistered(irqs, vcpu, irq)) throw new IrqNotRegistered(irq);
  return irqs;
}
