/** One round: both machines boot afresh, then every test runs in one after the other, so that noise of the host hits both. */
import { programOf } from "./compilers.ts";
import type { ResidentMemory } from "./hostCpu.ts";
import type { Command, MachineName } from "./machines.ts";
import { runNative } from "./native.ts";
import { chosenTests } from "./options.ts";
import type { Runner, Sample } from "./results.ts";
import { GuestFailed, GuestSession, type TestRun } from "./session.ts";

const BOOT_TIMEOUT = 300;
const TEST_TIMEOUT = 600;

export interface RoundPlan {
  /** Of the machines that take part. */
  readonly commands: ReadonlyMap<MachineName, Command>;
  /** Names of the guest's benchmark programs. */
  readonly programs: readonly string[];
  /** Paths by name of the same programs for this machine; empty if it takes no part. */
  readonly native: ReadonlyMap<string, string>;
  /** Names of tests or groups; empty for all. */
  readonly tests: readonly string[];
  readonly scale: number;
  readonly say: (line: string) => void;
}

export interface RoundResult {
  readonly samples: readonly Sample[];
  /** One line for each test that did not end well. */
  readonly failures: readonly string[];
  /** Of our process after the last test, and what `--stats` said. */
  readonly memory?: ResidentMemory;
  readonly stats?: Record<string, unknown>;
}

/** A machine that is started when it is needed, and anew when it has failed. */
class Machine {
  private session: GuestSession | undefined;

  constructor(private readonly command: Command) {}

  async ready(): Promise<GuestSession> {
    if (this.session) return this.session;
    const session = GuestSession.start(this.command);
    this.session = session;
    await session.boot(BOOT_TIMEOUT);
    return session;
  }

  drop(): void {
    this.session?.kill();
    this.session = undefined;
  }
}

/** @throws Error when a name in the plan is no test; GuestFailed when a machine cannot even list its tests */
export async function runRound(plan: RoundPlan, round: number): Promise<RoundResult> {
  const machines = new Map([...plan.commands].map(([name, command]) => [name, new Machine(command)]));
  const samples: Sample[] = [];
  const failures: string[] = [];
  const attempt = async (runner: Runner, test: string) => {
    try {
      const sample = { ...(await runTest(plan, machines, runner, test)), runner, round };
      samples.push(sample);
      plan.say(`round ${round}, ${test}, ${runner}: ${sample.cpu.vcpu.toFixed(3)} s`);
    } catch (error) {
      if (!(error instanceof GuestFailed)) throw error;
      failures.push(`${test}, ${runner}, round ${round}`);
      plan.say(error.message);
      if (runner !== "native") machines.get(runner)?.drop();
    }
  };
  try {
    const runners: Runner[] = [...machines.keys(), ...(plan.native.size > 0 ? (["native"] as const) : [])];
    for (const test of await testsOf(machines, plan)) {
      for (const runner of runners) await attempt(runner, test);
    }
    const ours = await machines.get("ours")?.ready();
    const memory = ours?.memory();
    return { samples, failures, memory, stats: await ours?.powerOff() };
  } finally {
    for (const machine of machines.values()) machine.drop();
  }
}

async function testsOf(machines: ReadonlyMap<MachineName, Machine>, plan: RoundPlan): Promise<string[]> {
  const all = new Set<string>();
  for (const machine of machines.values()) {
    const session = await machine.ready();
    for (const program of plan.programs) for (const test of await session.list(program)) all.add(test);
  }
  return chosenTests([...all], plan.tests);
}

async function runTest(
  { native, scale }: RoundPlan,
  machines: ReadonlyMap<MachineName, Machine>,
  runner: Runner,
  test: string,
): Promise<TestRun> {
  if (runner === "native") return runNative(native.get(programOf(test)) ?? "", test, scale);
  const machine = machines.get(runner);
  if (!machine) throw new GuestFailed(`${runner} takes no part`);
  return (await machine.ready()).run(test, `--scale ${scale} --wait`, TEST_TIMEOUT);
}
