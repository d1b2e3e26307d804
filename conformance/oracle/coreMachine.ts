/** What the back ends that are this project's core share: running a batch on the release build. */
import { type Architecture, RunState } from "../../core-as/abi.ts";
import * as core from "../../core-as/layout.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { CoreInstance, type CoreVcpu } from "../../lib-ts/core/index.ts";
import { coreModule } from "../../lib-ts/testing/core.ts";
import type { Batch, BatchResult, Oracle } from "./batch.ts";
import * as layout from "./layout.ts";

/** A test that retires more does not end. */
export const LONGEST = 256;
/** Instructions at a time: between them code is compiled, in tiers that do. */
const SLICE = 256;
/** Tests that are run twice in a row by tiers that compile: no more than the core's queue of hot blocks takes. */
const WARMED = 32;
export const V = core.VCPU_BASE;

export abstract class CoreMachine implements Oracle {
  readonly name: string;
  protected readonly instance: CoreInstance;
  protected readonly vcpu: CoreVcpu;
  /** Linear memory. */
  protected readonly view: DataView;
  protected readonly bytes: Uint8Array;
  private readonly ram: number;

  /** @param longest instructions after which a test counts as endless */
  constructor(
    tier: ExecutionTier,
    private readonly longest: number,
    architecture: Architecture,
  ) {
    this.name = `core, ${tier}`;
    this.instance = new CoreInstance(coreModule, 1, layout.RAM_SIZE, { tier, architecture });
    this.instance.mapPages(layout.RAM_ADDRESS, layout.RAM_SIZE / core.PAGE_SIZE, "ram");
    this.vcpu = this.instance.vcpus[0];
    this.view = this.instance.linear;
    this.bytes = new Uint8Array(this.view.buffer);
    this.ram = this.instance.locate(layout.RAM_ADDRESS);
  }

  /** Brings the vCPU in the state that test `index` starts from. */
  protected abstract loadState(batch: Batch, index: number): void;
  /** Brings the interrupted state where an exception leaves it, after an exit that was none. */
  protected abstract interrupt(): void;
  /** The exception that was taken, as a `Signal`. */
  protected abstract exceptionSignal(): number;
  /** Writes the state that the exception interrupted to the record at `at`. */
  protected abstract saveState(view: DataView, records: Uint8Array, at: number): void;

  async run(batch: Batch): Promise<BatchResult> {
    this.loadCode(batch);
    this.clearMemory();
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    const windows = new Uint8Array(batch.memoryTests * layout.WINDOW_SIZE);
    const view = new DataView(records.buffer);
    const window = this.bytes.subarray(this.host(layout.WINDOW_ADDRESS), this.host(layout.READ_ONLY_ADDRESS));
    let kept = 0;
    for (let index = 0; index < batch.count; index++) {
      if (index % WARMED === 0) this.warm(batch, index, Math.min(index + WARMED, batch.count));
      const keeps = batch.keepsMemory(index);
      if (keeps) window.set(batch.template);
      this.loadState(batch, index);
      const signal = this.execute();
      this.saveState(view, records, index * layout.RECORD_SIZE);
      view.setUint32(index * layout.RECORD_SIZE + layout.RECORD_SIGNAL, signal, true);
      if (keeps) windows.set(window, layout.WINDOW_SIZE * kept++);
    }
    return { records, windows };
  }

  /** Runs tests without keeping what they do: tiers that compile run compiled code the next time. */
  private warm(batch: Batch, from: number, to: number): void {
    if (this.instance.tier === "interp") return;
    for (let index = from; index < to; index++) {
      this.loadState(batch, index);
      this.execute();
    }
    this.instance.compileHotCode();
  }

  /** Linear-memory address of guest RAM. */
  protected host(address: number): number {
    return this.ram + address - layout.RAM_ADDRESS;
  }

  /** Code of the batch; translations of earlier batches are dropped. */
  private loadCode(batch: Batch): void {
    this.instance.guest.write(layout.CODE_ADDRESS, batch.code);
  }

  /** Of the last run, nothing stays, as with a reference whose process ends: a wild branch or store may lead anywhere. */
  private clearMemory(): void {
    this.instance.guest.write(layout.WINDOW_ADDRESS, new Uint8Array(layout.WINDOW_SIZE));
    this.instance.guest.write(layout.PATCH_ADDRESS, new Uint8Array(layout.PATCH_SIZE));
  }

  /** Runs until the test ends. @returns its `Signal` */
  private execute(): number {
    const end = this.instance.instructions + this.longest;
    for (;;) {
      this.vcpu.runState = RunState.Running;
      const { kind } = this.vcpu.run(Math.min(SLICE, end - this.instance.instructions));
      if (kind === "budget") this.instance.compileHotCode();
      if (kind === "hypercall") return this.exceptionSignal();
      if (kind === "memory") return this.interrupted(layout.Signal.abort);
      if (kind === "budget" && this.instance.instructions >= end) return this.interrupted(layout.Signal.timeout);
      if (kind !== "budget" && kind !== "wait" && kind !== "yield") throw new Error(`exit "${kind}" of a test`);
    }
  }

  private interrupted(signal: number): number {
    this.interrupt();
    return signal;
  }
}
