/**
 * The public API for pages: machines in workers, behind handles. The web page uses this file and nothing else of lib-ts.
 *
 * Two more entries: `lib-ts/headless.ts` runs the same machines without a worker (Node scripts, tests), and
 * `lib-ts/sel4vm/index.ts` is libsel4vm itself, to build a VM by hand. docs/api.md has an example of each.
 */
export type {
  BootStage,
  BootStageName,
  Checkpoint,
  ClockMode,
  CompiledCode,
  ExecutionTier,
  GuestArchitecture,
  HotRegion,
  ImageSource,
  MachineSpec,
  Recording,
  SerialConsole,
  VcpuState,
  VcpuStatus,
  VmHandle,
  VmProblem,
  VmState,
  VmStatus,
} from "./client/api.ts";
export { createVm } from "./client/createVm.ts";
export { disassembleA64 } from "./debug/disassembler.ts";
export { type CodeEncoding, type ListingLine, listCode } from "./debug/listing.ts";
export {
  CoreUnusable,
  GuestShutdown,
  MachineOptionError,
  MachineSizeInvalid,
  ManifestError,
  OutOfHostMemory,
  VmDisposed,
  VmError,
  VmRunFailed,
  VmStateError,
  WorkerLost,
} from "./errors.ts";
export {
  ImageCorrupt,
  ImageEmpty,
  ImageError,
  ImageMisplaced,
  ImageNotRecognised,
  ImageTooLarge,
  ImageTruncated,
  ImageUnavailable,
  ImageUnsupported,
} from "./loader/imageError.ts";
export { type GuestEntry, type GuestFile, type GuestManifest, parseManifest } from "./machines/guests.ts";
export { canShareMemory } from "./worker/parallel/checkParallel.ts";
export { ParallelUnavailable, VcpuThreadLost } from "./worker/parallel/parallelErrors.ts";
