/** How blocks end: branches forward, loops, jumps by table, jumps backward that use fuel. */
import type { Random } from "../fuzz/random.ts";
import type { Assembler, Label } from "./assembler.ts";
import * as A from "./encode.ts";
import { ADDRESS, FREE_REGISTERS, INDEX } from "./instructions.ts";
import type { Item } from "./program.ts";
import { FUEL } from "./registers.ts";

/** A conditional branch: on flags, on a register, on a bit. */
type Condition = (words: number) => number;

export function condition(random: Random): Condition {
  const register = random.below(FREE_REGISTERS);
  const choice = random.chance(50);
  switch (random.below(4)) {
    case 0:
      return (words) => A.cbz(choice, random.chance(50), register, words);
    case 1: {
      const bit = random.below(64);
      return (words) => A.tbz(choice, register, bit, words);
    }
    default: {
      const flags = random.below(14);
      return (words) => A.bCond(flags, words);
    }
  }
}

/** Goes on at `target` if a condition holds. */
export function branchIf(random: Random, target: Label): Item {
  const encode = condition(random);
  return { emit: (asm) => asm.to(target, encode) };
}

export function branch(target: Label): Item {
  return { emit: (asm) => asm.to(target, A.b) };
}

/** One of two, four or eight targets, by the low bits of a register. */
export function jumpByTable(random: Random, targets: readonly Label[]): Item {
  const register = random.below(FREE_REGISTERS);
  const bits = 1 + random.below(3);
  const entries = Array.from({ length: 1 << bits }, () => random.pick(targets));
  const ofBranches = random.chance(50);
  return {
    emit(asm) {
      const table = asm.fresh();
      asm.emit(A.andLow(ADDRESS, register, bits));
      asm.adr(INDEX, table);
      if (!ofBranches) asm.emit(A.ldrswIndexed(ADDRESS, INDEX, ADDRESS));
      asm.emit(A.add(INDEX, INDEX, ADDRESS, ofBranches ? 2 : 0), A.br(INDEX));
      asm.label(table);
      entries.forEach((entry, index) => {
        asm.to(entry, ofBranches ? A.b : (words) => 4 * (words + index));
      });
    },
  };
}

/** The end of a loop of `count` turns; `counter` is ready for the next time when it is left. */
export function loop(random: Random, head: Label, counter: number, count: number): Item {
  const kind = random.below(3);
  return {
    emit(asm) {
      if (kind === 0) asm.emit(A.subsImmediate(counter, counter, 1));
      else asm.emit(A.subImmediate(counter, counter, 1));
      asm.to(head, (words) => (kind === 0 ? A.bCond(1, words) : A.cbz(true, kind === 1, counter, words)));
      asm.emit(A.movz(counter, count));
    },
  };
}

/** A jump backward on a condition, as long as there is fuel. */
export function jumpBack(random: Random, target: Label): Item {
  const encode = condition(random);
  return { emit: (asm) => guarded(asm, FUEL, () => asm.to(target, encode)) };
}

/** What `body` emits, unless `register`, which counts down, has passed zero. */
export function guarded(asm: Assembler, register: number, body: () => void): void {
  const over = asm.fresh();
  asm.emit(A.subImmediate(register, register, 1));
  asm.to(over, (words) => A.tbz(true, register, 63, words));
  body();
  asm.label(over);
}
