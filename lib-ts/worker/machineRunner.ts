/** A machine and its run loop, over resets: what the worker and the command line have in common. */
import { ExitReason } from "../../core-as/abi.ts";
import type { CoreModule, ExecutionTier, Thresholds } from "../core/index.ts";
import { ByteQueue } from "../devices/byteQueue.ts";
import type { Machine } from "../machines/machine.ts";
import { buildMachine, type MachinePlan } from "../machines/machinePlan.ts";
import { vmInterrupt, vmRunSlice } from "../sel4vm/guestVm.ts";
import { Agenda } from "./agenda.ts";
import { type ClockPolicy, DeterministicClock, RealClock } from "./clockPolicy.ts";
import { ConsoleOutput } from "./consoleOutput.ts";
import type { Host } from "./host.ts";
import { checkParallel } from "./parallel/checkParallel.ts";
import type { StartVcpuThread } from "./parallel/messages.ts";
import { ParallelLoop } from "./parallel/parallelLoop.ts";
import { VcpuThreads } from "./parallel/vcpuThreads.ts";
import { type LoopEnd, type MachineLoop, RunLoop, type Runnable, type SliceEnd } from "./runLoop.ts";

export interface RunnerOptions {
  readonly module: CoreModule;
  readonly name: string;
  readonly plan: MachinePlan;
  /** Makes the plan of a machine that was reset; without it the first plan is kept, with the bytes of all images. */
  readonly planAgain?: () => Promise<MachinePlan>;
  readonly vcpus: number;
  readonly clock: "real" | "deterministic";
  /** Default "auto". */
  readonly tier?: ExecutionTier;
  readonly thresholds?: Partial<Thresholds>;
  /** Runs each vCPU on a thread of its own, all at once: Arm guests under the real clock. Undefined: they take turns on this thread. */
  readonly startVcpuThread?: StartVcpuThread;
  readonly host: Host;
  /** Takes the guest's output; `shown` must be told when it is dealt with. */
  readonly send: (bytes: Uint8Array) => void;
  /** What happens at given instruction counts: input of a recording, checkpoints. */
  readonly agenda?: Agenda<MachineRunner>;
}

/** Running totals since the runner was made, over resets that the guest asked for; its clock starts anew with each. */
export interface RunnerCounters {
  readonly instructions: number;
  readonly exits: Record<string, number>;
  readonly guestSeconds: number;
  readonly cpuSeconds: number;
  readonly consoleOut: number;
}

/** A slice ends early when it takes this long: handlers of exits can be much slower than instructions. */
const LONGEST_SLICE_MS = 8;

const SLICE_ENDS = {
  budget: "ran",
  interrupted: "ran",
  idle: "idle",
  "powered-off": "off",
  "reset-requested": "reset",
} as const;

/** Exit kinds by number, in lower case. */
const EXIT_NAMES = Object.entries(ExitReason).filter(
  (entry): entry is [string, ExitReason] => typeof entry[1] === "number" && entry[1] !== ExitReason.None,
);

const NOTHING = { instructions: 0, exits: {}, cpuSeconds: 0 };

export class MachineRunner {
  readonly input = new ByteQueue();
  readonly output: ConsoleOutput;
  private machine: Machine;
  private loop: MachineLoop;
  private paused = false;
  private stopped = false;
  /** Totals of the machines before this one. */
  private before: Pick<RunnerCounters, "instructions" | "exits" | "cpuSeconds"> = NOTHING;
  private readonly options: Omit<RunnerOptions, "plan">;
  private readonly planAgain: () => Promise<MachinePlan>;

  constructor({ plan, ...options }: RunnerOptions) {
    this.options = options;
    this.planAgain = options.planAgain ?? (async () => plan);
    this.output = new ConsoleOutput(options.send);
    [this.machine, this.loop] = this.build(plan);
  }

  /**
   * Runs, over resets, until the guest switches off or fails, or `stop` is called. A processor that shuts down soon after its
   * start, and again after the reset, would do so for ever: that is a failure, a `GuestShutdown`.
   */
  async run(): Promise<LoopEnd> {
    for (let shutDown = false; ; ) {
      const end = await this.loop.run();
      this.output.flush();
      if (end.kind !== "reset") return end;
      const { earlyShutdown } = this.machine;
      if (shutDown && earlyShutdown !== undefined) return { kind: "failed", cause: earlyShutdown };
      shutDown = earlyShutdown !== undefined;
      const plan = await this.planAgain();
      if (this.stopped) return { kind: "stopped" };
      this.before = this.counters;
      [this.machine, this.loop] = this.build(plan);
      if (this.paused) this.loop.pause();
    }
  }

  /** Bytes for the guest's serial port. */
  type(bytes: Uint8Array): void {
    this.input.add(bytes);
    this.machine.inputArrived();
    this.loop.nudge();
  }

  /** The receiver has dealt with `bytes` of output. */
  shown(bytes: number): void {
    this.output.shown(bytes);
    if (!this.output.isFull) this.loop.nudge();
  }

  pause(): void {
    this.paused = true;
    this.loop.pause();
  }
  resume(): void {
    this.paused = false;
    this.loop.resume();
  }
  stop(): void {
    this.stopped = true;
    this.loop.stop();
  }

  get current(): Machine {
    return this.machine;
  }

  /** Hash of everything the guest can observe, as 16 hexadecimal digits. */
  stateHash(): string {
    return this.machine.vm.core.stateHash().toString(16).padStart(16, "0");
  }

  get counters(): RunnerCounters {
    const { core } = this.machine.vm;
    return {
      instructions: this.instructions,
      exits: countExits(this.machine, this.before.exits),
      guestSeconds: Number(core.clock.ticks) / core.clock.frequency,
      cpuSeconds: this.before.cpuSeconds + this.loop.cpuMs / 1000,
      consoleOut: this.output.total,
    };
  }

  /** Retired by this machine and those before it: what the agenda goes by. */
  private get instructions(): number {
    return this.before.instructions + this.machine.vm.core.instructions;
  }

  private build(plan: MachinePlan): [Machine, MachineLoop] {
    const { module, name, vcpus, clock, tier, thresholds, startVcpuThread } = this.options;
    if (startVcpuThread !== undefined) checkParallel("map" in plan ? "ia32" : plan.architecture, clock);
    const threads = startVcpuThread && new VcpuThreads(module.module, startVcpuThread);
    const now = clock === "real" ? () => Date.now() / 1000 : undefined;
    const wires = { output: this.output, input: this.input, now };
    const machine = buildMachine(module, name, plan, vcpus, wires, { tier, thresholds, threads });
    return [machine, threads === undefined ? this.loopOf(machine) : this.parallelLoopOf(machine, threads)];
  }

  private loopOf(machine: Machine): RunLoop {
    const { clock: mode, host } = this.options;
    const { clock } = machine.vm.core;
    const policy: ClockPolicy = mode === "real" ? new RealClock(clock, host.now) : new DeterministicClock(clock);
    return new RunLoop(this.runnable(machine), policy, host);
  }

  private parallelLoopOf(machine: Machine, threads: VcpuThreads): ParallelLoop {
    const agenda = this.options.agenda ?? new Agenda<MachineRunner>();
    const serveAgenda = () => {
      agenda.serve(this.instructions, this);
      return !agenda.isOver;
    };
    return new ParallelLoop({ machine, threads, output: this.output, host: this.options.host, serveAgenda });
  }

  private runnable(machine: Machine): Runnable {
    const { vm } = machine;
    const { output } = this;
    const agenda = this.options.agenda ?? new Agenda<MachineRunner>();
    return {
      runSlice: (budget) => this.slice(machine, agenda.limit(this.instructions, budget), agenda),
      interrupt: () => vmInterrupt(vm),
      nextEvent: () => machine.alarms.nextEvent(),
      get instructions() {
        return vm.core.instructions;
      },
      get outputFull() {
        return output.isFull;
      },
    };
  }

  private slice(machine: Machine, budget: number, agenda: Agenda<MachineRunner>): SliceEnd {
    machine.alarms.serve();
    const deadline = performance.now() + LONGEST_SLICE_MS;
    const budgetInstructions = Math.min(budget, machine.alarms.untilAlarm());
    const stop = vmRunSlice(machine.vm, { budgetInstructions, deadline });
    if (stop.kind === "failed") throw stop.error;
    const awake = stop.kind === "idle" && machine.alarms.line.skip();
    agenda.serve(this.instructions, this);
    this.output.flush();
    return awake ? "ran" : SLICE_ENDS[stop.kind];
  }
}

/** Exits of `machine`, on top of those `before`. */
function countExits(machine: Machine, before: Readonly<Record<string, number>>): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const [name, reason] of EXIT_NAMES) {
    const key = name[0].toLowerCase() + name.slice(1);
    totals[key] = machine.vm.core.vcpus.reduce((sum, vcpu) => sum + vcpu.exitCounts()[reason], before[key] ?? 0);
  }
  return totals;
}
