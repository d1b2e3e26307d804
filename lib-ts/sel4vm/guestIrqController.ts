/** The interrupt controller, a GICv2 inside the core. @see libsel4vm guest_irq_controller.h */
import { CoreDevice, CoreGic, PAGE_SIZE } from "../core/index.ts";
import {
  InvalidArgument,
  IrqControllerExists,
  IrqNotRegistered,
  IrqOutOfRange,
  IrqTaken,
  NoIrqController,
} from "../errors.ts";
import { vmReserveMemoryAt } from "./guestMemory.ts";
import { defaultErrorFaultCallback } from "./guestMemoryHelpers.ts";
import type { IrqAckFn, IrqTable, Vm, VmVcpu } from "./vm.ts";

export type { IrqAckFn } from "./vm.ts";

/** Where qemu-arm-virt has its GICv2: one page of distributor, two of CPU interface. */
export const GICD_ADDRESS = 0x0800_0000;
export const GICC_ADDRESS = 0x0801_0000;
const GICC_PAGES = 2;

/**
 * Makes the VM's GICv2 appear at the addresses of qemu-arm-virt. Neither part ever exits.
 * @see libsel4vm `vm_create_default_irq_controller`
 * @throws IrqControllerExists @throws ReservationOverlap
 */
export function vmCreateDefaultIrqController(vm: Vm): void {
  if (vm.arch.irqs !== undefined) throw new IrqControllerExists();
  vmReserveMemoryAt(vm, GICD_ADDRESS, PAGE_SIZE, defaultErrorFaultCallback);
  vmReserveMemoryAt(vm, GICC_ADDRESS, GICC_PAGES * PAGE_SIZE, defaultErrorFaultCallback);
  vm.core.mapCoreDevice(GICD_ADDRESS, 1, CoreDevice.GicDistributor);
  vm.core.mapCoreDevice(GICC_ADDRESS, GICC_PAGES, CoreDevice.GicCpuInterface);
  vm.arch.irqs = {
    perVcpu: Array.from({ length: vm.maxVcpus }, () => new Map()),
    shared: new Map(),
  };
}

/**
 * Takes ownership of an interrupt: of this vCPU's copy below 32, of the one and only from 32 on. `ack` is called when the
 * guest has finished with it; without one nothing is.
 * @see libsel4vm `vm_register_irq`
 * @throws NoIrqController @throws IrqOutOfRange @throws IrqTaken
 */
export function vmRegisterIrq(vcpu: VmVcpu, irq: number, ack?: IrqAckFn): void {
  const irqs = controllerOf(vcpu.vm);
  checkIrq(irq, 0);
  if (ack !== undefined && typeof ack !== "function") throw new InvalidArgument("ack", ack, "a function");
  if (isRegistered(irqs, vcpu, irq)) throw new IrqTaken(irq);
  if (irq < CoreGic.FIRST_SPI) irqs.perVcpu[vcpu.vcpuId].set(irq, ack ?? ignoreAck);
  else irqs.shared.set(irq, { vcpu, ack: ack ?? ignoreAck });
  if (ack !== undefined) vcpu.vm.core.gic.wantAck(irq, true);
}

/** Gives an interrupt back; the C library cannot. @throws NoIrqController @throws IrqNotRegistered */
export function vmUnregisterIrq(vcpu: VmVcpu, irq: number): void {
  const irqs = controllerOf(vcpu.vm);
  const owners = irq < CoreGic.FIRST_SPI ? irqs.perVcpu[vcpu.vcpuId] : irqs.shared;
  if (!owners.delete(irq)) throw new IrqNotRegistered(irq);
  const wanted = irq < CoreGic.FIRST_SPI && irqs.perVcpu.some((own) => own.has(irq));
  vcpu.vm.core.gic.wantAck(irq, wanted);
}

/**
 * An edge at the interrupt's input: it stays pending until the guest takes it, also while it is disabled. For an SPI the
 * guest's routing decides who gets it.
 * @see libsel4vm `vm_inject_irq`
 * @throws NoIrqController @throws IrqNotRegistered
 */
export function vmInjectIrq(vcpu: VmVcpu, irq: number): void {
  checkRegistered(vcpu, irq);
  vcpu.vm.core.gic.pulse(vcpu.vcpuId, irq);
}

/**
 * Drives the interrupt's input line, for level sources: it is pending as long as the line is up. Arm VMs of the C library
 * cannot do this. SGIs have no line.
 * @see libsel4vm `vm_set_irq_level`
 * @throws NoIrqController @throws IrqNotRegistered @throws IrqOutOfRange
 */
export function vmSetIrqLevel(vcpu: VmVcpu, irq: number, level: boolean): void {
  checkRegistered(vcpu, irq);
  checkIrq(irq, CoreGic.FIRST_PPI);
  vcpu.vm.core.gic.setLine(vcpu.vcpuId, irq, level);
}

/** Calls the acknowledge callbacks of interrupts that ended since the last call; the run loop does. */
export function deliverIrqAcks(vm: Vm): void {
  const { irqs } = vm.arch;
  if (irqs === undefined) return;
  for (let ended = vm.core.gic.takeAck(); ended !== undefined; ended = vm.core.gic.takeAck()) {
    const { cpu, intid } = ended;
    if (intid < CoreGic.FIRST_SPI) irqs.perVcpu[cpu].get(intid)?.(vm.vcpus[cpu], intid);
    else {
      const owner = irqs.shared.get(intid);
      owner?.ack(owner.vcpu, intid);
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
  return irq < CoreGic.FIRST_SPI ? irqs.perVcpu[vcpu.vcpuId].has(irq) : irqs.shared.has(irq);
}

function checkRegistered(vcpu: VmVcpu, irq: number): void {
  const irqs = controllerOf(vcpu.vm);
  checkIrq(irq, 0);
  if (!isRegistered(irqs, vcpu, irq)) throw new IrqNotRegistered(irq);
}

function checkIrq(irq: number, lowest: number): void {
  if (!Number.isInteger(irq) || irq < lowest || irq >= CoreGic.INTERRUPTS)
    throw new IrqOutOfRange(irq, lowest, CoreGic.INTERRUPTS - 1);
}
