/** The micro-ops of a block, by name. */
import { Op } from "../ir/ops.gen.ts";
import { BLOCK_HEADER, BLOCK_OP_COUNT, VCPU_CONTEXT } from "../layout.ts";
import type { TestCore } from "./core.ts";

/** Codes in the places of the micro-ops of the block at the start of RAM: of those that begin a sequence, the sequence's. */
export function codesAtStart(core: TestCore): number[] {
  const block = core.exports.findBlock(core.ram, core.u32(VCPU_CONTEXT));
  if (block === 0) throw new Error("no block at the start of RAM");
  const count = core.view.getUint32(block + BLOCK_OP_COUNT, true);
  return Array.from({ length: count }, (_, index) => core.view.getUint16(block + BLOCK_HEADER + 16 * index, true));
}

/** Names of the micro-ops of the block at the start of RAM, as front ends emitted them. */
export function microOpsAtStart(core: TestCore): string[] {
  return codesAtStart(core).map((code) => Op[core.exports.plainOp(code)]);
}
