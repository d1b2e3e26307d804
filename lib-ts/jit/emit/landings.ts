/**
 * Ways out that are seldom taken, each with a label of its own: where it is taken stands a conditional branch and no more,
 * and its code stands behind all blocks. What is executed lies close together, for the host's instruction cache.
 */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Effects } from "../effects.ts";
import { RegisterSet } from "../registerSet.ts";
import { State } from "../residency.ts";
import { Op, PARSED_ROWS } from "../rows.ts";
import type { Emitter } from "./emitter.ts";
import { x87Operation } from "./x87/operations.ts";
import type { X87Stack } from "./x87/stack.ts";

/** Labels from here on. */
const LANDING = 3_000_000;
/** Ways out of one micro-op: alignment, a look-up, and one in a loop's prologue. */
const PER_OP = 2;
/** Of an x87 instruction in a run: the run's start, its operand in memory, its result. */
const PER_X87 = 3;
const NOTHING = new RegisterSet();

/** Where the emitter stood, and where it leaves to. */
interface Landing {
  readonly block: BlockView;
  readonly effects: readonly Effects[];
  readonly state: State;
  readonly x87: X87Stack | undefined;
  readonly leave: "at" | "atGroup" | "surprised" | "to";
  /** The micro-op to go on at, or the distance of the block to go on with. */
  readonly place: number;
}

export class Landings {
  private readonly used: Landing[] = [];

  private constructor(private readonly limit: number) {}

  /** Opens a block for every way out that the blocks may have. */
  static open(e: Emitter, blocks: readonly BlockView[]): Landings {
    const landings = new Landings(blocks.reduce((sum, block) => sum + waysOut(e.source, block), 0));
    for (let index = landings.limit - 1; index >= 0; index--) e.code.block(LANDING + index);
    return landings;
  }

  /** The label of the way out from where the emitter stands. */
  take({ block, effects, state, x87 }: Emitter, leave: Landing["leave"], place: number): number {
    const at = new State(state.loop, NOTHING, state.flagsHere, state.flagsNewer);
    this.used.push({ block, effects, state: at, x87: x87?.copy(), leave, place });
    if (this.used.length > this.limit) throw new Error("a block has more ways out than were counted");
    return LANDING + this.used.length - 1;
  }

  /** Closes the blocks, and writes behind each what leaves. The function's end is not reached from here. */
  close(e: Emitter): void {
    for (let index = 0; index < this.limit; index++) {
      e.code.end();
      const landing = this.used[index];
      if (landing === undefined) continue;
      e.block = landing.block;
      e.effects = landing.effects;
      e.state = landing.state;
      e.x87 = landing.x87;
      if (landing.leave === "at") e.leaveAt(landing.place);
      else if (landing.leave === "atGroup") e.leaveAtGroup(landing.place);
      else if (landing.leave === "surprised") e.leaveSurprised(landing.place);
      else e.leaveTo(landing.place);
    }
  }
}

/** Its boundary, its accesses and calls, and flags of another kind than was guessed. */
function waysOut(source: CodeSource, { firstOp, lastOp }: BlockView): number {
  let count = 1;
  let flagsKnown = false;
  for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
    const row = PARSED_ROWS[source.opCode(op)];
    if (source.opCode(op) === Op.CallxWide) flagsKnown = false;
    if (row.kind !== "pure" && row.kind !== "jump") count += PER_OP;
    else {
      if (x87Operation(source, op) !== undefined) count += PER_X87;
      if (row.readsFlags && !flagsKnown) count++;
      flagsKnown ||= row.readsFlags || row.flags.length > 0;
    }
  }
  return count;
}
