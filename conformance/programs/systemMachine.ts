/** Runs programs of the system flavour on our core, in one tier, and hashes its state at checkpoints. */
import {
  CNTKCTL_EL1,
  CPACR_EL1,
  MAIR_EL1,
  SCTLR_EL1,
  Sctlr,
  TCR_EL1,
  TTBR0_EL1,
  VBAR_EL1,
} from "../../core-as/aarch64/state.ts";
import { CoreDevice, RunState } from "../../core-as/abi.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { type CoreExit, CoreInstance, type CoreVcpu, type MemoryExit } from "../../lib-ts/core/index.ts";
import { coreModule } from "../../lib-ts/testing/core.ts";
import { Operands } from "../fuzz/operands.ts";
import { Random } from "../fuzz/random.ts";
import { ALIAS, DATA } from "./registers.ts";
import { runtimeWords, startWords } from "./runtime.ts";
import * as L from "./systemLayout.ts";
import { FIRST_ASID, firstAddress, type SystemSetup, systemSetup } from "./systemSetup.ts";
import { writeTables } from "./systemTables.ts";

/** A program of the system flavour, ready to be loaded. */
export interface SystemProgram {
  readonly seed: number;
  readonly words: readonly number[];
  /** The two leaf routines with a page each. */
  readonly twins: readonly (readonly number[])[];
}

/** What a run left behind. Equal programs have equal runs in every tier. */
export interface SystemRun {
  /** "ended", or how it failed to. */
  readonly end: string;
  /** Instructions retired since the start. */
  readonly instructions: number;
  readonly checkpoints: readonly { readonly instructions: number; readonly hash: bigint }[];
}

const MOST_INSTRUCTIONS = 40_000;
const PSTATE = { EL0: 0, EL1t: 4, EL1h: 5 } as const;
const EL1H_MASKED = 0x3c5;
const RUNTIME = runtimeWords();
const START = startWords();
/** T0SZ 16, walks cacheable and shareable, EPD1, 40-bit addresses, TBI0. */
const TRANSLATION = 16n | (1n << 8n) | (1n << 10n) | (3n << 12n) | (1n << 23n) | (2n << 32n) | (1n << 37n);
const EL0_COUNTERS = 3n;
const FP_ENABLED = 3n << 20n;
const START_OFFSET = 0x800;
const END_OF_STACK = L.STACK_VA + L.PAGE;
const DATA_START = L.DATA_VA + L.PAGE;
const SEED_OF_DATA = 11;
/** Programs are short: what is hot in them became so a moment ago. Unlike tier `all`, several regions come at once, are small and linked, and grow. */
const EAGER = { hot: 6, grow: 40, batch: 6, patience: 300, blocks: 4 };
const operands = new Operands(new Random(SEED_OF_DATA));

export class SystemMachine {
  readonly core: CoreInstance;
  readonly vcpu: CoreVcpu;
  /** Device accesses of the running program. */
  private accesses = 0;

  constructor(tier: ExecutionTier) {
    this.core = new CoreInstance(coreModule, 1, L.RAM_SIZE, { tier, thresholds: tier === "auto" ? EAGER : {} });
    [this.vcpu] = this.core.vcpus;
    this.core.mapPages(L.RAM_ADDRESS, L.RAM_SIZE / L.PAGE, "ram");
    this.core.mapPages(L.DEVICE, 1, "device");
    this.core.mapCoreDevice(L.GICD, 1, CoreDevice.GicDistributor);
    this.core.mapCoreDevice(L.GICC, 2, CoreDevice.GicCpuInterface);
  }

  /** Runs `program` from its start to its end. @param every instructions between checkpoints, in place of its own */
  run(program: SystemProgram, onCheckpoint?: (index: number) => void, every?: number): SystemRun {
    const setup = systemSetup(program.seed);
    const interval = every ?? setup.checkpointEvery;
    this.load(program, setup);
    const first = this.core.instructions;
    const checkpoints: { instructions: number; hash: bigint }[] = [];
    const checkpoint = () => {
      checkpoints.push({ instructions: this.core.instructions - first, hash: this.core.stateHash() });
      onCheckpoint?.(checkpoints.length - 1);
    };
    let end: string | undefined;
    while (end === undefined && this.core.instructions - first < MOST_INSTRUCTIONS) {
      end = this.runUntil(this.core.instructions + interval);
      checkpoint();
    }
    return { end: end ?? "endless", instructions: this.core.instructions - first, checkpoints };
  }

  /** Runs up to an instruction count. @returns why the program ended, if it did */
  private runUntil(instructions: number): string | undefined {
    while (this.core.instructions < instructions) {
      this.core.compileHotCode();
      const exit = this.finishAccesses(this.vcpu.run(instructions - this.core.instructions));
      if (exit.kind === "hypercall" && exit.immediate === 0) return "ended";
      if (exit.kind === "wait" && !this.skipToTimer()) return "waits for ever";
      if (exit.kind === "stuck" || exit.kind === "off") return exit.kind;
    }
    return undefined;
  }

  private skipToTimer(): boolean {
    const next = this.core.clock.nextTimer();
    if (next !== undefined) this.core.clock.advanceTo(next);
    return next !== undefined;
  }

  /** Answers device accesses until the instruction that makes them is done. @returns another exit that came */
  private finishAccesses(exit: CoreExit): CoreExit {
    let last = exit;
    while (last.kind === "memory") {
      this.vcpu.completeAccess(this.answer(last));
      last = this.vcpu.step();
    }
    return last;
  }

  /** What the device returns: a number that depends on everything that has been asked and written before. */
  private answer({ address, width, data }: MemoryExit): bigint {
    this.accesses = (Math.imul(this.accesses ^ address ^ Number(data & 0xffff_ffffn), 0x9e37_79b1) + width) >>> 0;
    return BigInt.asUintN(8 * width, BigInt(this.accesses) * 0x1_0000_0001n);
  }

  private load(program: SystemProgram, setup: SystemSetup): void {
    this.core.reset();
    this.accesses = program.seed;
    this.core.guest.fill(L.RAM_ADDRESS, L.RAM_SIZE, 0);
    this.loadKernel(setup);
    this.loadProgram(program, setup);
    this.startKernel();
    this.startProgram(program, setup);
  }

  private loadKernel(setup: SystemSetup): void {
    const { guest } = this.core;
    const at = (offset: number) => L.RAM_ADDRESS + offset;
    const write = (offset: number, descriptor: bigint) => guest.setU64(at(offset), descriptor);
    for (const space of [0, 1] as const) writeTables(write, space, setup.spaces[space]);
    for (const [offset, descriptor] of setup.unmapped) write(offset, descriptor);
    this.writeWords(L.VECTORS, RUNTIME);
    this.writeWords(L.KERNEL_STACK - START_OFFSET, START);
    guest.setU64(at(L.TIMER_PERIOD), BigInt(setup.period));
    for (const [index, { kind, address, change, invalidate }] of setup.services.entries())
      [BigInt(kind), address, change, invalidate].forEach((field, word) => {
        guest.setU64(at(L.SERVICES + 32 * index + 8 * word), field);
      });
  }

  private loadProgram({ seed, words, twins }: SystemProgram, { spaces, firstWord }: SystemSetup): void {
    const physical = spaces[0].filter(({ virtual }) => virtual >= L.CODE_VA && virtual < L.ALIAS_VA);
    const padded = [...new Array<number>(firstWord).fill(0), ...words];
    const perPage = L.PAGE / 4;
    if (padded.length > L.PATCH_PAGE * perPage) throw new Error(`a program of ${words.length} words is too long`);
    for (let page = 0; page * perPage < padded.length; page++)
      this.writeWords(physical[page].physical, padded.slice(page * perPage, (page + 1) * perPage));
    twins.forEach((twin, index) => {
      this.writeWords(physical[L.FIRST_TWIN + index].physical, twin);
    });
    operands.drawFrom(new Random(~seed));
    const data = new Uint32Array((L.DATA_PAGES * L.PAGE) / 4);
    operands.fillWindow(data);
    this.core.guest.write(L.RAM_ADDRESS + L.DATA, new Uint8Array(data.buffer));
  }

  private writeWords(offset: number, words: readonly number[]): void {
    this.core.guest.write(L.RAM_ADDRESS + offset, new Uint8Array(Uint32Array.from(words).buffer));
  }

  /** System registers as the program finds them; then EL1 turns interrupt controller and timer on. */
  private startKernel(): void {
    const { vcpu } = this;
    const enable = Sctlr.M | Sctlr.C | Sctlr.I | Sctlr.DZE | Sctlr.UCT | Sctlr.UCI | Sctlr.nTWI | Sctlr.nTWE;
    vcpu.setSystemRegister(MAIR_EL1, 0xffn);
    vcpu.setSystemRegister(TCR_EL1, TRANSLATION);
    vcpu.setSystemRegister(TTBR0_EL1, BigInt(L.RAM_ADDRESS + L.TABLES[0]) | FIRST_ASID);
    vcpu.setSystemRegister(VBAR_EL1, BigInt(L.RAM_ADDRESS + L.VECTORS));
    vcpu.setSystemRegister(CPACR_EL1, FP_ENABLED);
    vcpu.setSystemRegister(CNTKCTL_EL1, EL0_COUNTERS);
    vcpu.setSystemRegister(SCTLR_EL1, vcpu.u64(SCTLR_EL1) | BigInt(enable));
    vcpu.setPstate(EL1H_MASKED);
    vcpu.pc = BigInt(L.RAM_ADDRESS + L.KERNEL_STACK - START_OFFSET);
    vcpu.runState = RunState.Running;
    const exit = vcpu.run(1000);
    if (exit.kind !== "hypercall") throw new Error(`the runtime's start ended with "${exit.kind}"`);
  }

  private startProgram({ seed }: SystemProgram, setup: SystemSetup): void {
    const { vcpu } = this;
    const random = new Random(seed);
    operands.drawFrom(random);
    const integers = new Uint32Array(64);
    const vectors = new Uint32Array(128);
    operands.fillIntegers(integers);
    operands.fillVectors(vectors);
    const words = (from: Uint32Array, index: number, count: number) =>
      Array.from(from.subarray(index * count, (index + 1) * count)).reduceRight(
        (value, word) => (value << 32n) | BigInt(word),
        0n,
      );
    for (let n = 0; n < 31; n++) vcpu.setX(n, words(integers, n, 2));
    for (let n = 0; n < 32; n++) vcpu.setV(n, words(vectors, n, 4));
    vcpu.setX(DATA, BigInt(DATA_START));
    vcpu.setX(ALIAS, BigInt(L.ALIAS_VA - L.CODE_VA));
    vcpu.setPstate(PSTATE.EL1h);
    vcpu.setStackPointer(0, BigInt(END_OF_STACK));
    vcpu.setStackPointer(1, BigInt(L.RAM_ADDRESS + L.KERNEL_STACK));
    vcpu.setPstate(PSTATE[setup.level] + (random.u32() & 0xf000_0000));
    vcpu.pc = BigInt(firstAddress(setup));
  }
}
