/** Runs litmus tests on vCPUs that have threads of their own. */
import { readFileSync } from "node:fs";
import { CoreInstance, CoreModule, type CoreVcpu, type ExecutionTier, RunState } from "../../lib-ts/core/index.ts";
import { startTestThread } from "../../lib-ts/testing/vcpuThread.ts";
import { VcpuThreads } from "../../lib-ts/worker/parallel/vcpuThreads.ts";
import { architectureOf, prepareA32, prepareA64 } from "./prepare.ts";
import {
  assemble,
  CELL_SIZE,
  CELLS,
  type LitmusTest,
  MOST_CELLS,
  PROGRAM_SIZE,
  RAM,
  RAM_SIZE,
  RESULTS,
  RESULTS_SIZE,
  SHARED,
} from "./program.ts";

const coreModule = CoreModule.compileSync(readFileSync(new URL("../../build/core.wasm", import.meta.url)), true);
const SHARED_STEP = 64;
const SHARED_SIZE = 16 * SHARED_STEP;

/** What came of a test. */
export interface LitmusOutcome {
  readonly iterations: number;
  /** How often results came together that are forbidden; the results of the first time. */
  readonly forbidden: number;
  readonly example: readonly bigint[] | undefined;
  /** How often those came that only weak memory has. */
  readonly weak: number;
  /** The shared words where they are not what they must be. */
  readonly wrongShared: readonly bigint[] | undefined;
}

export class LitmusRig {
  private readonly core: CoreInstance;
  private readonly threads: VcpuThreads;
  private homeAgain = () => {};
  private failed: (error: Error) => void = () => {};

  constructor(
    private readonly test: LitmusTest,
    tier: ExecutionTier,
  ) {
    this.threads = new VcpuThreads(coreModule.module, startTestThread);
    const architecture = architectureOf(test.architecture);
    this.core = new CoreInstance(coreModule, test.programs.length, RAM_SIZE, {
      tier,
      architecture,
      threads: this.threads,
    });
    this.core.mapPages(RAM, RAM_SIZE >> 12, "ram");
    this.core.guest.write(RAM, assemble(test));
  }

  async start(): Promise<void> {
    await this.threads.start(this.core, {
      home: (vcpu, exited) => this.home(this.core.vcpus[vcpu], exited),
      code: () => this.core.compileHotCode(),
      hot: () => {
        this.core.compileHotCode();
        this.threads.listenForHot();
      },
      lost: (error) => this.failed(error),
    });
  }

  end(): void {
    this.threads.end();
  }

  /** Runs the test on `iterations` cells, some thousand at a time. */
  async run(iterations: number): Promise<LitmusOutcome> {
    let outcome: LitmusOutcome = { iterations: 0, forbidden: 0, example: undefined, weak: 0, wrongShared: undefined };
    for (let left = iterations; left > 0; left -= MOST_CELLS) {
      const count = Math.min(left, MOST_CELLS);
      await this.runOnce(count);
      outcome = this.judge(outcome, count);
    }
    return outcome;
  }

  private async runOnce(count: number): Promise<void> {
    const { core, test, threads } = this;
    core.window(core.locate(CELLS), count * CELL_SIZE).fill(0);
    core.window(core.locate(SHARED), SHARED_SIZE).fill(0);
    const ended = new Promise<void>((resolve, reject) => {
      this.homeAgain = resolve;
      this.failed = reject;
    });
    const prepare = test.architecture === "a64" ? prepareA64 : prepareA32;
    for (const vcpu of core.vcpus) {
      prepare(core, vcpu, { results: RESULTS + vcpu.index * RESULTS_SIZE, count });
      vcpu.pc = BigInt(RAM + vcpu.index * PROGRAM_SIZE);
      vcpu.runState = RunState.Running;
    }
    for (const { index } of core.vcpus) threads.grant(index);
    await ended;
  }

  private home(vcpu: CoreVcpu, exited: boolean): void {
    const { kind } = vcpu.lastExit();
    if (!exited || kind !== "hypercall")
      this.failed(new Error(`${this.test.name}: vCPU ${vcpu.index} ended with ${kind} at 0x${vcpu.pc.toString(16)}`));
    if (this.threads.allHome) this.homeAgain();
  }

  private judge(before: LitmusOutcome, count: number): LitmusOutcome {
    const { forbids, weak, shared } = this.test;
    let { forbidden, example, weak: weakSeen, wrongShared } = before;
    const columns = this.core.vcpus.map(({ index }) => this.words(RESULTS + index * RESULTS_SIZE, count));
    for (let cell = 0; cell < count; cell++) {
      const results = columns.map((column) => column[cell]);
      if (weak?.(results)) weakSeen++;
      if (!forbids?.(results)) continue;
      forbidden++;
      example ??= results;
    }
    const wanted = shared?.(count) ?? [];
    const found = wanted.map((_, index) => this.words(SHARED + (index + 1) * SHARED_STEP, 1)[0]);
    if (found.some((value, index) => value !== wanted[index])) wrongShared ??= found;
    return { iterations: before.iterations + count, forbidden, example, weak: weakSeen, wrongShared };
  }

  private words(address: number, count: number): BigUint64Array {
    return new BigUint64Array(this.core.memory.buffer, this.core.locate(address), count);
  }
}

/** Runs `iterations` of a test on a machine of its own. @throws Error when a vCPU ends otherwise than its program does */
export async function runLitmus(test: LitmusTest, tier: ExecutionTier, iterations: number): Promise<LitmusOutcome> {
  const rig = new LitmusRig(test, tier);
  try {
    await rig.start();
    return await rig.run(Math.max(1, Math.round(iterations * (test.share ?? 1))));
  } finally {
    rig.end();
  }
}
