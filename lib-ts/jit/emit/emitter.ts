/**
 * What the emitters of one region's function share: where they write, the locals, and the ways out.
 *
 * Every way out is a branch to one of a few places at the end of the function, so that leaving costs a few bytes where
 * it may happen and what memory does not have yet is stored in one place (regionFunction.ts).
 */
import { PAGE_SIZE, REGION_SURPRISED } from "../../../core-as/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import type { Effects } from "../effects.ts";
import type { Link } from "../links.ts";
import type { State } from "../residency.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { type FlagKinds, UNKNOWN_FLAGS } from "./flagKinds.ts";
import { code, type Frame } from "./frame.ts";
import type { GroupedAccess } from "./groups.ts";
import type { Landings } from "./landings.ts";
import type { X87Run } from "./x87/runs.ts";
import type { X87Stack } from "./x87/stack.ts";

/** Labels of the ways out; far above those that the region's structure uses. */
export const EXIT = 1_000_001;
export const EXIT_MID = 1_000_002;
export const EXIT_RAISED = 1_000_003;
/** The same with flags that memory does not have yet. */
export const EXIT_FLAGS = 1_000_004;
export const EXIT_MID_FLAGS = 1_000_005;
/** A label for constructs inside one op. */
export const LOCAL_LABEL = 1_000_006;
export const INNER_LABEL = 1_000_007;
/** Around the micro-ops of an instruction whose condition fails. */
export const SKIP_LABEL = 1_000_009;
/** Of a dispatch: behind it, and its arms, by number from here on. */
export const MISS_LABEL = 1_000_008;
export const ARM_LABEL = 1_000_100;
/** Between blocks, out of a loop: its number is to be added. */
export const EXIT_LOOP = 2_000_000;
/** The same within a block. */
export const EXIT_MID_LOOP = 2_500_000;

/** Function indices in the module. */
export interface ModuleFunctions {
  /** Index of an imported function of the core. */
  imported(name: string): number;
  /** (v, d, a, b, number, table index): functions that `call` and `callx` ops name. */
  readonly callPure: number;
  readonly callSystem: number;
}

const ADD = code("i64.add");
const NE = code("i64.ne");

export class Emitter {
  /** The block that is being written, and the micro-op. */
  block!: BlockView;
  op = 0;
  /** Where registers and flags are here. */
  state!: State;
  /** What the block's ops do. */
  effects: readonly Effects[] = [];
  /** What is left seldom. */
  landings!: Landings;
  /** By memory micro-op: the name of the page locals that it uses, if any. */
  pageNames: ReadonlyMap<number, string> = new Map();
  /** By memory micro-op: the look-up that it shares with others, if any. */
  groups: ReadonlyMap<number, GroupedAccess> = new Map();
  /** The region's links by the distance of their blocks from the head, and where in the module's table they begin. */
  links: ReadonlyMap<number, Link> = new Map();
  firstLink = 0;
  /** What is known of the flags here. */
  flagKinds: FlagKinds = UNKNOWN_FLAGS;
  /** The block's runs of x87 instructions, by their first micro-op. */
  runs: ReadonlyMap<number, X87Run> = new Map();
  /** Within a run: what memory does not have yet. */
  x87: X87Stack | undefined;

  constructor(
    readonly source: CodeSource,
    readonly code: CodeWriter,
    readonly frame: Frame,
    readonly functions: ModuleFunctions,
    /** Linear-memory address where the indirect jump at a micro-op notes its targets. */
    readonly cells: (op: number) => number,
  ) {}

  /** Pushes the address `distance` bytes behind the block's start. */
  pushPc(distance: number): void {
    this.code.localGet(this.frame.base);
    const delta = this.block.delta + distance;
    if (delta === 0) return;
    this.code.i64ConstNumber(delta);
    this.code.op(ADD);
  }

  /** The label for leaving between blocks, with exitPc set. */
  get exit(): number {
    if (this.state.loop !== undefined) return EXIT_LOOP + this.state.loop.index;
    return this.state.flagsNewer ? EXIT_FLAGS : EXIT;
  }

  /** The label for leaving within a block, with exitOp set. */
  private get exitMid(): number {
    if (this.state.loop !== undefined) return EXIT_MID_LOOP + this.state.loop.index;
    return this.state.flagsNewer ? EXIT_MID_FLAGS : EXIT_MID;
  }

  /** Leaves for the block `distance` bytes behind this one's start. */
  leaveTo(distance: number): void {
    this.pushPc(distance);
    this.code.localSet(this.frame.exitPc);
    this.code.br(this.exit);
  }

  /**
   * Leaves within the block: the interpreter goes on with the micro-op at `op`, whose block shows from its address, and
   * with the temporaries of its instruction.
   */
  leaveAt(op: number): void {
    this.leaveSaying(op, () => this.code.i32Const(op));
  }

  /** As `leaveAt`, where something is not as the region takes it to be: that counts. */
  leaveSurprised(op: number): void {
    this.leaveSaying(op, () => this.code.i32Const(op | REGION_SURPRISED));
  }

  /** As `leaveAt`, at the first of a group of accesses at `frame.address`: whether the group lies in two pages counts. */
  leaveAtGroup(op: number): void {
    const { code: to, frame } = this;
    const { span } = (this.groups.get(op) as GroupedAccess).group;
    this.leaveSaying(op, () => {
      to.localGet(frame.address);
      to.op(code("i32.wrap_i64"));
      to.i32Const(PAGE_SIZE - 1);
      to.op(code("i32.and"));
      to.i32Const(PAGE_SIZE - span);
      to.op(code("i32.gt_u"));
      to.i32Const(op);
      to.op(code("i32.or"));
    });
  }

  /** Leaves at `op` with what `pushSaid` pushes: the micro-op, with REGION_SURPRISED or without. */
  private leaveSaying(op: number, pushSaid: () => void): void {
    this.storeTemporaries(op);
    this.x87?.store(this);
    pushSaid();
    this.code.localSet(this.frame.exitOp);
    this.code.br(this.exitMid);
  }

  /** What the instruction has written to temporaries, and `op` or a later one of its micro-ops reads, to memory. */
  storeTemporaries(op: number): void {
    const { temporaries } = this.effects[(op - this.block.firstOp) / OP_SIZE];
    for (const slot of temporaries) this.frame.store(this.code, slot);
  }

  /** Pops an i32, and leaves as `leaveTo` does when it is not zero. */
  leaveToIf(distance: number): void {
    this.code.brIfSeldom(this.landings.take(this, "to", distance));
  }

  /** Pops two i64, and leaves at the micro-op when they differ. */
  leaveUnlessEqual(leave: "at" | "atGroup"): void {
    this.code.op(NE);
    this.code.brIfSeldom(this.landings.take(this, leave, this.op));
  }

  /** Pops an i32, and leaves as `leaveSurprised` does when it is not zero. */
  leaveSurprisedIf(): void {
    this.code.brIfSeldom(this.landings.take(this, "surprised", this.op));
  }

  /** Pops an i32, and leaves as `leaveAt` does when it is not zero. */
  leaveAtIf(op: number): void {
    this.code.brIfSeldom(this.landings.take(this, "at", op));
  }
}
