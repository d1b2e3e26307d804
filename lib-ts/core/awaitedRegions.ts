/** Regions that another thread compiles: which blocks they are made of, and what has come back. */
import type { CompileJob, PlacedRegion } from "../jit/index.ts";
import type { CompileAnswer, RegionCompiler } from "./regionCompiler.ts";

/** A thread that is silent for so long may have died: milliseconds. */
const SILENCE_LIMIT = 20_000;
/** It gets so much more: where this process was suspended, or the computer slept, the answer is only about to be heard. */
const LAST_CALL = 2000;

interface Answered {
  /** VM_CODE_EPOCH when they were asked for. */
  readonly epoch: number;
  readonly placed: readonly PlacedRegion[];
  /** Undefined when the thread has ended: they are to be compiled here. */
  readonly answer: CompileAnswer | undefined;
}

interface Asked {
  readonly epoch: number;
  deadline: number;
  /** Whether the deadline has been put off. */
  late: boolean;
}

export class AwaitedRegions {
  /** Blocks of the regions that were asked for: in how many of them. */
  readonly underway = new Map<number, number>();
  private answers: Answered[] = [];
  /** What was asked and not answered, with the time by which it must be. */
  private readonly open = new Map<readonly PlacedRegion[], Asked>();
  /** Whether the other thread is there. */
  usable = true;

  /** @param heard is called when an answer has come */
  constructor(
    private readonly compiler: RegionCompiler,
    private readonly heard = () => {},
  ) {}

  /** Answers come between two slices, when the host gives way to its messages. */
  get answered(): boolean {
    return this.answers.length > 0;
  }

  ask(epoch: number, placed: readonly PlacedRegion[], job: CompileJob): void {
    this.count(placed, 1);
    this.open.set(placed, { epoch, deadline: performance.now() + SILENCE_LIMIT, late: false });
    this.compiler.compile(job).then(
      (answer) => this.note(placed, answer),
      () => this.lose(placed),
    );
  }

  /** Gives up a thread that is silent for too long; to be called now and then. */
  listen(): void {
    const now = performance.now();
    for (const [placed, asked] of this.open) {
      if (now <= asked.deadline) continue;
      if (asked.late) this.lose(placed);
      asked.late = true;
      asked.deadline = now + LAST_CALL;
    }
  }

  private lose(placed: readonly PlacedRegion[]): void {
    this.usable = false;
    this.note(placed, undefined);
  }

  private note(placed: readonly PlacedRegion[], answer: CompileAnswer | undefined): void {
    const asked = this.open.get(placed);
    if (asked === undefined) return;
    this.open.delete(placed);
    this.answers.push({ epoch: asked.epoch, placed, answer });
    this.heard();
  }

  /** What came back since the last time. */
  take(): readonly Answered[] {
    const { answers } = this;
    this.answers = [];
    for (const { placed } of answers) this.count(placed, -1);
    return answers;
  }

  private count(placed: readonly PlacedRegion[], by: number): void {
    for (const { region } of placed) {
      for (const { at } of region.blocks) {
        const count = (this.underway.get(at) ?? 0) + by;
        if (count > 0) this.underway.set(at, count);
        else this.underway.delete(at);
      }
    }
  }
}
