/** The back end that is this project's core: the release build, at privilege level 3 with paging on. */
import { Architecture, RunState } from "../../core-as/abi.ts";
import { CR2, INHIBIT, Segment } from "../../core-as/ia32/state.ts";
import { SLOT_X } from "../../core-as/layout.ts";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import { CoreInstance, type CoreVcpu } from "../../lib-ts/core/index.ts";
import { coreModule } from "../../lib-ts/testing/core.ts";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import type { Batch, BatchResult, Oracle } from "./batch.ts";
import { loadFloatState, saveFloatState } from "./floatState.ts";
import { type Ending, GuestKernel, RAM_SIZE } from "./guestKernel.ts";
import * as layout from "./layout.ts";
import { GENERAL, SEGMENT_AT, type SegmentName } from "./record.ts";

/** Instructions at a time: between them code is compiled, in tiers that do. What is left of them a handler spends. */
const SLICE = 48;
/**
 * A test that goes on after so many slices, and then so many longer ones, does not end: a repeated string instruction may lead
 * through all of the code, byte by byte, and ends behind it.
 */
const SLICES = 400;
const LONG_SLICE = 0x1000;
const LONG_SLICES = 1 + (layout.CODE_SIZE + 2 * layout.WINDOW_SIZE) / LONG_SLICE;
/** Tests that are run twice in a row by tiers that compile: no more than the core's queue of hot blocks takes. */
const WARMED = 32;
const SEGMENT_ORDER: readonly (readonly [SegmentName, Segment])[] = [
  ["ES", Segment.Es],
  ["CS", Segment.Cs],
  ["SS", Segment.Ss],
  ["DS", Segment.Ds],
  ["FS", Segment.Fs],
  ["GS", Segment.Gs],
];

export class CoreOracle implements Oracle {
  readonly name: string;
  private readonly instance: CoreInstance;
  private readonly vcpu: CoreVcpu;
  private readonly bytes: Uint8Array;
  private readonly kernel: GuestKernel;

  constructor(tier: ExecutionTier = TEST_TIER) {
    this.name = `core, ${tier}`;
    this.instance = new CoreInstance(coreModule, 1, RAM_SIZE, { tier, architecture: Architecture.IA32 });
    this.vcpu = this.instance.vcpus[0];
    this.bytes = new Uint8Array(this.instance.linear.buffer);
    this.kernel = new GuestKernel(this.instance);
  }

  async run(batch: Batch, first = 0): Promise<BatchResult> {
    this.instance.guest.write(layout.CODE_ADDRESS, batch.code);
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    const windows = new Uint8Array(batch.count * layout.WINDOW_SIZE);
    const view = new DataView(records.buffer);
    const from = this.kernel.host(layout.WINDOW_ADDRESS);
    const window = this.bytes.subarray(from, from + layout.WINDOW_SIZE);
    for (let index = first; index < batch.count; index++) {
      if (index === first || index % WARMED === 0) this.warm(batch, index, Math.min(index + WARMED, batch.count));
      window.set(batch.template);
      this.loadState(batch, index);
      this.saveState(view, index * layout.RECORD_SIZE, this.execute());
      windows.set(window, layout.WINDOW_SIZE * index);
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

  private loadState(batch: Batch, index: number): void {
    const at = batch.inputOffset(index);
    const { view } = batch;
    const { vcpu } = this;
    GENERAL.forEach((register, n) => {
      vcpu.setU64(SLOT_X + 8 * n, BigInt(view.getUint32(at + register, true)));
    });
    for (const [name, segment] of SEGMENT_ORDER) {
      this.kernel.setSegment(segment, view.getUint32(at + SEGMENT_AT[name], true));
    }
    loadFloatState(vcpu, view, at);
    vcpu.setU32(INHIBIT, 0);
    vcpu.setU64(CR2, 0n);
    vcpu.ia32.eflags = view.getUint32(at + layout.RECORD_EFLAGS, true);
    vcpu.ia32.cpl = 3;
    vcpu.ia32.eip = view.getUint32(at + layout.RECORD_EIP, true);
  }

  /** Runs until the test ends. @returns undefined when it does not */
  private execute(): Ending | undefined {
    for (let slice = 0; slice < SLICES + LONG_SLICES; slice++) {
      this.vcpu.runState = RunState.Running;
      const { kind } = this.vcpu.run(slice < SLICES ? SLICE : LONG_SLICE);
      const ending = this.kernel.ending();
      if (ending) return ending;
      if (kind !== "budget")
        throw new Error(
          `exit "${kind}" of a test: ${JSON.stringify(this.vcpu.lastExit(), (_, value) => (typeof value === "bigint" ? value.toString(16) : value))}`,
        );
      this.instance.compileHotCode();
    }
    return undefined;
  }

  private saveState(view: DataView, at: number, ending: Ending | undefined): void {
    const { vcpu } = this;
    const set = (offset: number, value: number) => view.setUint32(at + offset, value >>> 0, true);
    GENERAL.forEach((register, n) => {
      set(register, vcpu.u32(SLOT_X + 8 * n));
    });
    for (const [name, segment] of SEGMENT_ORDER) set(SEGMENT_AT[name], vcpu.ia32.segment(segment).selector);
    saveFloatState(vcpu, view, at);
    set(layout.RECORD_SIGNAL, ending ? layout.ENDED_SIGNAL : layout.TIMEOUT_SIGNAL);
    if (!ending) return;
    set(layout.RECORD_VECTOR, ending.vector);
    set(layout.RECORD_ERROR, ending.error);
    set(layout.RECORD_EIP, ending.eip);
    set(layout.RECORD_CS, ending.cs);
    set(layout.RECORD_EFLAGS, ending.eflags);
    set(layout.RECORD_ESP, ending.esp);
    set(layout.RECORD_SS, ending.ss);
    set(layout.RECORD_CR2, vcpu.u32(CR2));
  }
}
