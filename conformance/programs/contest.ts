/** Programs on several machines: each tier of our core, and QEMU's user mode. The first machine says what is right. */
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { compareResults } from "../compare.ts";
import type { Oracle } from "../oracle/batch.ts";
import { CoreOracle } from "../oracle/coreOracle.ts";
import { RECORD_SIGNAL, RECORD_SIZE, Signal } from "../oracle/layout.ts";
import { QemuOracle } from "../oracle/qemuOracle.ts";
import { generate } from "./generator.ts";
import { instructionPools, type Pools } from "./instructions.ts";
import { assemble, type Flavour } from "./program.ts";
import { runDifference } from "./runDifference.ts";
import { SystemMachine, type SystemProgram } from "./systemMachine.ts";
import { firstAddress, systemSetup } from "./systemSetup.ts";
import { batchOf, MOST_INSTRUCTIONS, type UserProgram } from "./userPrograms.ts";

/** Programs that share a core: what one leaves behind in caches meets the next. */
const COMPANY = 64;

export interface ProgramDifference {
  readonly seed: number;
  /** Which machine differed from which, and in what. */
  readonly lines: readonly string[];
}

/** One program, or what is left of it: `keep` are the items that are not left out. */
export interface ProgramChoice {
  readonly seed: number;
  readonly keep?: ReadonlySet<number>;
}

export interface Contest {
  /** Runs the programs and reports those that do not end, or differ. */
  run(programs: readonly ProgramChoice[]): Promise<ProgramDifference[]>;
  close(): void;
}

/** @param qemu whether QEMU's user mode takes part, as the one that is right; for the user flavour only */
export async function makeContest(flavour: Flavour, tiers: readonly ExecutionTier[], qemu: boolean): Promise<Contest> {
  const pools = await instructionPools();
  return flavour === "system" ? new SystemContest(tiers, pools) : new UserContest(tiers, pools, qemu);
}

/** Groups of programs that share a core. */
export function companies(seeds: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (let from = 0; from < seeds.length; from += COMPANY) groups.push(seeds.slice(from, from + COMPANY));
  return groups;
}

export function systemProgram({ seed, keep }: ProgramChoice, pools: Pools): SystemProgram {
  const program = generate("system", seed, pools);
  const origin = firstAddress(systemSetup(seed));
  return { seed, words: assemble(program, keep, origin), twins: program.twins };
}

class SystemContest implements Contest {
  constructor(
    private readonly tiers: readonly ExecutionTier[],
    private readonly pools: Pools,
  ) {}

  async run(programs: readonly ProgramChoice[]): Promise<ProgramDifference[]> {
    const [reference, ...others] = this.tiers.map((tier) => ({ tier, machine: new SystemMachine(tier) }));
    const found: ProgramDifference[] = [];
    for (const choice of programs) {
      const program = systemProgram(choice, this.pools);
      const expected = reference.machine.run(program);
      for (const { tier, machine } of others) {
        const difference = runDifference(expected, machine.run(program));
        if (difference) found.push({ seed: choice.seed, lines: [`${tier} is not ${reference.tier}: ${difference}`] });
      }
    }
    return found;
  }

  close(): void {}
}

class UserContest implements Contest {
  private readonly qemu: QemuOracle | undefined;

  constructor(
    private readonly tiers: readonly ExecutionTier[],
    private readonly pools: Pools,
    qemu: boolean,
  ) {
    this.qemu = qemu ? new QemuOracle() : undefined;
  }

  async run(programs: readonly ProgramChoice[]): Promise<ProgramDifference[]> {
    const cores: Oracle[] = this.tiers.map((tier) => new CoreOracle(tier, MOST_INSTRUCTIONS));
    const [reference, ...others] = this.qemu ? [this.qemu, ...cores] : cores;
    const batch = batchOf(programs.map((choice) => this.userProgram(choice)));
    const expected = await reference.run(batch);
    const found = programs
      .map(({ seed }, test) => ({ seed, signal: expected.records[test * RECORD_SIZE + RECORD_SIGNAL] }))
      .filter(({ signal }) => signal !== Signal.breakpoint)
      .map(({ seed, signal }) => ({ seed, lines: [`${reference.name}: it ends with signal ${signal}`] }));
    for (const oracle of others) {
      for (const { test, differences } of compareResults(batch, expected, await oracle.run(batch))) {
        const parts = differences.map(
          ({ name, expected: right, got }) => `  ${name} is ${right}, ${oracle.name}: ${got}`,
        );
        found.push({ seed: programs[test].seed, lines: [`${oracle.name} is not ${reference.name}:`, ...parts] });
      }
    }
    return found;
  }

  close(): void {
    this.qemu?.close();
  }

  private userProgram({ seed, keep }: ProgramChoice): UserProgram {
    return { seed, words: assemble(generate("user", seed, this.pools), keep) };
  }
}
