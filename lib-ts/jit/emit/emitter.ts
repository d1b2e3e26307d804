/**
 * What the emitters of one region's function share: where they write, the locals, and the ways out.
 *
 * Every way out is a branch to one of three places at the end of the function, so that leaving costs a few bytes where
 * it may happen and the registers are stored in one place (regionFunction.ts).
 */
import type { BlockView, CodeSource } from "../codeSource.ts";
import type { CodeWriter } from "../wasm/codeWriter.ts";
import { code, type Frame } from "./frame.ts";

/** Labels of the ways out; far above those that the region's structure uses. */
export const EXIT = 1_000_001;
export const EXIT_MID = 1_000_002;
export const EXIT_RAISED = 1_000_003;
/** A label for constructs inside one op. */
export const LOCAL_LABEL = 1_000_004;
export const INNER_LABEL = 1_000_005;
/** Of a dispatch: behind it, and its arms, by number from here on. */
export const MISS_LABEL = 1_000_006;
export const ARM_LABEL = 1_000_007;

/** Function indices in the module. */
export interface ModuleFunctions {
  /** (v, set, slot of the set, address, size) → linear-memory address or 0, by the set, else by the core. */
  readonly read: number;
  readonly write: number;
  /** (v, slot of the set, address, size): the same by the core alone. */
  readonly slowRead: number;
  readonly slowWrite: number;
  /** Index of an imported function of the core. */
  imported(name: string): number;
  /** (v, record): the region was entered often. */
  readonly regionHot: number;
  /** (v) → the next block, charged, or 0. */
  readonly regionResolve: number;
  /** (v, table index): goes on with a region. */
  readonly nextRegion: number;
  /** (v, d, a, b, number, table index): functions that `call` and `callx` ops name. */
  readonly callPure: number;
  readonly callSystem: number;
  readonly tailCalls: boolean;
}

const ADD = code("i64.add");

export class Emitter {
  /** The block that is being written, and the micro-op. */
  block!: BlockView;
  op = 0;
  /** Whether the block can run again within one visit of the region. */
  inLoop = false;
  /** `CC` kind of the flags here, where it is known. */
  flagKind: number | undefined;

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

  /** Leaves for the block `distance` bytes behind this one's start. */
  leaveTo(distance: number): void {
    this.pushPc(distance);
    this.code.localSet(this.frame.exitPc);
    this.code.br(EXIT);
  }

  /** Leaves within the block: the interpreter goes on with the micro-op at `op`, whose block shows from its address. */
  leaveAt(op: number): void {
    this.code.i32Const(op);
    this.code.localSet(this.frame.exitOp);
    this.code.br(EXIT_MID);
  }
}
