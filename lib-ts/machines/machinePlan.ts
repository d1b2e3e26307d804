/** From images to a plan and from a plan to a machine, for every architecture. */
import type { CoreModule } from "../core/index.ts";
import type { ExecutionOptions } from "../sel4vm/boot.ts";
import { type BootImages, type BootPlan, planBoot } from "./bootPlan.ts";
import type { GuestArchitecture } from "./guests.ts";
import type { Machine, MachineWires } from "./machine.ts";
import { PcMachine } from "./pc.ts";
import { type PcBootPlan, planPcBoot } from "./pcBootPlan.ts";
import { VirtMachine } from "./virt.ts";
import type { KernelUnpacking, VirtOptions } from "./virtOptions.ts";

export type MachinePlan = BootPlan | PcBootPlan;

export interface MachinePlanOptions extends VirtOptions {
  /** Who unpacks a bzImage or zImage; default: the host. */
  readonly unpack?: KernelUnpacking;
}

/** @throws ImageError, MachineOptionError */
export async function planMachine(
  architecture: GuestArchitecture,
  images: BootImages,
  options: MachinePlanOptions,
): Promise<MachinePlan> {
  return architecture === "ia32" ? planPcBoot(images, options) : planBoot(images, { ...options, architecture });
}

/** The machine of the plan, its boot vCPU ready to run. */
export function buildMachine(
  module: CoreModule,
  name: string,
  plan: MachinePlan,
  vcpus: number,
  wires: MachineWires,
  execution: ExecutionOptions = {},
): Machine {
  return "map" in plan
    ? new PcMachine(module, name, plan, vcpus, wires, execution)
    : new VirtMachine(module, name, plan, vcpus, wires, execution);
}
