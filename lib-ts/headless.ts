/**
 * Whole machines without a page or a worker: for Node scripts, tests, and workers of one's own. `planBoot` turns images
 * into a plan, `MachineRunner` runs it; `VirtMachine` is the machine for those who bring their own run loop; devices and
 * loaders are here for machines of another shape, built on `lib-ts/sel4vm/index.ts`.
 */
export { CoreModule } from "./core/index.ts";
export { AcpiPm } from "./devices/acpiPm.ts";
export { ByteQueue } from "./devices/byteQueue.ts";
export { I8042 } from "./devices/i8042.ts";
export { attachMmio } from "./devices/mmio.ts";
export { PciHost } from "./devices/pciHost.ts";
export { Pl011 } from "./devices/pl011.ts";
export { Pl031 } from "./devices/pl031.ts";
export { attachPorts } from "./devices/ports.ts";
export { Ps2Keyboard } from "./devices/ps2Keyboard.ts";
export { Ps2Mouse } from "./devices/ps2Mouse.ts";
export { Uart16550 } from "./devices/uart16550.ts";
export type { Alarm, ByteSink, ByteSource, IrqLine, MmioDevice, PortDevice, SecondsNow } from "./devices/wires.ts";
export * from "./errors.ts";
export { type Arm64Image, parseArm64Image, planArm64Image } from "./loader/arm64Image.ts";
export { type CpioEntry, CpioMode, readCpio, writeCpio } from "./loader/cpio.ts";
export { planElf } from "./loader/elf.ts";
export * from "./loader/fdt.ts";
export { readFdt } from "./loader/fdtReader.ts";
export { writeFdt } from "./loader/fdtWriter.ts";
export * from "./loader/imageError.ts";
export type { LoadPlan, MemoryRange, Segment } from "./loader/loadPlan.ts";
export { type BootImages, type BootPlan, type NamedBytes, planBoot } from "./machines/bootPlan.ts";
export { type GuestEntry, type GuestFile, type GuestManifest, parseManifest } from "./machines/guests.ts";
export type { Machine, MachineWires } from "./machines/machine.ts";
export { buildMachine, type MachinePlan, planMachine } from "./machines/machinePlan.ts";
export { PcMachine } from "./machines/pc.ts";
export { type PcBootPlan, planPcBoot } from "./machines/pcBootPlan.ts";
export { VirtMachine, type VirtWires } from "./machines/virt.ts";
export type { VirtOptions } from "./machines/virtOptions.ts";
export { Agenda, type AgendaItem, type Recurring } from "./worker/agenda.ts";
export { fetchImage, type Progress } from "./worker/fetchImage.ts";
export { type Host, nodeHost } from "./worker/host.ts";
export { MachineRunner, type RunnerCounters, type RunnerOptions } from "./worker/machineRunner.ts";
export type { FromVcpu, StartVcpuThread, ToVcpu, VcpuPort } from "./worker/parallel/messages.ts";
export * from "./worker/parallel/parallelErrors.ts";
export { VcpuThread } from "./worker/parallel/vcpuThread.ts";
export type { LoopEnd } from "./worker/runLoop.ts";
