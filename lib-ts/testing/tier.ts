/** The execution tier that tests run in: the one place that reads SEL4VM_TIER. */
import type { ExecutionTier } from "../client/api.ts";

/** Every tier, the plainest first. */
export const TIERS: readonly ExecutionTier[] = ["interp", "auto", "all"];

/** SEL4VM_TIER, or `auto`. */
export const TEST_TIER: ExecutionTier = tierNamed(process.env["SEL4VM_TIER"] ?? "auto");

/** @throws Error for a name that is no tier */
export function tierNamed(name: string): ExecutionTier {
  const tier = TIERS.find((known) => known === name);
  if (tier === undefined) throw new Error(`"${name}" is no execution tier; choose ${TIERS.join(", ")}`);
  return tier;
}
