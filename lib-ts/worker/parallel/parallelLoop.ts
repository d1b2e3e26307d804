/**
 * Runs a machine whose vCPUs have threads of their own: the counterpart of `RunLoop`. Nothing runs here but what exits ask for; home
 * sleeps until a vCPU comes home, an alarm is due, or somebody calls.
 */
import { RunState } from "../../core/index.ts";
import type { Machine } from "../../machines/machine.ts";
import { vcpuGoesOn, vmServeExit, vmStanding } from "../../sel4vm/guestVm.ts";
import type { ConsoleOutput } from "../consoleOutput.ts";
import type { Host } from "../host.ts";
import type { LoopEnd, MachineLoop } from "../runLoop.ts";
import { VcpuBoard } from "./board.ts";
import { SharedClock } from "./sharedClock.ts";
import type { VcpuThreads } from "./vcpuThreads.ts";

/** Home looks at what counts instructions so often, and sends collected output. */
const LOOK_MS = 2;
/** Home hears of hot code at most so often: about once a slice of a machine whose vCPUs take turns. */
const HOT_PAUSE_MS = 10;

/** What a loop needs besides the machine. */
export interface ParallelLoopParts {
  readonly machine: Machine;
  readonly threads: VcpuThreads;
  readonly output: ConsoleOutput;
  readonly host: Host;
  /** Called now and then: what is to happen at given instruction counts. @returns whether more is to come */
  serveAgenda(): boolean;
}

export class ParallelLoop implements MachineLoop {
  private board = new VcpuBoard(0);
  private clock: SharedClock | undefined;
  private paused = false;
  private stopped = false;
  private finish: (end: LoopEnd) => void = () => {};
  private agendaGoesOn = true;
  /** Whether the look that is planned comes in `LOOK_MS`. */
  private looksSoon = false;
  private cancelLook = () => {};

  constructor(private readonly parts: ParallelLoopParts) {}

  get cpuMs(): number {
    return this.board.cpuMs;
  }

  /** Runs until the guest switches off, asks for a reset or fails, `stop` is called or a thread is lost. */
  async run(): Promise<LoopEnd> {
    const ended = new Promise<LoopEnd>((resolve) => {
      this.finish = resolve;
    });
    this.begin().catch((cause: unknown) => this.finish({ kind: "failed", cause }));
    const end = await ended;
    this.cancelLook();
    this.parts.threads.end();
    // A thread that was lost will not come to a boundary, which whoever looks at the machine would wait for.
    if (end.kind === "failed") this.parts.machine.vm.core.endParallel();
    return end;
  }

  private async begin(): Promise<void> {
    const { threads, machine } = this.parts;
    const { core } = machine.vm;
    this.board = await threads.start(core, {
      home: (vcpu, exited) => this.home(vcpu, exited),
      code: () => this.compile(),
      hot: () => this.compileHot(),
      lost: (cause) => this.finish({ kind: "failed", cause }),
    });
    this.clock = new SharedClock(this.board, core.clock.frequency);
    this.clock.startAt(core.clock.ticks);
    this.goOn();
  }

  /** Takes effect when the vCPUs have come home, a fraction of a millisecond later. */
  pause(): void {
    this.paused = true;
    this.goOn();
  }

  resume(): void {
    if (this.paused) this.clock?.startAt(this.parts.machine.vm.core.clock.ticks);
    this.paused = false;
    this.goOn();
  }

  stop(): void {
    this.stopped = true;
    this.goOn();
  }

  /** Something happened that a vCPU at home may wait for: room for output, or an answer to a fault. */
  nudge(): void {
    this.goOn();
  }

  /** The queue may be too short for a batch yet, so that threads would say the same again after every slice. */
  private compileHot(): void {
    this.compile();
    this.parts.host.timer(HOT_PAUSE_MS, () => this.parts.threads.listenForHot());
  }

  private compile(): void {
    try {
      this.parts.machine.vm.core.compileHotCode();
    } catch (cause) {
      this.finish({ kind: "failed", cause });
    }
  }

  private home(vcpu: number, exited: boolean): void {
    if (exited) vmServeExit(this.parts.machine.vm.vcpus[vcpu]);
    this.goOn();
  }

  /** Lends every vCPU that can run to its thread; or has all come home when they shall not run. */
  private goOn(): void {
    const { machine, threads, output } = this.parts;
    if (this.clock === undefined) return;
    if (!this.paused && !this.stopped && !output.isFull) {
      for (const vcpu of machine.vm.vcpus)
        if (threads.isHome(vcpu.vcpuId) && vcpuGoesOn(vcpu)) threads.grant(vcpu.vcpuId);
    }
    const end = this.ending();
    if (end !== undefined || this.paused) threads.recallAll();
    if (end !== undefined && threads.allHome) this.finish(end);
    this.planLook(this.clock);
  }

  private ending(): LoopEnd | undefined {
    const { vm } = this.parts.machine;
    const standing = vmStanding(vm);
    switch (standing?.kind) {
      case "failed":
        return { kind: "failed", cause: standing.error };
      case "powered-off":
        return { kind: "off" };
      case "reset-requested":
        return { kind: "reset" };
      default:
        if (this.stopped) return { kind: "stopped" };
        return vm.vcpus.every(({ vcpuOnline }) => !vcpuOnline) ? { kind: "off" } : undefined;
    }
  }

  /** Home looks again soon while something goes by instructions, or output waits to be sent; else when the next alarm is due. */
  private planLook(clock: SharedClock): void {
    const { machine, output, host } = this.parts;
    const { line, clock: alarm } = machine.alarms;
    const soon = line.due !== undefined || output.hasUnsent || this.agendaGoesOn;
    if (soon && this.looksSoon) return;
    this.cancelLook();
    this.looksSoon = soon;
    const ms = soon ? LOOK_MS : clock.sleepUntil(alarm.due);
    this.cancelLook = ms === Number.POSITIVE_INFINITY ? () => {} : host.timer(ms, () => this.look(clock));
  }

  private look(clock: SharedClock): void {
    const { machine, output } = this.parts;
    const { alarms, vm } = machine;
    this.looksSoon = false;
    try {
      this.agendaGoesOn = this.parts.serveAgenda();
      output.flush();
      const { due } = alarms.clock;
      if (due !== undefined && clock.sleepUntil(due) === 0) vm.core.clock.advanceTo(due);
      alarms.serve();
      if (vm.vcpus.every(({ vcpu }) => vcpu.runState !== RunState.Running)) alarms.line.skip();
      this.goOn();
    } catch (cause) {
      this.finish({ kind: "failed", cause });
    }
  }
}
