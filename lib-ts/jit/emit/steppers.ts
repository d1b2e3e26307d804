/**
 * Which registers step through memory in a loop, turn after turn: accesses by them come to the end of a page every so often, and share
 * no look-ups (groups.ts). A frame, an object whose fields are read, the next one of a list lie in one page or do not.
 */
import { type BlockView, type CodeSource, OP_SIZE } from "../codeSource.ts";
import { visitOperands } from "../operands.ts";
import { Op } from "../rows.ts";
import { isTemporary, slotKind } from "../slots.ts";
import { isStep } from "./locality.ts";

/** How a loop changes a register. */
interface Changes {
  up: boolean;
  down: boolean;
  /** By a sum or a copy of others. */
  otherwise: boolean;
  /** Set to what is not near anything: mostly, loaded. */
  anew: boolean;
}

export class Steppers {
  private readonly changes = new Map<number, Changes>();

  constructor(
    private readonly source: CodeSource,
    blocks: readonly BlockView[],
  ) {
    for (const { firstOp, lastOp } of blocks) for (let op = firstOp; op <= lastOp; op += OP_SIZE) this.read(op);
  }

  /** Whether the register steps; temporaries are taken to. */
  has(slot: number): boolean {
    if (isTemporary(slotKind(slot))) return true;
    const changes = this.changes.get(slot);
    if (changes === undefined || changes.anew) return false;
    // A stack pointer goes up as far as it goes down.
    return changes.otherwise || changes.up !== changes.down;
  }

  private read(op: number): void {
    visitOperands(this.source, op, (slot, _access, write) => {
      if (write && slotKind(slot) === "integer") this.note(op, slot);
    });
  }

  private note(op: number, slot: number): void {
    const { source } = this;
    const changes = this.changes.get(slot) ?? { up: false, down: false, otherwise: false, anew: false };
    this.changes.set(slot, changes);
    const code = source.opCode(op);
    if ((code === Op.AddiI64 || code === Op.AddiI32) && source.a(op) === slot) {
      if ((source.imm32(op) | 0) > 0) changes.up = true;
      else changes.down = true;
    } else if (isStep(source, op)) changes.otherwise = true;
    else changes.anew = true;
  }
}
