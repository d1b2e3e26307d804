/** One machine's life in a worker, from a specification to its end, without knowing how it is reached. */
import type {
  BootStageName,
  Checkpoint,
  HotRegion,
  ImageSource,
  MachineSpec,
  VmProblem,
  VmState,
  VmStatus,
} from "../client/api.ts";
import type { CoreModule } from "../core/index.ts";
import { VmStateError } from "../errors.ts";
import type { BootImages, NamedBytes } from "../machines/bootPlan.ts";
import { type MachinePlan, planMachine } from "../machines/machinePlan.ts";
import { rngSeedFor } from "../machines/rngSeed.ts";
import { Agenda } from "./agenda.ts";
import { BootStages } from "./bootStages.ts";
import { fetchImage } from "./fetchImage.ts";
import type { Host } from "./host.ts";
import { MachineRunner } from "./machineRunner.ts";
import type { StartVcpuThread } from "./parallel/messages.ts";
import { ReadyWatch } from "./readyWatch.ts";
import type { LoopEnd } from "./runLoop.ts";
import { DEFAULT_MEMORY_MIB, emptyStatus, StatusTaker } from "./vmStatus.ts";

/** Hot regions that a page is shown. */
const SHOWN_REGIONS = 10;

export interface SessionWires {
  readonly host: Host;
  /** @param shared for machines whose vCPUs have threads */
  readonly loadCore: (shared: boolean) => Promise<CoreModule>;
  /** Starts the thread of one vCPU, for machines that have one for each. */
  readonly startVcpuThread: StartVcpuThread;
  /** Takes the guest's output; answer with `shown`. */
  readonly send: (bytes: Uint8Array) => void;
  /** Hears of every change of state; more often by `status`. */
  readonly changed: () => void;
}

export class VmSession {
  private state: VmState = "created";
  private problem: VmProblem | undefined;
  private stages: BootStages;
  private ready: ReadyWatch;
  private runner: MachineRunner | undefined;
  private finished: Promise<void> = Promise.resolve();
  private readonly taker: StatusTaker;
  private images: BootImages | undefined;
  private readonly early: Uint8Array[] = [];
  private typed = 0;
  /** Those of `spec.recording` that the present run has passed. */
  checkpoints: Checkpoint[] = [];

  constructor(
    private readonly spec: MachineSpec,
    private readonly wires: SessionWires,
  ) {
    this.stages = new BootStages(spec);
    this.ready = new ReadyWatch(spec.ready);
    this.taker = new StatusTaker(wires.host.now);
  }

  get status(): VmStatus {
    const base = emptyStatus(this.spec, this.stages, this.state, this.problem);
    return this.runner === undefined ? base : this.taker.take(base, this.runner, this.typed);
  }

  /** Fetches the images, unless they are here from before, and runs. @throws ImageError @throws VmStateError */
  async start(): Promise<void> {
    if (this.state === "starting" || this.state === "running" || this.state === "paused") {
      throw new VmStateError("start", this.state, "reset or power it off first");
    }
    this.stages = new BootStages(this.spec);
    this.ready = new ReadyWatch(this.spec.ready);
    this.runner = undefined;
    this.enter("starting");
    try {
      const module = await this.loadCore();
      const plan = await this.plan();
      this.runner = this.build(module, plan);
    } catch (cause) {
      this.images = undefined;
      this.fail(cause);
      throw cause;
    }
    this.stages.set("guest", { state: "active" });
    for (const bytes of this.early.splice(0)) this.runner.type(bytes);
    this.enter("running");
    this.finished = this.runner.run().then((end) => this.ended(end));
  }

  pause(): void {
    if (this.state !== "running") throw new VmStateError("pause", this.state, "start it first");
    this.runner?.pause();
    this.enter("paused");
  }

  resume(): void {
    if (this.state !== "paused") throw new VmStateError("resume", this.state, "only a paused machine can go on");
    this.enter("running");
    this.runner?.resume();
  }

  async reset(): Promise<void> {
    if (this.state === "starting") throw new VmStateError("reset", this.state, "wait until it runs");
    await this.powerOff();
    await this.start();
  }

  /** Stops at once; without effect on a machine that does not run. */
  async powerOff(): Promise<void> {
    this.runner?.stop();
    await this.finished;
    if (this.state === "running" || this.state === "paused") this.enter("off");
  }

  type(bytes: Uint8Array): void {
    this.typed += bytes.length;
    if (this.runner === undefined) this.early.push(bytes);
    else this.runner.type(bytes);
  }

  shown(bytes: number): void {
    this.runner?.shown(bytes);
  }

  stateHash(): string {
    if (this.runner === undefined) throw new VmStateError("hash", this.state, "start it first");
    if (this.state === "running") throw new VmStateError("hash", this.state, "pause it first");
    return this.runner.stateHash();
  }

  hotRegions(): readonly HotRegion[] {
    return this.runner?.current.vm.core.compiledCode?.hottest(SHOWN_REGIONS) ?? [];
  }

  private async loadCore(): Promise<CoreModule> {
    this.stages.set("core", { state: "active" });
    const module = await this.wires.loadCore(this.spec.parallel ?? false);
    this.stages.set("core", { state: "done" });
    return module;
  }

  private async plan(): Promise<MachinePlan> {
    this.images ??= await this.fetchAll();
    for (const name of ["kernel", "initrd", "dtb"] as const) {
      const length = this.images[name]?.bytes.length;
      if (length !== undefined) this.stages.set(name, { state: "done", bytes: length, totalBytes: length });
    }
    this.stages.set("load", { state: "active" });
    const { memoryMiB = DEFAULT_MEMORY_MIB, vcpus = 1, bootArguments, unpack } = this.spec;
    const rngSeed = rngSeedFor(this.spec.clock ?? "real");
    const options = { memoryMiB, vcpus, bootArguments: bootArguments || undefined, rngSeed, unpack };
    const plan = await planMachine(this.spec.architecture, this.images, options);
    this.stages.set("load", { state: "done" });
    return plan;
  }

  private async fetchAll(): Promise<BootImages> {
    const { kernel, initrd, dtb } = this.spec;
    const [kernelBytes, initrdBytes, dtbBytes] = await Promise.all([
      this.fetch("kernel", kernel),
      initrd && this.fetch("initrd", initrd),
      dtb && this.fetch("dtb", dtb),
    ]);
    return { kernel: kernelBytes, initrd: initrdBytes, dtb: dtbBytes };
  }

  private async fetch(stage: BootStageName, source: ImageSource): Promise<NamedBytes> {
    this.stages.set(stage, { state: "active" });
    const bytes = await fetchImage(source, (done, total) => {
      this.stages.set(stage, { bytes: done, totalBytes: total });
      this.wires.changed();
    });
    this.stages.set(stage, { state: "done" });
    return { name: source.name, bytes };
  }

  private build(module: CoreModule, plan: MachinePlan): MachineRunner {
    const { name, vcpus = 1, clock = "real", tier, parallel = false } = this.spec;
    const { host } = this.wires;
    const send = (bytes: Uint8Array) => {
      if (this.ready.look(bytes)) this.stages.set("guest", { state: "done" });
      this.wires.send(bytes);
    };
    this.checkpoints = [];
    const agenda = recordingAgenda(this.spec, this.checkpoints);
    const startVcpuThread = parallel ? this.wires.startVcpuThread : undefined;
    return new MachineRunner({ module, name, plan, vcpus, clock, tier, startVcpuThread, host, send, agenda });
  }

  private ended(end: LoopEnd): void {
    if (end.kind === "failed") this.fail(end.cause);
    else this.enter("off");
  }

  private fail(cause: unknown): void {
    this.stages.fail();
    this.problem = { name: cause instanceof Error ? cause.name : "Error", message: String(messageOf(cause)) };
    this.state = "failed";
    this.wires.changed();
  }

  private enter(state: VmState): void {
    this.state = state;
    this.problem = undefined;
    this.wires.changed();
  }
}

/** Types the recorded input, and adds to `passed` at each checkpoint. */
function recordingAgenda({ recording, clock }: MachineSpec, passed: Checkpoint[]): Agenda<MachineRunner> {
  if (recording === undefined || clock !== "deterministic") return new Agenda();
  const items = recording.input.map(({ at, text }) => ({
    at,
    act: (runner: MachineRunner) => runner.type(new TextEncoder().encode(text)),
  }));
  const every = recording.checkpointEvery;
  const note = (runner: MachineRunner) => {
    passed.push({ instructions: runner.counters.instructions, hash: runner.stateHash() });
  };
  return new Agenda(items, every === undefined ? undefined : { every, act: note });
}

function messageOf(cause: unknown): unknown {
  return cause instanceof Error ? cause.message : cause;
}
