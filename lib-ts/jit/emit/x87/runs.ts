/**
 * Runs of x87 instructions in a block: what stands between reads the register stack once, keeps its registers in locals, whatever
 * place on the stack they come to, and writes them once.
 *
 * TOP is known at run time only, so registers go by their place relative to TOP at the run's start, modulo 8. What a run takes
 * for granted is looked at before it: which registers are full and which are empty, 64 bits to nearest, numbers that are normal
 * or zero. Where something is otherwise the region is left there, and that is counted (landings.ts).
 */
import { X87_CONTROL, X87_FDS, X87_IMAGE, X87_REGISTERS } from "../../../../core-as/fp/x87/layout.ts";
import { type BlockView, type CodeSource, OP_SIZE } from "../../codeSource.ts";
import { visitOperands } from "../../operands.ts";
import { Op, PARSED_ROWS } from "../../rows.ts";
import { type X87Operation, x87Operation } from "./operations.ts";

/** One x87 instruction alone gains nothing. */
const SHORTEST = 2;

export interface X87Run {
  /** Its first and its last micro-op. */
  readonly first: number;
  readonly last: number;
  /** A bit for each register, by its place at the start: those that must be full, and those that must be empty. */
  readonly full: number;
  readonly empty: number;
}

/** Which registers are full, as far as the instructions so far say it. */
class Fullness {
  private readonly known: (boolean | undefined)[] = new Array(8).fill(undefined);
  private top = 0;
  full = 0;
  empty = 0;

  /** Takes in what an operation does. @returns false, and nothing changed, when the stack would not do for it */
  take(operation: X87Operation): boolean {
    const { reads, pushes, pops } = operation;
    const wanted: [place: number, full: boolean][] = reads.map((i) => [this.at(i), true]);
    if (pushes) wanted.push([this.at(7), false]);
    if (wanted.some(([place, full]) => (this.known[place] ?? full) !== full)) return false;
    for (const [place, full] of wanted) this.want(place, full);
    if (pushes) this.move(-1);
    if (pushes) this.known[this.at(0)] = true;
    if (operation.what === "copy") this.known[this.at(operation.i)] = true;
    if (pops) {
      this.known[this.at(0)] = false;
      this.move(1);
    }
    return true;
  }

  private at(i: number): number {
    return (this.top + i) & 7;
  }

  private move(by: number): void {
    this.top = (this.top + by) & 7;
  }

  private want(place: number, full: boolean): void {
    if (this.known[place] !== undefined) return;
    this.known[place] = full;
    if (full) this.full |= 1 << place;
    else this.empty |= 1 << place;
  }
}

/** Whether a slot is part of the x87 FPU: MMX registers are, too. */
function isX87(slot: number): boolean {
  return (slot >= X87_CONTROL && slot <= X87_FDS) || (slot >= X87_REGISTERS && slot < X87_IMAGE);
}

/** Whether a micro-op that is no x87 instruction may stand within a run. */
function isNeutral(source: CodeSource, op: number): boolean {
  const row = PARSED_ROWS[source.opCode(op)];
  if (row.kind === "jump") return false;
  if (row.kind === "call") return source.opCode(op) === Op.CallxFetch;
  if (row.kind === "pure" && row.functions.some((name) => name.startsWith("x87"))) return false;
  let touches = false;
  visitOperands(source, op, (slot) => {
    touches ||= isX87(slot);
  });
  return !touches;
}

/** The runs of a block, by their first micro-op. */
export function x87Runs(source: CodeSource, { firstOp, lastOp }: BlockView): ReadonlyMap<number, X87Run> {
  const runs = new Map<number, X87Run>();
  let fullness = new Fullness();
  let ops: number[] = [];
  const end = () => {
    const { full, empty } = fullness;
    if (ops.length >= SHORTEST) runs.set(ops[0], { first: ops[0], last: ops[ops.length - 1], full, empty });
    fullness = new Fullness();
    ops = [];
  };
  for (let op = firstOp; op <= lastOp; op += OP_SIZE) {
    const operation = x87Operation(source, op);
    if (operation !== undefined) {
      if (!fullness.take(operation)) {
        end();
        fullness.take(operation);
      }
      ops.push(op);
    } else if (ops.length > 0 && !isNeutral(source, op)) end();
  }
  end();
  return runs;
}
