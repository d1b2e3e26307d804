/** What the compiler reads of a VM: the core's linear memory with its block store and jump caches. */
import {
  BLOCK_ADDRESS,
  BLOCK_BYTES,
  BLOCK_CONTEXT,
  BLOCK_COST,
  BLOCK_HEADER,
  BLOCK_INSTRUCTIONS,
  BLOCK_OP_COUNT,
  JUMP_ENTRY_SIZE,
  JUMP_PAGE,
  JUMP_WITHIN,
  PAGE_SIZE,
  TC_JUMP_CACHE,
} from "../../core-as/layout.ts";
import { plainOp } from "./rows.ts";

/** Bytes of a micro-op. */
export const OP_SIZE = 16;
/** Low bits of an element of the table behind a block's micro-ops, below the instruction's number: core-as/ir/block.ts. */
const OFFSET_BITS = 10;

/** Looks a block up by the linear-memory address of its first instruction and its context; 0 = none. */
export type FindBlock = (address: number, context: number) => number;

/** A block of the store, `delta` bytes of virtual address behind the head of its region. */
export interface BlockView {
  /** Linear-memory address of the block in the store. */
  readonly at: number;
  readonly delta: number;
  /** Instructions it charges to the budget. */
  readonly cost: number;
  /** Linear-memory address of its first guest instruction. */
  readonly guest: number;
  readonly bytes: number;
  readonly context: number;
  /** Linear-memory address of its first micro-op, and of the one that ends it. */
  readonly firstOp: number;
  readonly lastOp: number;
}

export class CodeSource {
  private readonly u16: Uint16Array;
  private readonly i32: Int32Array;
  private readonly u64: BigUint64Array;

  constructor(
    buffer: ArrayBufferLike,
    readonly findBlock: FindBlock,
  ) {
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
  }

  block(at: number, delta: number): BlockView {
    const firstOp = at + BLOCK_HEADER;
    return {
      at,
      delta,
      cost: this.u32(at + BLOCK_COST),
      guest: this.u32(at + BLOCK_ADDRESS),
      bytes: this.u32(at + BLOCK_BYTES),
      context: this.u32(at + BLOCK_CONTEXT),
      firstOp,
      lastOp: firstOp + (this.u32(at + BLOCK_OP_COUNT) - 1) * OP_SIZE,
    };
  }

  /** Guest instructions of a block. */
  instructions(at: number): number {
    return this.u32(at + BLOCK_INSTRUCTIONS);
  }

  /** The block that the jump cache of translation-cache set `set` has for virtual address `pc`; 0 = none. */
  jumpTarget(set: number, pc: bigint): number {
    const low = Number(BigInt.asUintN(32, pc));
    const first = set + TC_JUMP_CACHE + ((((low << 2) ^ (low >>> 6)) & JUMP_WITHIN) | (low & JUMP_PAGE));
    for (const entry of [first, first ^ JUMP_ENTRY_SIZE]) {
      if (this.u64[entry >>> 3] === BigInt.asUintN(64, pc)) return this.u32(entry + 8);
    }
    return 0;
  }

  /** Linear-memory address `distance` bytes from the block's start, if that lies in the same page; else undefined. */
  inPage(block: BlockView, distance: number): number | undefined {
    const offset = (block.guest % PAGE_SIZE) + distance;
    return offset >= 0 && offset < PAGE_SIZE ? block.guest + distance : undefined;
  }

  /** Number in its block of the guest instruction that micro-op `op` belongs to. */
  instructionOf(block: BlockView, op: number): number {
    const table = block.lastOp + OP_SIZE;
    return this.u16[(table >>> 1) + (op - block.firstOp) / OP_SIZE] >>> OFFSET_BITS;
  }

  /** Of a sequence, the first micro-op's. */
  opCode(op: number): number {
    return plainOp(this.u16[op >>> 1]);
  }
  /** Slot or number in the places of a micro-op. */
  d(op: number): number {
    return this.u16[(op >>> 1) + 1];
  }
  a(op: number): number {
    return this.u16[(op >>> 1) + 2];
  }
  b(op: number): number {
    return this.u16[(op >>> 1) + 3];
  }
  /** The low half of aux. */
  c(op: number): number {
    return this.u16[(op >>> 1) + 6];
  }
  /** Signed. */
  imm32(op: number): number {
    return this.i32[(op >>> 2) + 2];
  }
  /** Signed; the high half of imm. */
  aux(op: number): number {
    return this.i32[(op >>> 2) + 3];
  }
  u32(address: number): number {
    return this.i32[address >>> 2] >>> 0;
  }
}
