/** Pictures of a machine for the page: rates over the last half second, states in words. */
import { RunState } from "../../core-as/abi.ts";
import type { CompiledCode, MachineSpec, VcpuState, VcpuStatus, VmProblem, VmState, VmStatus } from "../client/api.ts";
import type { BootStages } from "./bootStages.ts";
import type { MachineRunner } from "./machineRunner.ts";

const WINDOW_MS = 500;

const WORDS: Record<VmState, string> = {
  created: "not started",
  starting: "starting",
  running: "running",
  paused: "paused by you",
  off: "powered off",
  failed: "stopped by an error",
};

const NO_MACHINE = { mips: 0, exitsPerSecond: 0, instructions: 0n, exits: {}, guestSeconds: 0, cpuSeconds: 0 } as const;

/** The status of a machine that does not exist yet, or has never run. */
export function emptyStatus(spec: MachineSpec, stages: BootStages, state: VmState, problem?: VmProblem): VmStatus {
  return {
    ...NO_MACHINE,
    state,
    words: problem?.message ?? WORDS[state],
    problem,
    stages: stages.list,
    vcpus: [],
    memoryMiB: spec.memoryMiB ?? DEFAULT_MEMORY_MIB,
    clock: spec.clock ?? "real",
    consoleOut: 0,
    consoleIn: 0,
    consoleWaiting: 0,
  };
}

export const DEFAULT_MEMORY_MIB = 256;

/** Totals at a time, to make rates of. */
interface Sample {
  readonly ms: number;
  readonly instructions: number;
  readonly exits: number;
}

export class StatusTaker {
  private last: Sample = { ms: 0, instructions: 0, exits: 0 };
  private mips = 0;
  private exitsPerSecond = 0;

  constructor(private readonly now: () => number) {}

  /** A picture of `runner`'s machine on top of `base`. */
  take(base: VmStatus, runner: MachineRunner, typed: number): VmStatus {
    const { instructions, exits, guestSeconds, cpuSeconds, consoleOut } = runner.counters;
    this.sample(
      instructions,
      Object.values(exits).reduce((sum, count) => sum + count, 0),
    );
    const running = base.state === "running";
    return {
      ...base,
      vcpus: runner.current.vm.vcpus.map(({ vcpu }) => vcpuStatus(vcpu)),
      mips: running ? this.mips : 0,
      exitsPerSecond: running ? this.exitsPerSecond : 0,
      instructions: BigInt(instructions),
      exits,
      guestSeconds,
      cpuSeconds,
      compiled: compiledCode(runner.current.vm.core.stats.regions),
      consoleOut,
      consoleIn: typed - runner.input.size,
      consoleWaiting: runner.input.size,
    };
  }

  private sample(instructions: number, exits: number): void {
    const ms = this.now();
    const { last } = this;
    const again = instructions < last.instructions;
    if (!again && ms - last.ms < WINDOW_MS) return;
    if (!again && last.ms > 0) {
      this.mips = (instructions - last.instructions) / (ms - last.ms) / 1000;
      this.exitsPerSecond = ((exits - last.exits) / (ms - last.ms)) * 1000;
    }
    this.last = { ms, instructions, exits };
  }
}

/** Of the present machine: a reset begins anew. */
function compiledCode(stats: CompiledCode | undefined): CompiledCode | undefined {
  if (stats === undefined) return undefined;
  const { regions, liveBytes, modules, compileMs, refused } = stats;
  return { regions, liveBytes, modules, compileMs, refused };
}

interface VcpuLike {
  readonly index: number;
  readonly runState: RunState;
  readonly pc: bigint;
}

const VCPU_WORDS: Record<VcpuState, string> = {
  off: "switched off",
  running: "running",
  waiting: "waiting for an interrupt",
  stuck: "stuck",
};

function vcpuStatus({ index, runState, pc }: VcpuLike): VcpuStatus {
  const state: VcpuState = runState === RunState.Off ? "off" : runState === RunState.Running ? "running" : "waiting";
  return { index, state, words: VCPU_WORDS[state], pc };
}
