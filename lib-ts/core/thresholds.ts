/** When code is compiled, and how much of it at once. */
import type { ExecutionTier } from "./instance.ts";

/** Measured reasons: docs/compiled-tier.md. */
export interface Thresholds {
  /** Executions after which a block is hot. */
  readonly hot: number;
  /** Entries after which a region is formed anew. */
  readonly grow: number;
  /**
   * A batch is worth its fixed cost from so many regions on, or after so many instructions, or when a block was executed so often
   * since it became hot.
   */
  readonly batch: number;
  readonly patience: number;
  readonly urgent: number;
  /** Blocks and micro-ops of a region's first form: small, for most never run long enough to repay more. */
  readonly blocks: number;
  readonly ops: number;
  /** The same for the second form. */
  readonly grownBlocks: number;
  readonly grownOps: number;
  /** 1: regions are linked by tail calls, where the engine has them; 0: each returns to the loop in the core. */
  readonly links: number;
}

export const THRESHOLDS: Thresholds = {
  hot: 6_000,
  grow: 400_000,
  batch: 128,
  patience: 128_000_000,
  urgent: 12_000,
  blocks: 16,
  ops: 600,
  grownBlocks: 40,
  grownOps: 1200,
  links: 1,
};

/** The thresholds of a tier, with those that are to be others. `all` compiles everything, waiting for nothing. */
export function thresholdsOf(tier: ExecutionTier, others: Partial<Thresholds> = {}): Thresholds {
  const own = tier === "all" ? { hot: 1, batch: 1 } : {};
  return { ...THRESHOLDS, ...own, ...others };
}
