/** Instructions that are executed on a condition: what a `skip` may step over stands in an `if`. */

import { settleSystem } from "./calls.ts";
import { pushCondition } from "./conditions.ts";
import { type Emitter, SKIP_LABEL } from "./emitter.ts";
import { eitherFlags, type FlagKinds } from "./flagKinds.ts";

/** A `skip` whose micro-ops are being written. */
export interface OpenSkip {
  /** Number in the block of the first op behind them. */
  readonly end: number;
  /** What was known of the flags before, and is behind it when the condition fails. */
  readonly flagKinds: FlagKinds;
}

/** Begins it: the running op, number `number` of its block. */
export function openSkip(e: Emitter, number: number): OpenSkip {
  const { source, op, code: to } = e;
  pushCondition(e, source.imm32(op));
  // A function in the body finds the vCPU in memory; so does whoever comes behind the body, called or not.
  if (e.effects[number].settles) settleSystem(e);
  to.if(SKIP_LABEL);
  return { end: number + 1 + source.aux(op), flagKinds: e.flagKinds };
}

/** Ends it. Registers of the body were in locals before it already. */
export function closeSkip(e: Emitter, skip: OpenSkip): void {
  e.code.end();
  e.flagKinds = eitherFlags(e.flagKinds, skip.flagKinds);
}
