/** One VM's core: its linear memory, its vCPUs, its guest-physical map. */
import { Architecture, Backing } from "../../core-as/abi.ts";
import {
  PAGE_SHIFT,
  PAGE_SIZE,
  S2_ADDRESS_BITS,
  VM_CODE_PAGES,
  VM_EXCLUSIVE,
  VM_INSTRUCTIONS,
  VM_INTERCEPTS,
  VM_RAM_SIZE,
  VM_STAT_ARENA_FLUSHES,
  VM_STAT_BLOCKS,
  VM_STAT_EXCLUSIVE,
  VM_STAT_INVALIDATIONS,
  VM_STAT_SLOW_ACCESS,
  VM_STAT_WALKS,
} from "../../core-as/layout.ts";
import { CoreUnusable, GuestMapExhausted, InvalidArgument, MachineSizeInvalid, OutOfHostMemory } from "../errors.ts";
import { CoreClock } from "./clock.ts";
import { CoreGic } from "./gic.ts";
import { GuestBytes } from "./guestBytes.ts";
import type { CoreExports, CoreModule } from "./module.ts";
import { CorePcInterrupts } from "./pcInterrupts.ts";
import { RegionCache } from "./regionCache.ts";
import { RegionInspector } from "./regionInspector.ts";
import type { RegionStats } from "./regionStats.ts";
import { type RegionReceivers, SpreadCompiler } from "./spreadCompiler.ts";
import { type Thresholds, thresholdsOf } from "./thresholds.ts";
import { CoreVcpu } from "./vcpu.ts";

const WASM_PAGE = 0x10000;
/** How long a vCPU may take to the next block boundary where it looks at what others want: some tens of thousands of instructions. */
const STOP_LOOK_MS = 0.05;
const BACKING_MASK = 7;

/** What a guest-physical page can be made. */
export type PageBacking = "none" | "ram" | "rom" | "device";

/** Counters of the core since the VM began. */
export interface CoreStats {
  readonly instructions: number;
  readonly blocksTranslated: number;
  readonly slowAccesses: number;
  readonly tableWalks: number;
  readonly invalidations: number;
  readonly arenaFlushes: number;
  /** How often all vCPUs but one had to stand still, where they have threads of their own. */
  readonly exclusiveSections: number;
  readonly linearMemoryBytes: number;
  /** Undefined where only the interpreter runs. */
  readonly regions: RegionStats | undefined;
}

/**
 * How guest code runs: `interp`, by the interpreter alone; `auto`, hot code compiled; `all`, everything compiled at once,
 * for tests.
 */
export type ExecutionTier = "interp" | "auto" | "all";

/** What a machine's core is made with, besides its size. */
export interface CoreOptions {
  /** What runs the guest; default "interp". */
  readonly tier?: ExecutionTier;
  /** Thresholds that are to be others than the tier's own. */
  readonly thresholds?: Partial<Thresholds>;
  /** The instruction set of its vCPUs; default AArch64. */
  readonly architecture?: Architecture;
  /** Threads of their own run the vCPUs; undefined: the owner of the instance does. */
  readonly threads?: RegionReceivers;
}

export class CoreInstance {
  readonly tier: ExecutionTier;
  readonly architecture: Architecture;
  readonly vcpus: readonly CoreVcpu[];
  /** Bytes of guest memory. */
  readonly memorySize: number;
  readonly gic: CoreGic;
  /** IA32's interrupt controllers and timers; the GIC is AArch64's. */
  readonly pc: CorePcInterrupts;
  readonly clock: CoreClock;
  /** Reads and writes by guest-physical address. */
  readonly guest: GuestBytes;
  private readonly core: CoreExports;
  private readonly regions: RegionCache | undefined;
  /** For instances on other threads, where the module is a shared one. Views of it never end: it does not grow. */
  readonly memory: WebAssembly.Memory;
  private readonly view: DataView;
  /** Linear-memory address of guest memory. */
  private readonly pool: number;
  private readonly threads: RegionReceivers | undefined;

  /**
   * Makes the memory at its exact size and lays a machine out in it.
   * @throws MachineSizeInvalid when no machine can have that size
   * @throws OutOfHostMemory when the host refuses the memory; the error offers a smaller size
   * @throws InvalidArgument for threads without a shared module, or on IA32
   */
  constructor(module: CoreModule, vcpus: number, memorySize: number, options: CoreOptions = {}) {
    const { tier = "interp", thresholds = {}, architecture = Architecture.AArch64, threads } = options;
    this.tier = tier;
    this.architecture = architecture;
    this.threads = threads;
    const bytes = module.requiredMemory(vcpus, memorySize);
    if (bytes === 0) throw new MachineSizeInvalid(vcpus, memorySize);
    this.memory = allocate(Math.ceil(bytes / WASM_PAGE), memorySize, module.shared);
    this.core = module.instantiate(this.memory);
    this.pool = this.core.vmInit(vcpus, memorySize, architecture) >>> 0;
    if (this.pool === 0) throw new CoreUnusable(`it refuses ${vcpus} vCPUs with ${memorySize} bytes`);
    if (threads !== undefined) this.startParallel();
    this.view = new DataView(this.memory.buffer);
    this.memorySize = this.view.getUint32(VM_RAM_SIZE, true);
    this.vcpus = Array.from({ length: vcpus }, (_, index) => new CoreVcpu(index, this.core, this.view, architecture));
    this.gic = new CoreGic(this.core);
    this.pc = new CorePcInterrupts(this.core);
    this.clock = new CoreClock(this.core, this.view, this.vcpus);
    this.guest = new GuestBytes(this);
    if (tier !== "interp") this.regions = this.regionCache(module, thresholds);
  }

  private regionCache(module: CoreModule, thresholds: Partial<Thresholds>): RegionCache {
    const { threads } = this;
    const elsewhere = this.tier === "auto" ? module.regionCompiler : undefined;
    return new RegionCache(this.core, this.memory, this.view, thresholdsOf(this.tier, thresholds), {
      compiler: threads === undefined ? elsewhere : new SpreadCompiler(threads, elsewhere),
      threads,
      exclusively: (work) => this.exclusively(work),
    });
  }

  /** Whether threads of their own run the vCPUs. */
  get threaded(): boolean {
    return this.threads !== undefined;
  }

  /** What to look at compiled code with; undefined where only the interpreter runs. */
  get compiledCode(): RegionInspector | undefined {
    return this.regions && new RegionInspector(this.regions, this.view, (work) => this.exclusively(work));
  }

  /** Compiles code that became hot; to be called between runs of vCPUs. */
  compileHotCode(): void {
    this.regions?.serve(this.instructions);
  }

  /**
   * Makes `pages` guest-physical pages from `address` on memory, starting with page `poolPage` of guest memory, or a
   * device, or nothing.
   * @throws InvalidArgument for addresses and pages out of range
   * @throws GuestMapExhausted when the map's own memory is used up
   */
  mapPages(address: number, pages: number, backing: PageBacking, poolPage = 0): void {
    checkPages(address, pages);
    const target = this.pool + poolPage * PAGE_SIZE;
    const inPool = poolPage >= 0 && (poolPage + pages) * PAGE_SIZE <= this.memorySize;
    if ((backing === "ram" || backing === "rom") && !inPool)
      throw new InvalidArgument("poolPage", poolPage, `such that ${pages} pages lie in the VM's memory`);
    if (!this.stage2Map(address, pages, BACKINGS[backing], target)) throw new GuestMapExhausted(address, pages);
  }

  private stage2Map(address: number, pages: number, backing: Backing, target: number): boolean {
    return this.exclusively(() => this.core.stage2Map(BigInt(address), pages, backing, target)) !== 0;
  }

  /** Makes pages a device that lives in the core. @throws InvalidArgument @throws GuestMapExhausted */
  mapCoreDevice(address: number, pages: number, device: number): void {
    checkPages(address, pages);
    for (let page = 0; page < pages; page++) {
      if (!this.stage2Map(address + page * PAGE_SIZE, 1, Backing.CoreDevice, device + page))
        throw new GuestMapExhausted(address, pages);
    }
  }

  /** Linear-memory address of the byte at guest-physical `address` if RAM or ROM backs it, else 0. */
  locate(address: number): number {
    const entry = this.core.stage2Lookup(BigInt(address)) >>> 0;
    const backing = entry & BACKING_MASK;
    if (backing !== Backing.Ram && backing !== Backing.Rom) return 0;
    return entry - (entry % PAGE_SIZE) + (address % PAGE_SIZE);
  }

  /** The bytes [host, host + size) of linear memory, as `locate` names them: a window, not a copy. */
  window(host: number, size: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, host, size);
  }

  /** Page `poolPage` of guest memory and those after it, mapped or not. */
  poolPages(poolPage: number, pages: number): Uint8Array {
    return this.window(this.pool + poolPage * PAGE_SIZE, pages * PAGE_SIZE);
  }

  /** All of linear memory; never grows. */
  get linear(): DataView {
    return this.view;
  }

  /** To be called after the host changed guest memory: forgets translated code that lay there. */
  wrote(host: number, size: number): void {
    // A vCPU that was translating what lay there has finished, and its block is known.
    this.exclusively(() => this.forgetCode(host, size));
  }

  private forgetCode(host: number, size: number): void {
    const firstPage = (host - this.pool) >>> PAGE_SHIFT;
    const lastPage = (host + size - 1 - this.pool) >>> PAGE_SHIFT;
    const heads = this.view.getUint32(VM_CODE_PAGES, true);
    for (let page = firstPage; page <= lastPage; page++) {
      if (this.view.getUint32(heads + page * 4, true) === 0) continue;
      const from = Math.max(host, this.pool + page * PAGE_SIZE);
      const to = Math.min(host + size, this.pool + (page + 1) * PAGE_SIZE);
      this.core.invalidateCode(from, to - from);
    }
  }

  /** IA32: the basic exit reasons of VMX whose instructions exit: CPUID, HLT, RDMSR and WRMSR can; others mean nothing here. */
  get intercepts(): bigint {
    return this.view.getBigUint64(VM_INTERCEPTS, true);
  }
  set intercepts(reasons: bigint) {
    this.view.setBigUint64(VM_INTERCEPTS, reasons, true);
  }

  /** Instructions that all vCPUs have retired. */
  get instructions(): number {
    return Number(this.view.getBigUint64(VM_INSTRUCTIONS, true));
  }

  /** Puts every vCPU and the interrupt controller in their reset state; memory, map and clock stay. */
  reset(): void {
    this.exclusively(() => this.core.vmReset());
  }

  /**
   * A 64-bit hash of everything the guest can ever observe: registers, interrupt controller, memory, clock. It does not
   * depend on caches, on the tier or on how runs were cut into slices.
   */
  stateHash(): bigint {
    return BigInt.asUintN(
      64,
      this.exclusively(() => this.core.stateHash()),
    );
  }

  get stats(): CoreStats {
    return {
      instructions: this.instructions,
      blocksTranslated: this.counter(VM_STAT_BLOCKS),
      slowAccesses: this.counter(VM_STAT_SLOW_ACCESS),
      tableWalks: this.counter(VM_STAT_WALKS),
      invalidations: this.counter(VM_STAT_INVALIDATIONS),
      arenaFlushes: this.counter(VM_STAT_ARENA_FLUSHES),
      exclusiveSections: this.counter(VM_STAT_EXCLUSIVE),
      linearMemoryBytes: this.view.byteLength,
      regions: this.regions?.stats,
    };
  }

  /**
   * Parallel mode: from now on each vCPU may run on a thread of its own, as an `AttachedVcpu`; all are to be attached before the
   * first one runs.
   * @throws InvalidArgument unless the memory is shared and the architecture is Arm's
   */
  startParallel(): void {
    if (!(this.memory.buffer instanceof SharedArrayBuffer) || this.core.vmSetParallel(1) === 0)
      throw new InvalidArgument("parallel", true, "used with a core in shared memory, and not for IA32");
  }

  /**
   * Parallel mode: does `work` while every vCPU stands still, whichever thread runs it; what `work` reads and writes is as if no
   * other thread were there. For whatever is done "between runs". Not on a thread that runs a vCPU.
   */
  whileStopped<T>(work: () => T): T {
    while (this.core.vmTryStop() === 0) {
      // A thread whose vCPU is on its way may be waiting for this processor: the sleep is for its sake, and nobody ends it.
      const words = new Int32Array(this.memory.buffer);
      Atomics.wait(words, VM_EXCLUSIVE >> 2, Atomics.load(words, VM_EXCLUSIVE >> 2), STOP_LOOK_MS);
    }
    try {
      return work();
    } finally {
      this.core.vmGo();
    }
  }

  /** `whileStopped` where threads run the vCPUs; elsewhere none runs now. */
  private exclusively<Result>(work: () => Result): Result {
    return this.threads === undefined ? work() : this.whileStopped(work);
  }

  /**
   * Parallel mode: after the threads have been ended, and some perhaps in the middle of something that nobody will finish: what is
   * left can be looked at from here, and is not to be run.
   */
  endParallel(): void {
    this.core.vmSetParallel(0);
  }

  /** Parallel mode: ends the vCPU's run soon, and its wait: see `AttachedVcpu`. */
  kick(vcpu: CoreVcpu): void {
    this.core.vcpuKick(vcpu.base);
  }

  private counter(address: number): number {
    return Number(this.view.getBigUint64(address, true));
  }
}

const BACKINGS: Record<PageBacking, Backing> = {
  none: Backing.None,
  ram: Backing.Ram,
  rom: Backing.Rom,
  device: Backing.Device,
};

function checkPages(address: number, pages: number): void {
  if (!Number.isSafeInteger(address) || address < 0 || address % PAGE_SIZE !== 0)
    throw new InvalidArgument("address", address, "a multiple of 4096");
  if (!Number.isInteger(pages) || pages < 0 || address + pages * PAGE_SIZE > 2 ** S2_ADDRESS_BITS)
    throw new InvalidArgument("pages", pages, `a count that ends below 2^${S2_ADDRESS_BITS}`);
}

/** The memory, and not a page more: it never grows, so views of it stay good. */
function allocate(pages: number, memorySize: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (error) {
    throw new OutOfHostMemory(memorySize, smallerOffer(memorySize), { cause: error });
  }
}

/** Half of what was asked for, as a power of two of at least 64 MiB; 0 when that is no smaller. */
function smallerOffer(memorySize: number): number {
  const offer = 2 ** Math.floor(Math.log2(memorySize / 2));
  return offer >= 64 * 2 ** 20 ? offer : 0;
}
