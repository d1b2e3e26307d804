/** The region compiler: from hot blocks of the core's block store to Wasm modules. */
export { type BlockView, CodeSource } from "./codeSource.ts";
export { type CompileOptions, compileRegions, LINKS, type PlacedRegion, regionName } from "./compile.ts";
export { type CompileJob, JobCompiler, packJob } from "./compileJob.ts";
export { buildGate } from "./gate.ts";
export { FIRST_ENTRY, Links } from "./links.ts";
export { blockText } from "./microOpText.ts";
export { PackedRegion } from "./packedRegion.ts";
export {
  canEnter,
  growRegion,
  type HotBlock,
  type Region,
  type RegionLimits,
  type Root,
  targetCells,
} from "./region.ts";
export { regionText } from "./regionText.ts";
export { hasTailCalls } from "./tailCalls.ts";
