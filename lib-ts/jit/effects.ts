/** What the micro-ops of a block do to registers and flags. */
import { type BlockView, type CodeSource, OP_SIZE } from "./codeSource.ts";
import { keepsRest, visitOperands } from "./operands.ts";
import { Op, PARSED_ROWS } from "./rows.ts";
import { isTemporary, slotKind, vectorOf } from "./slots.ts";

/** What a micro-op does to registers (whole slots; temporaries are not registers) and flags. */
export interface Effects {
  /** Registers that must be in locals. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** Registers that a function changes in memory: those named, or all. */
  readonly changes: readonly number[] | "all";
  readonly readsFlags: boolean;
  readonly writesFlags: boolean;
  /** Temporaries that the instruction has written and this op or a later one of it reads. */
  readonly temporaries: readonly number[];
  /** A function that may change SP and the flags besides. */
  readonly system: boolean;
  /** `skip`: whether a function that may do so is among what it steps over. Flags go to memory before it then. */
  readonly settles: boolean;
}

/** The whole register that a slot belongs to; undefined for what is none. */
function registerOf(slot: number): number | undefined {
  const kind = slotKind(slot);
  if (kind === "integer") return slot;
  return kind === "vector" ? vectorOf(slot) : undefined;
}

function effectsOf(source: CodeSource, op: number, temporaries: readonly number[]): Effects {
  const reads: number[] = [];
  const writes: number[] = [];
  const named: number[] = [];
  visitOperands(source, op, (slot, access, write) => {
    const register = registerOf(slot);
    if (register === undefined) return;
    if (access === "whole") {
      if (write) named.push(register);
      return;
    }
    const partial = write && slotKind(slot) === "vector" && (slot !== register || keepsRest(access));
    if (!write || partial) reads.push(register);
    if (write) writes.push(register);
  });
  const code = source.opCode(op);
  const row = PARSED_ROWS[code];
  const flags = row.kind === "pure" || row.kind === "jump" ? row : undefined;
  return {
    reads,
    writes,
    changes: code === Op.Callw || code === Op.CallxWide ? "all" : named,
    readsFlags: flags?.readsFlags ?? false,
    writesFlags: (flags?.flags.length ?? 0) > 0,
    temporaries,
    system: code === Op.Callx || code === Op.CallxWide,
    settles: false,
  };
}

/**
 * The effects of a `skip` before the ops that it may step over: their registers are in locals before it already, so that they are
 * afterwards either way.
 */
function effectsOfSkip(skip: Effects, body: readonly Effects[]): Effects {
  const registers = new Set(body.flatMap(({ reads, writes }) => [...reads, ...writes]));
  return { ...skip, reads: [...registers], readsFlags: true, settles: body.some(({ system }) => system) };
}

/** The temporary that a slot belongs to, as its whole register; undefined for what is none. */
function temporaryOf(slot: number): number | undefined {
  const kind = slotKind(slot);
  if (!isTemporary(kind)) return undefined;
  return kind === "vectorTemporary" ? vectorOf(slot) : slot;
}

/** For each op of the instruction whose ops are [first, end): the temporaries that were written before and are read yet. */
function liveTemporaries(source: CodeSource, first: number, end: number): number[][] {
  const all = new Set<number>();
  const written = new Set<number>();
  const writtenBefore: number[][] = [];
  for (let op = first; op < end; op += OP_SIZE) {
    writtenBefore.push([...written]);
    visitOperands(source, op, (slot, _access, write) => {
      const temporary = temporaryOf(slot);
      if (temporary === undefined) return;
      all.add(temporary);
      if (write) written.add(temporary);
    });
    // A wide function may write any.
    if (source.opCode(op) === Op.Callw) for (const temporary of all) written.add(temporary);
  }
  const read = new Set<number>();
  for (let op = end - OP_SIZE, index = writtenBefore.length - 1; op >= first; op -= OP_SIZE, index--) {
    // It may read any, too; lanes and slots that functions get may be read as well as written.
    if (source.opCode(op) === Op.Callw) for (const temporary of written) read.add(temporary);
    visitOperands(source, op, (slot, access, write) => {
      const temporary = temporaryOf(slot);
      if (temporary === undefined) return;
      if (!write || access === "whole" || slotKind(slot) === "vectorTemporary") read.add(temporary);
    });
    writtenBefore[index] = writtenBefore[index].filter((temporary) => read.has(temporary));
  }
  return writtenBefore;
}

/** The effects of a block's ops, one by one. */
export function effectsIn(source: CodeSource, block: BlockView): Effects[] {
  const effects: Effects[] = [];
  const end = block.lastOp + OP_SIZE;
  for (let first = block.firstOp; first < end; ) {
    const instruction = source.instructionOf(block, first);
    let next = first + OP_SIZE;
    while (next < end && source.instructionOf(block, next) === instruction) next += OP_SIZE;
    const live = next - first > OP_SIZE ? liveTemporaries(source, first, next) : [[]];
    const ofInstruction = live.map((temporaries, index) => effectsOf(source, first + index * OP_SIZE, temporaries));
    for (const [index, own] of ofInstruction.entries()) {
      const op = first + index * OP_SIZE;
      const body =
        source.opCode(op) === Op.Skip ? ofInstruction.slice(index + 1, index + 1 + source.aux(op)) : undefined;
      effects.push(body === undefined ? own : effectsOfSkip(own, body));
    }
    first = next;
  }
  return effects;
}
