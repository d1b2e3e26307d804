/** Regions that another thread compiles: which blocks they are made of, and what has come back. */
import type { CompileJob, PlacedRegion } from "../jit/index.ts";
import type { CompileAnswer, RegionCompiler } from "./regionCompiler.ts";

interface Answered {
  /** VM_CODE_EPOCH when they were asked for. */
  readonly epoch: number;
  readonly placed: readonly PlacedRegion[];
  /** Undefined when the thread has ended: they are to be compiled here. */
  readonly answer: CompileAnswer | undefined;
}

export class AwaitedRegions {
  /** Blocks of the regions that were asked for. */
  readonly underway = new Set<number>();
  private answers: Answered[] = [];
  /** Whether the other thread is there. */
  usable = true;

  constructor(private readonly compiler: RegionCompiler) {}

  /** Answers come between two slices, when the host gives way to its messages. */
  get answered(): boolean {
    return this.answers.length > 0;
  }

  ask(epoch: number, placed: readonly PlacedRegion[], job: CompileJob): void {
    for (const { region } of placed) for (const { at } of region.blocks) this.underway.add(at);
    const note = (answer: CompileAnswer | undefined) => this.answers.push({ epoch, placed, answer });
    this.compiler.compile(job).then(note, () => {
      this.usable = false;
      note(undefined);
    });
  }

  /** What came back since the last time. */
  take(): readonly Answered[] {
    const { answers } = this;
    this.answers = [];
    for (const { placed } of answers) {
      for (const { region } of placed) for (const { at } of region.blocks) this.underway.delete(at);
    }
    return answers;
  }
}
