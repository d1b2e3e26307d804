/** The slots of the core's table that regions' functions stand in, and what modules of regions import. */
import { buildGate } from "../jit/index.ts";
import type { CoreExports } from "./module.ts";

/** The table grows by so many slots. */
const STEP = 1024;
/** Jump caches forget how regions are entered when so many slots of dead ones wait for that. */
const DEAD = 512;

export class RegionSlots {
  private readonly unused: number[] = [];
  /** Jump caches may lead there, to `deadRegion`. */
  private readonly dead: number[] = [];
  private gateExports: WebAssembly.ModuleImports | undefined;

  /** @param freed hears of every slot that is given back */
  constructor(
    private readonly core: CoreExports,
    private readonly freed: (slot: number) => void = () => {},
  ) {}

  take(): number {
    if (this.unused.length === 0) {
      const first = this.core.table.grow(STEP);
      for (let slot = first + STEP - 1; slot >= first; slot--) this.unused.push(slot);
    }
    return this.unused.pop() as number;
  }

  set(slot: number, region: WebAssembly.ExportValue): void {
    this.core.table.set(slot, region);
  }

  /** No vCPU may run. */
  free(slot: number): void {
    this.clear(slot);
    this.freed(slot);
    this.dead.push(slot);
    if (this.dead.length < DEAD) return;
    this.core.forgetEntries();
    this.unused.push(...this.dead.splice(0));
  }

  /** Makes the table long enough for `slot`, which another thread has taken. */
  reach(slot: number): void {
    const { table } = this.core;
    if (slot >= table.length) table.grow(Math.ceil((slot + 1 - table.length) / STEP) * STEP);
  }

  clear(slot: number): void {
    this.core.table.set(slot, this.core.deadRegion);
  }

  /** The functions of a module of regions, or why the engine refuses to instantiate it. */
  instantiate(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
  ): WebAssembly.Instance | { readonly refused: string } {
    try {
      const core = this.core as unknown as WebAssembly.ModuleImports;
      return new WebAssembly.Instance(module, { env: { memory }, core, gate: this.gate() });
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A module of its own, because engines keep a copy of an imported table with each instance. */
  private gate(): WebAssembly.ModuleImports {
    this.gateExports ??= new WebAssembly.Instance(new WebAssembly.Module(buildGate()), {
      core: { table: this.core.table },
    }).exports as WebAssembly.ModuleImports;
    return this.gateExports;
  }
}
