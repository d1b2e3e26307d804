/**
 * Things that happen at given instruction counts: the input of a recording, checkpoints of a comparison. A slice is cut so
 * that it ends at the first block boundary at or after the count, wherever slices began, so runs repeat exactly. Counts
 * go on over resets that the guest asks for.
 */

export interface AgendaItem<Subject> {
  readonly at: number;
  readonly act: (subject: Subject) => void;
}

export interface Recurring<Subject> {
  /** Instructions between two times. */
  readonly every: number;
  readonly act: (subject: Subject) => void;
}

export class Agenda<Subject> {
  private next = 0;
  private turn = 1;

  /** @param items in order of `at` */
  constructor(
    private readonly items: readonly AgendaItem<Subject>[] = [],
    private readonly recurring?: Recurring<Subject>,
  ) {}

  /** `budget`, or less to reach the next item and no more. */
  limit(instructions: number, budget: number): number {
    const left = Math.min(this.nextAt(), this.turnAt()) - instructions;
    return Math.max(1, Math.min(budget, left));
  }

  /** Does what is due. */
  serve(instructions: number, subject: Subject): void {
    while (this.nextAt() <= instructions) this.items[this.next++].act(subject);
    while (this.turnAt() <= instructions) {
      this.turn++;
      this.recurring?.act(subject);
    }
  }

  /** Whether nothing more is to come. */
  get isOver(): boolean {
    return this.nextAt() === Number.POSITIVE_INFINITY && this.recurring === undefined;
  }

  private nextAt(): number {
    return this.items[this.next]?.at ?? Number.POSITIVE_INFINITY;
  }

  private turnAt(): number {
    return this.recurring === undefined ? Number.POSITIVE_INFINITY : this.turn * this.recurring.every;
  }
}

/** What recorded input needs of a machine. */
export interface AgendaSubject {
  type(bytes: Uint8Array): void;
}
