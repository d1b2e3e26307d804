/**
 * Where regions are compiled: on the vCPU's own thread, or on another one that is asked by messages while the guest goes on in the
 * interpreter.
 */
import { type CompileJob, JobCompiler } from "../jit/index.ts";

/** A module with a function for each region of a job, and the size of its bytes. */
export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly bytes: number;
}

/** Or why the engine refuses. */
export type CompileAnswer = CompiledModule | { readonly refused: string };

/** Compiles jobs on another thread. */
export interface RegionCompiler {
  /** @throws RegionCompilerLost, later, when the thread has ended: whoever asked compiles for itself from then on */
  compile(job: CompileJob): Promise<CompileAnswer>;
}

/** The module of these bytes, or why there is none: no memory for code, or a policy against it. */
export function moduleOf(bytes: Uint8Array<ArrayBuffer>): CompileAnswer {
  try {
    return { module: new WebAssembly.Module(bytes), bytes: bytes.length };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

export class RegionCompilerLost extends Error {
  constructor(reason: string) {
    super(`the thread that compiles has ended: ${reason}`);
    this.name = "RegionCompilerLost";
  }
}

interface Question {
  readonly id: number;
  readonly job: CompileJob;
}

interface Answer {
  readonly id: number;
  readonly answer: CompileAnswer;
}

/** The asking side. The host passes on what comes back, and says when nothing will come any more. */
export class PostedCompiler implements RegionCompiler {
  private readonly waiting = new Map<number, PromiseWithResolvers>();
  private asked = 0;
  private lost: RegionCompilerLost | undefined;

  /** @param post sends to the other thread */
  constructor(private readonly post: (question: Question) => void) {}

  compile(job: CompileJob): Promise<CompileAnswer> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      const id = this.asked++;
      this.waiting.set(id, { resolve, reject });
      this.post({ id, job });
    });
  }

  receive({ id, answer }: Answer): void {
    this.waiting.get(id)?.resolve(answer);
    this.waiting.delete(id);
  }

  lose(reason: string): void {
    this.lost = new RegionCompilerLost(reason);
    for (const { reject } of this.waiting.values()) reject(this.lost);
    this.waiting.clear();
  }
}

interface PromiseWithResolvers {
  resolve(answer: CompileAnswer): void;
  reject(error: RegionCompilerLost): void;
}

/** The answering side: a function from questions to answers. */
export function compileService(): (question: Question) => Answer {
  const compiler = new JobCompiler();
  return ({ id, job }) => ({ id, answer: moduleOf(compiler.compile(job)) });
}
