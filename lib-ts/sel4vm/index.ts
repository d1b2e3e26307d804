/**
 * libsel4vm, to build and run a VM by hand: every header of the C library is a module, and this file is all of them. It
 * works wherever WebAssembly does; docs/api.md has a complete VM in twenty lines.
 *
 * Functions keep the C names in camelCase and take the VM or vCPU first. They throw named errors (`VmError`) where the C
 * library returns -1; callbacks answer with `FaultResult`. `CoreModule` is the compiled `build/core.wasm`, which any number
 * of VMs share.
 */
export {
  Architecture,
  type CoreInstance,
  CoreModule,
  type CoreStats,
  type CoreVcpu,
  type InterruptState,
  PAGE_SIZE,
  type PageBacking,
} from "../core/index.ts";
export * from "../errors.ts";
export * as aarch32 from "./arm/aarch32/index.ts";
export * from "./arm/aarch64/processor.ts";
export * from "./arm/guestArmContext.ts";
export * from "./arm/guestBootInit.ts";
export * from "./arm/guestMemoryArch.ts";
export * from "./arm/guestVmArch.ts";
export * from "./arm/processor.ts";
export * from "./arm/psci.ts";
export * from "./arm/smc.ts";
export * from "./boot.ts";
export { ALL_RIGHTS, type CapRights, FramePool, type GuestFrame, READ_ONLY } from "./frames.ts";
export * from "./guestIospace.ts";
export * from "./guestIrqController.ts";
export * from "./guestMemory.ts";
export * from "./guestMemoryHelpers.ts";
export * from "./guestRam.ts";
export * from "./guestVcpuFault.ts";
export * from "./guestVm.ts";
export * from "./guestVmExits.ts";
export * from "./guestVmUtil.ts";
export { vmIsRunnable, vmNotify } from "./runLoop.ts";
export * as x86 from "./x86/index.ts";
