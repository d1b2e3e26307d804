/** One program in full: its words, and where two tiers part. */
import { VCPU_SYSTEM, VCPU_SYSTEM_SIZE } from "../../core-as/layout.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { disassemble } from "../report.ts";
import { makeContest, type ProgramChoice, systemProgram } from "./contest.ts";
import { generate } from "./generator.ts";
import { instructionPools, type Pools } from "./instructions.ts";
import { assemble, type Flavour } from "./program.ts";
import { firstDifference } from "./runDifference.ts";
import { parseRanges } from "./shrink.ts";
import * as L from "./systemLayout.ts";
import { SystemMachine } from "./systemMachine.ts";
import { firstAddress, systemSetup } from "./systemSetup.ts";

export interface Inspection {
  readonly flavour: Flavour;
  readonly tiers: readonly ExecutionTier[];
  readonly qemu: boolean;
  readonly seed: number;
  /** Item numbers as ranges; all when left out. */
  readonly keep?: string;
  /** Instructions between checkpoints, in place of the program's own. */
  readonly every?: number;
}

/** Guest RAM is compared in words of so many bytes. */
const WORD = 8;
const SHOWN = 40;

export async function inspect({ flavour, tiers, qemu, seed, keep, every }: Inspection): Promise<string> {
  const pools = await instructionPools();
  const choice: ProgramChoice = { seed, keep: keep === undefined ? undefined : parseRanges(keep) };
  const setup = systemSetup(seed);
  const start = flavour === "system" ? firstAddress(setup) : 0;
  const words = assemble(generate(flavour, seed, pools), choice.keep, start);
  const text = disassemble(words).map((line, index) => `${(start + 4 * index).toString(16)}  ${line}`);
  const details = flavour === "system" ? [`level ${setup.level}`, ...parting(choice, pools, tiers, every)] : [];
  const contest = await makeContest(flavour, tiers, qemu);
  const differences = await contest.run([choice]);
  contest.close();
  const lines = differences.flatMap((difference) => difference.lines);
  return [...text, ...(lines.length > 0 ? lines : ["no difference"]), ...details].join("\n");
}

/** The state of each tier at the first checkpoint at which it differs from the first tier's, as differences. */
function parting(choice: ProgramChoice, pools: Pools, tiers: readonly ExecutionTier[], every?: number): string[] {
  const program = systemProgram(choice, pools);
  const [reference, ...others] = tiers;
  const stateAt = (tier: ExecutionTier, wanted: number) => {
    const machine = new SystemMachine(tier);
    let state: Map<string, string> | undefined;
    const run = machine.run(
      program,
      (index) => {
        if (index === wanted) state = stateOf(machine);
      },
      every,
    );
    return { run, state };
  };
  return others.flatMap((tier) => {
    const index = firstDifference(stateAt(reference, -1).run, stateAt(tier, -1).run);
    if (index < 0) return [];
    const [expected, got, before] = [stateAt(reference, index), stateAt(tier, index), stateAt(reference, index - 1)];
    const names = [...(expected.state?.keys() ?? [])];
    const different = names
      .filter((name) => expected.state?.get(name) !== got.state?.get(name))
      .slice(0, SHOWN)
      .map((name) => `  ${name} is ${expected.state?.get(name)}, ${tier}: ${got.state?.get(name)}`);
    return [`${tier} parts at checkpoint ${index}; PC at the one before: ${before.state?.get("pc")}`, ...different];
  });
}

function stateOf({ core, vcpu }: SystemMachine): Map<string, string> {
  const state = new Map<string, string>();
  const hex = (value: bigint | number) => value.toString(16);
  state.set("instructions", String(core.instructions));
  state.set("pc", hex(vcpu.pc));
  state.set("pstate", hex(vcpu.pstate));
  for (let n = 0; n < 31; n++) state.set(`x${n}`, hex(vcpu.x(n)));
  for (const level of [0, 1] as const) state.set(`sp_el${level}`, hex(vcpu.stackPointer(level)));
  for (let n = 0; n < 32; n++) state.set(`v${n}`, hex(vcpu.v(n)));
  for (let offset = 0; offset < VCPU_SYSTEM_SIZE; offset += WORD)
    state.set(`system register at ${hex(offset)}`, hex(vcpu.u64(VCPU_SYSTEM + offset)));
  for (let offset = 0; offset < L.RAM_SIZE; offset += WORD)
    state.set(`[ram + ${hex(offset)}]`, hex(core.guest.u64(L.RAM_ADDRESS + offset)));
  return state;
}
