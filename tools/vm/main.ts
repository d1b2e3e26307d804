/**
 * `npm run -s vm`: the machine without a browser. The guest's serial port is stdin and stdout; everything else goes to
 * stderr. Exit code: 0 when the guest powers off, 1 when it cannot go on, 2 for bad input or options.
 */
import { VmError } from "../../lib-ts/errors.ts";
import { Agenda } from "../../lib-ts/worker/agenda.ts";
import { nodeHost } from "../../lib-ts/worker/host.ts";
import { MachineRunner } from "../../lib-ts/worker/machineRunner.ts";
import type { LoopEnd } from "../../lib-ts/worker/runLoop.ts";
import { loadCore } from "./core.ts";
import { readInputLog } from "./inputLog.ts";
import { jitDump } from "./jitDump.ts";
import { availableGuests, planMachine, releaseImages } from "./machine.ts";
import { parseCommand, UsageError, type VmCommand } from "./options.ts";
import { openTerminal, writeOutput } from "./terminal.ts";
import { startVcpuThread } from "./vcpuThread.ts";

const EXIT_GUEST_FAILED = 1;
const EXIT_BAD_INPUT = 2;
/** Instructions that a reset counts towards --limit: it takes as long, and a guest may do little else. */
const RESET_COST = 1_000_000;

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  if (command.list) {
    for (const { entry } of availableGuests()) process.stdout.write(`${entry.id}\t${entry.description}\n`);
    return 0;
  }
  const started = performance.now();
  const { runner, memoryMiB } = await prepare(command);
  const terminal = openTerminal(
    (bytes) => runner.type(bytes),
    () => runner.stop(),
  );
  const end = await runner.run();
  terminal.close();
  await flushed();
  const code = exitCode(end);
  if (command.jitDump !== undefined) process.stderr.write(jitDump(runner.current.vm.core, command.jitDump));
  if (command.stats) reportStats(runner, memoryMiB, end, performance.now() - started);
  return code;
}

/** Keeps nothing of the images once they are in the machine's memory: a reset reads the files again. */
async function prepare(command: VmCommand): Promise<{ runner: MachineRunner; memoryMiB: number }> {
  const { name, plan, vcpus, memoryMiB } = await planMachine(command);
  let resets = 0;
  const runner: MachineRunner = new MachineRunner({
    module: loadCore(command.parallel),
    name,
    plan,
    planAgain: async () => {
      resets++;
      if (runner.counters.instructions + resets * RESET_COST >= (command.limit ?? Number.POSITIVE_INFINITY))
        runner.stop();
      return (await planMachine(command)).plan;
    },
    vcpus,
    clock: command.clock,
    tier: command.tier,
    thresholds: command.thresholds,
    startVcpuThread: command.parallel ? startVcpuThread : undefined,
    host: nodeHost(),
    send: (bytes) => writeOutput(bytes, () => runner.shown(bytes.length)),
    agenda: agendaOf(command),
  });
  releaseImages(plan);
  return { runner, memoryMiB };
}

/** Checkpoints and recorded input, in the order of their instruction counts. */
function agendaOf({ hashEvery, limit, inputLog }: VmCommand): Agenda<MachineRunner> {
  const input = inputLog === undefined ? [] : readInputLog(inputLog);
  const stop = limit === undefined ? [] : [{ at: limit, act: (runner: MachineRunner) => runner.stop() }];
  const items = [...input, ...stop].sort((a, b) => a.at - b.at);
  return new Agenda<MachineRunner>(items, hashEvery ? { every: hashEvery, act: printHash } : undefined);
}

function printHash(runner: MachineRunner): void {
  const { instructions } = runner.counters;
  process.stderr.write(`${JSON.stringify({ instructions, hash: runner.stateHash() })}\n`);
}

function reportStats(runner: MachineRunner, memoryMiB: number, end: LoopEnd, wallMs: number): void {
  const { instructions, exits, guestSeconds, cpuSeconds, consoleOut } = runner.counters;
  const { core } = runner.current.vm;
  const usage = process.cpuUsage();
  const stats = {
    end: end.kind,
    tier: core.tier,
    instructions,
    exits,
    seconds: {
      wall: wallMs / 1000,
      guest: guestSeconds,
      slices: cpuSeconds,
      processCpu: (usage.user + usage.system) / 1e6,
    },
    mips: cpuSeconds > 0 ? instructions / cpuSeconds / 1e6 : 0,
    memory: { guestMiB: memoryMiB, ...core.stats, processBytes: process.memoryUsage().rss },
    consoleOut,
  };
  process.stderr.write(`${JSON.stringify(stats)}\n`);
}

function exitCode(end: LoopEnd): number {
  if (end.kind !== "failed") return 0;
  process.stderr.write(`vm: ${messageOf(end.cause)}\n`);
  return EXIT_GUEST_FAILED;
}

function flushed(): Promise<void> {
  return new Promise((resolve) => writeOutput(new Uint8Array(0), resolve));
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll("\n", " ");
}

function isInputError(error: unknown): boolean {
  return error instanceof UsageError || error instanceof VmError;
}

process.stdout.on("error", () => process.exit(0));
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`vm: ${messageOf(error)}\n`);
  process.exitCode = isInputError(error) ? EXIT_BAD_INPUT : EXIT_GUEST_FAILED;
}
