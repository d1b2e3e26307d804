/** What a random program is made of, and its words. */
import { Assembler, type Label } from "./assembler.ts";

/**
 * `user`: runs at EL0 without an exception until it ends, on QEMU's user mode too.
 * `system`: may fault, calls its supervisor, is interrupted, has its mappings changed; on our core only.
 */
export type Flavour = "user" | "system";

/** A piece of a program that can be left out without harm to the rest. */
export interface Item {
  emit(asm: Assembler): void;
}

export interface Block {
  readonly label: Label;
  readonly items: Item[];
  /** How it ends; the next block follows when there is none. */
  exit?: Item;
}

export interface Routine {
  readonly label: Label;
  /** Words before and after its blocks. */
  readonly prologue: readonly number[];
  readonly epilogue: readonly number[];
  readonly blocks: readonly Block[];
  /** Words of padding before it. */
  readonly gap: number;
}

export interface Program {
  readonly flavour: Flavour;
  readonly seed: number;
  readonly routines: readonly Routine[];
  /** Leaf routines that take each other's place in a program of the system flavour: words each. */
  readonly twins: readonly (readonly number[])[];
}

/** Items of `program`, in the order of their numbers. */
export function itemsOf({ routines }: Program): Item[] {
  return routines.flatMap(({ blocks }) => blocks.flatMap(({ items, exit }) => (exit ? [...items, exit] : items)));
}

/**
 * The words of `program`.
 * @param keep numbers of the items that are not left out; all when it is undefined
 * @param origin address of the first word, for programs that branch to addresses
 */
export function assemble(program: Program, keep?: ReadonlySet<number>, origin = 0): readonly number[] {
  const asm = new Assembler(origin);
  let number = 0;
  const place = (item: Item) => {
    if (keep === undefined || keep.has(number)) item.emit(asm);
    number++;
  };
  for (const { label, gap, prologue, epilogue, blocks } of program.routines) {
    asm.emit(...new Array<number>(gap).fill(0));
    asm.label(label);
    asm.emit(...prologue);
    for (const block of blocks) {
      asm.label(block.label);
      block.items.forEach(place);
      if (block.exit) place(block.exit);
    }
    asm.label(endOf(label));
    asm.emit(...epilogue);
  }
  return asm.finish();
}

/** The label of a routine's epilogue. */
export function endOf(routine: Label): Label {
  return `${routine}.end`;
}
