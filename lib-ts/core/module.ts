/** The compiled core: one `CoreModule` serves any number of VMs. */
import { CoreUnusable } from "../errors.ts";
import type { RegionCompiler } from "./regionCompiler.ts";
import { withSharedMemory } from "./sharedMemory.ts";

/** Every export of the core: integers in and out (i64 as bigint, i32 as a signed number). */
export interface CoreExports {
  initialize(): void;
  requiredMemory(vcpus: number, ramSize: number): number;
  vmInit(vcpus: number, ramSize: number, architecture: number): number;
  vmReset(): void;
  runVcpu(vcpu: number, budget: bigint): number;
  stepVcpu(vcpu: number): number;
  completeAccess(vcpu: number, value: bigint): number;
  dropReplay(vcpu: number): void;
  pstate(vcpu: number): number;
  cpsr(vcpu: number): number;
  setCpsr(vcpu: number, value: number): number;
  eflags(vcpu: number): number;
  setEflags(vcpu: number, value: number): void;
  mxcsr(vcpu: number): number;
  setMxcsr(vcpu: number, value: number): void;
  setPstate(vcpu: number, spsr: number): number;
  systemRegistersChanged(vcpu: number): void;
  vcpuReset(vcpu: number): void;
  stage2Map(address: bigint, pages: number, backing: number, target: number): number;
  stage2Lookup(address: bigint): number;
  gicSetLine(cpu: number, intid: number, level: number): number;
  gicPulse(cpu: number, intid: number): number;
  gicState(cpu: number, intid: number): number;
  gicWantAck(intid: number, on: number): number;
  gicTakeAck(): number;
  pcSetIrq(irq: number, level: number): number;
  pcPulseIrq(irq: number): number;
  pcWantAck(irq: number, on: number): number;
  pcTakeAck(): number;
  pcNmi(): void;
  vcpuNmi(vcpu: number): void;
  lapicInject(cpu: number, vector: number): number;
  lapicVirtualWire(cpu: number): void;
  lapicRegister(cpu: number, offset: number): number;
  ioapicEntry(pin: number): bigint;
  picState(chip: number): number;
  pitState(counter: number): number;
  setA20(open: number): void;
  rtcSetTime(seconds: bigint): void;
  rtcTime(): bigint;
  rtcSetCmos(index: number, value: number): number;
  rtcCmos(index: number): number;
  vmSetClock(ticks: bigint, rate: bigint): void;
  vmClockTicks(): bigint;
  vcpuSetClock(vcpu: number, ticks: bigint, rate: bigint): void;
  vmSetParallel(on: number): number;
  vmTryStop(): number;
  vmGo(): void;
  vcpuKick(vcpu: number): void;
  vcpuNextTimer(vcpu: number): bigint;
  vcpuWakes(vcpu: number): number;
  invalidateCode(host: number, size: number): void;
  stateHash(): bigint;
  findBlock(address: number, context: number): number;
  dropRegion(record: number): void;
  deadRegion(vcpu: number, entry: number): number;
  /** Table slots where `deadRegion` stands may be taken afterwards; no vCPU may run. */
  forgetEntries(): void;
  /** Empties the block store; only between slices. */
  forgetTranslations(): void;
  /** Functions that the core calls by number: its own, then those of compiled regions. */
  readonly table: WebAssembly.Table;
}

const REQUIRED: readonly (keyof CoreExports)[] = [
  "initialize",
  "requiredMemory",
  "vmInit",
  "vmReset",
  "runVcpu",
  "stepVcpu",
  "completeAccess",
  "dropReplay",
  "pstate",
  "cpsr",
  "setCpsr",
  "eflags",
  "setEflags",
  "mxcsr",
  "setMxcsr",
  "setPstate",
  "systemRegistersChanged",
  "vcpuReset",
  "stage2Map",
  "stage2Lookup",
  "gicSetLine",
  "gicPulse",
  "gicState",
  "gicWantAck",
  "gicTakeAck",
  "pcSetIrq",
  "pcPulseIrq",
  "pcWantAck",
  "pcTakeAck",
  "pcNmi",
  "vcpuNmi",
  "lapicInject",
  "lapicVirtualWire",
  "lapicRegister",
  "ioapicEntry",
  "picState",
  "pitState",
  "setA20",
  "rtcSetTime",
  "rtcTime",
  "rtcSetCmos",
  "rtcCmos",
  "vmSetClock",
  "vmClockTicks",
  "vcpuSetClock",
  "vmSetParallel",
  "vmTryStop",
  "vmGo",
  "vcpuKick",
  "vcpuNextTimer",
  "vcpuWakes",
  "invalidateCode",
  "stateHash",
  "findBlock",
  "dropRegion",
  "deadRegion",
  "forgetEntries",
  "forgetTranslations",
];

/** Pages (64 KiB) that the core's static data and its sizing functions need. */
const SIZING_PAGES = 32;

/** For those of a shared memory, which has to have a limit: all of 4 GiB. */
const MOST_PAGES = 65536;

export class CoreModule {
  /** Compiles regions on another thread; without one, machines compile on their own thread, between two slices. */
  regionCompiler: RegionCompiler | undefined;
  private readonly sizing: CoreExports;

  /**
   * @param module for instances on other threads, which `from` wraps there
   * @param shared whether its memories are shared ones: only then can several threads run the vCPUs of a machine
   */
  private constructor(
    readonly module: WebAssembly.Module,
    readonly shared: boolean,
  ) {
    const limits = shared ? { maximum: MOST_PAGES, shared } : {};
    this.sizing = this.instantiate(new WebAssembly.Memory({ initial: SIZING_PAGES, ...limits }));
  }

  /**
   * Compiles the core off the main thread where the engine can.
   * @param shared for machines in parallel mode
   * @throws CoreUnusable when the bytes are not our core
   */
  static async compile(bytes: BufferSource, shared = false): Promise<CoreModule> {
    try {
      return new CoreModule(await WebAssembly.compile(shared ? withSharedMemory(bytes) : bytes), shared);
    } catch (error) {
      throw asCoreError(error);
    }
  }

  /** Wraps a module that is compiled already, such as one that came in a message. @throws CoreUnusable */
  static from(module: WebAssembly.Module, shared = false): CoreModule {
    return new CoreModule(module, shared);
  }

  /** As `compile`, at once; for Node and tests. @throws CoreUnusable */
  static compileSync(bytes: BufferSource, shared = false): CoreModule {
    try {
      return new CoreModule(new WebAssembly.Module(shared ? withSharedMemory(bytes) : bytes), shared);
    } catch (error) {
      throw asCoreError(error);
    }
  }

  /** Bytes of linear memory for a machine, or 0 when no machine can have that size. */
  requiredMemory(vcpus: number, memorySize: number): number {
    const inRange = Number.isInteger(memorySize) && memorySize > 0 && memorySize < 2 ** 32;
    return inRange && Number.isInteger(vcpus) ? this.sizing.requiredMemory(vcpus, memorySize) >>> 0 : 0;
  }

  /** An instance in `memory`. @throws CoreUnusable */
  instantiate(memory: WebAssembly.Memory): CoreExports {
    const exports = this.start(memory);
    const missing = REQUIRED.filter((name) => typeof exports[name] !== "function");
    if (missing.length > 0) throw new CoreUnusable(`it lacks ${missing.join(", ")}`);
    const core = exports as unknown as CoreExports;
    core.initialize();
    return core;
  }

  private start(memory: WebAssembly.Memory): WebAssembly.Exports {
    try {
      return new WebAssembly.Instance(this.module, { env: { memory } }).exports;
    } catch (error) {
      throw asCoreError(error);
    }
  }
}

function asCoreError(error: unknown): Error {
  if (error instanceof CoreUnusable) return error;
  return new CoreUnusable(error instanceof Error ? error.message : String(error), { cause: error });
}
