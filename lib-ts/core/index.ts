/** The core, for the modules of lib-ts: everything else reaches the Wasm instance through these. */

/** The same of AArch32, for what AArch64 has not. */
export * as Aarch32State from "../../core-as/aarch32/state.ts";
/** Offsets of system registers, for `CoreVcpu.u64` and its relatives. */
export * as SystemRegister from "../../core-as/aarch64/state.ts";
export { Architecture, Backing, CoreDevice, RunState } from "../../core-as/abi.ts";
/** The same of IA32. */
export * as Ia32State from "../../core-as/ia32/state.ts";
export { PAGE_SHIFT, PAGE_SIZE } from "../../core-as/layout.ts";
export { Aarch32Registers, type BankedMode, Mode } from "./aarch32Registers.ts";
export { AttachedVcpu } from "./attachedVcpu.ts";
export { CoreClock } from "./clock.ts";
export type { CallExit, CoreExit, InterceptExit, MemoryExit, PlainExit, PortExit, ShutdownExit } from "./exit.ts";
export { CoreGic, type InterruptState } from "./gic.ts";
export { GuestBytes } from "./guestBytes.ts";
export { type DescriptorTable, Gpr, Ia32Registers, Segment, type SegmentRegister } from "./ia32Registers.ts";
export { CoreInstance, type CoreOptions, type CoreStats, type ExecutionTier, type PageBacking } from "./instance.ts";
export { CoreModule } from "./module.ts";
export { CorePcInterrupts, type LapicState, type PicState, type PitCounter, type Redirection } from "./pcInterrupts.ts";
export { compileService, PostedCompiler, type RegionCompiler } from "./regionCompiler.ts";
export type { RegionReceivers } from "./spreadCompiler.ts";
export { THRESHOLDS, type Thresholds } from "./thresholds.ts";
export { CoreVcpu } from "./vcpu.ts";
