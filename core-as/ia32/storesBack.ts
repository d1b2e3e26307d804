/**
 * Which loads belong to an instruction that stores to the same place. A processor takes such a load for a write when it faults:
 * the error code says so (SDM volume 3, 4.7), and a segment that cannot be written is refused before paging is asked.
 *
 * BOUNDS: `v` is a vCPU's base; micro-ops are looked at from the running one to the end of its block.
 */
import { Block } from "../ir/block";
import { Op } from "../ir/ops.gen";
import { SLOT_BLOCK, SLOT_OP } from "../layout";

const OP_SIZE: usize = 16;

/** Of a micro-op: slot d, slots a and b, the low half of the immediate. */
@final
abstract class MicroOp {
  @inline static destination(op: usize): u32 {
    return load<u16>(op, 2);
  }
  @inline static slots(op: usize): u32 {
    return load<u32>(op, 4);
  }
  @inline static offset(op: usize): u32 {
    return load<u32>(op, 8);
  }
}

/** Whether the running micro-op is a load, and one behind it in its instruction stores to the same address. */
export function storesBack(v: usize): bool {
  const block = load<u32>(v, SLOT_BLOCK);
  if (block == 0) return false;
  const running = <usize>load<u32>(v, SLOT_OP);
  const code = Block.opCode(running);
  if (code < <u32>Op.LdwU8 || code > <u32>Op.LdwAlignedV128) return false;
  const address = MicroOp.slots(running) & 0xffff;
  const instruction = Block.instructionsBefore(block, running);
  const end = Block.firstOp(block) + <usize>Block.opCount(block) * OP_SIZE;
  for (let op = running + OP_SIZE; op < end; op += OP_SIZE) {
    if (Block.instructionsBefore(block, op) != instruction) return false;
    if (isStore(Block.opCode(op))) {
      if (sameAddress(op, running)) return true;
    } else if (MicroOp.destination(op) == address) return false;
  }
  return false;
}

function isStore(code: u32): bool {
  return code >= <u32>Op.Stw8 && code <= <u32>Op.StwAlignedV128;
}

/** Slots a (the address) and b (the cache), and the offset. */
function sameAddress(one: usize, other: usize): bool {
  return MicroOp.slots(one) == MicroOp.slots(other) && MicroOp.offset(one) == MicroOp.offset(other);
}
