/** Compiled regions of a machine whose vCPUs run on threads of their own: each thread has a table of functions, and all must have them. */
import type { CompileJob } from "../jit/index.ts";
import { type CompileAnswer, compileService, type RegionCompiler } from "./regionCompiler.ts";

/** Does some work while no vCPU runs guest code. */
export type Exclusively = <Result>(work: () => Result) => Result;

/** The threads that run the vCPUs of one machine, as whoever compiles for them sees them. */
export interface RegionReceivers {
  /** Has every thread put the functions of `module` in `slots` of its table. @returns why not, if one cannot */
  install(module: WebAssembly.Module, slots: readonly number[]): Promise<string | undefined>;
  /** Nothing enters the slots any more: what stands there can go. */
  forget(slot: number): void;
  /** Regions are ready to be entered once `CoreInstance.compileHotCode` has been called. */
  ready(): void;
}

/** Answers when every thread has what was compiled. Where the thread that compiles is missing or lost, does its work here. */
export class SpreadCompiler implements RegionCompiler {
  private readonly here = compileService();

  constructor(
    private readonly threads: RegionReceivers,
    private readonly elsewhere: RegionCompiler | undefined,
  ) {}

  /** Never rejects: whoever asked must not compile for itself, because the threads would lack it. */
  async compile(job: CompileJob): Promise<CompileAnswer> {
    // Whoever asks has the vCPUs stand still.
    await Promise.resolve();
    try {
      const answer = await this.compiled(job);
      if ("refused" in answer) return answer;
      const refused = await this.threads.install(answer.module, job.slots);
      return refused === undefined ? answer : { refused };
    } catch (error) {
      return { refused: String(error) };
    }
  }

  private compiled(job: CompileJob): Promise<CompileAnswer> | CompileAnswer {
    const here = () => this.here({ id: 0, job }).answer;
    return this.elsewhere?.compile(job).catch(here) ?? here();
  }
}
