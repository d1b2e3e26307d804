import { afterEach, describe, expect, it, vi } from "vitest";
import { VM_ARENA_END, VM_ARENA_NEXT } from "../../core-as/layout.ts";
import type { CompileJob } from "../jit/index.ts";
import { vmRunSlice } from "../sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, NOP } from "../testing/a64.ts";
import { coreModule, loadWords, machine, RAM_START } from "../testing/machine.ts";
import { compileService, type ExecutionTier, type RegionCompiler } from "./index.ts";

/** add x5, x5, #1; b .-4: for ever. */
const LOOP = [NOP, ADD_X5_1, B_BACK];
/** adr x2, f; loop: blr x2; add x5, x5, #1; blr x2; add x5, x5, #1; b loop; f: ret. */
const TWO_CALLS = [0x100000c2, 0xd63f0040, ADD_X5_1, 0xd63f0040, ADD_X5_1, B_BACK - 3, 0xd65f03c0];
/** Where the calls return. */
const RETURN_SITES = [RAM_START + 8, RAM_START + 16];
const X5 = 5;
const SLICE = 1000;
const SLICES = 10;
const HALF_MEBIBYTE = 1 << 19;

function runLoop(tier: ExecutionTier) {
  const { vm } = machine(LOOP, { tier });
  for (let slice = 0; slice < SLICES; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });
  return vm.core;
}

afterEach(() => {
  vi.restoreAllMocks();
  coreModule.regionCompiler = undefined;
});

describe("RegionCache", () => {
  it("compiles a loop and goes on in it", () => {
    const { stats, compiledCode } = runLoop("all");

    expect(stats.regions?.regions).toBeGreaterThan(0);
    expect(stats.regions?.refused).toBeUndefined();
    const [loop] = compiledCode?.containing(BigInt(RAM_START + 4)) ?? [];
    expect(loop.entries).toBeGreaterThan(0);
  });

  it("enters a region also where calls from it return", () => {
    const [core, expected] = (["auto", "interp"] as const).map((tier) => {
      const { vm } = machine(TWO_CALLS, { tier, thresholds: { hot: 10, batch: 1 } });
      for (let slice = 0; slice < SLICES; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });
      return vm.core;
    });

    const [first, second] = RETURN_SITES.map((site) => core.compiledCode?.containing(BigInt(site)) ?? []);
    expect(first.map(({ pc, blocks }) => [pc, blocks])).toEqual([[BigInt(RETURN_SITES[0]), 3]]);
    expect(second).toEqual(first);
    // Twice for each of the loop's seven instructions, but in the slice before they were compiled.
    expect(first[0].entries).toBeGreaterThan((2 * (SLICES - 2) * SLICE) / 7);
    expect(core.stateHash()).toBe(expected.stateHash());
  });

  it("has the core empty its block store when that is nearly full, and goes on compiling", () => {
    const { vm } = machine(LOOP, { tier: "all" });
    const { linear } = vm.core;
    linear.setUint32(VM_ARENA_NEXT, linear.getUint32(VM_ARENA_END, true) - HALF_MEBIBYTE, true);
    for (let slice = 0; slice < SLICES; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });

    expect(vm.core.stats.arenaFlushes).toBe(1);
    expect(vm.core.stats.regions?.regions).toBeGreaterThan(0);
  });

  it("leaves a guest whose code the host refuses to compile to the interpreter, and says why", () => {
    const expected = runLoop("interp");
    vi.spyOn(WebAssembly, "Module").mockImplementation(function refuse() {
      throw new WebAssembly.CompileError("blocked by the host");
    });

    const core = runLoop("all");

    expect(core.stats.regions).toMatchObject({ regions: 0, modules: 0, refused: "blocked by the host" });
    expect(core.instructions).toBeGreaterThanOrEqual(SLICE * SLICES);
    expect(core.vcpus[0].x(X5)).toBe(expected.vcpus[0].x(X5));
    expect(core.stateHash()).toBe(expected.stateHash());
  });

  describe("with another thread to compile on", () => {
    /** Answers when the host gives way, as a thread does. */
    class SlowCompiler implements RegionCompiler {
      asked = 0;
      private readonly answer = compileService();

      async compile(job: CompileJob) {
        this.asked++;
        await Promise.resolve();
        return this.answer({ id: 0, job: structuredClone(job) }).answer;
      }
    }
    const giveWay = () => new Promise((resolve) => setImmediate(resolve));

    function machineWith(compiler: RegionCompiler) {
      coreModule.regionCompiler = compiler;
      return machine(LOOP, { tier: "auto", thresholds: { hot: 10, batch: 1 } });
    }

    async function runWith(compiler: RegionCompiler) {
      const { vm } = machineWith(compiler);
      for (let slice = 0; slice < SLICES; slice++) {
        vmRunSlice(vm, { budgetInstructions: SLICE });
        await giveWay();
      }
      return vm.core;
    }

    it("installs what comes back, and runs it", async () => {
      const compiler = new SlowCompiler();
      const core = await runWith(compiler);

      expect(compiler.asked).toBe(1);
      expect(core.stats.regions?.regions).toBe(1);
      expect(core.stateHash()).toBe(runLoop("interp").stateHash());
    });

    it("compiles for itself when the thread has ended", async () => {
      const core = await runWith({ compile: () => Promise.reject(new Error("gone")) });

      expect(core.stats.regions?.regions).toBe(1);
      expect(core.stats.regions?.refused).toBeUndefined();
    });

    it("drops a region whose code the guest changed before the thread ended", async () => {
      let end = (_: Error) => {};
      const compile = () =>
        new Promise<never>((_, reject) => {
          end = reject;
        });
      const { vm } = machineWith({ compile });
      vmRunSlice(vm, { budgetInstructions: SLICE });
      loadWords(vm, RAM_START + 4, [NOP]);
      end(new Error("gone"));
      await giveWay();

      vmRunSlice(vm, { budgetInstructions: 1 });

      expect(vm.core.stats.regions?.regions).toBe(0);
    });

    it("drops a region whose code the guest changed meanwhile", async () => {
      const compiler = new SlowCompiler();
      const { vm } = machineWith(compiler);
      vmRunSlice(vm, { budgetInstructions: SLICE });
      expect(compiler.asked).toBe(1);
      loadWords(vm, RAM_START + 4, [NOP]);
      await giveWay();
      vmRunSlice(vm, { budgetInstructions: 1 });

      expect(vm.core.stats.regions?.regions).toBe(0);
    });
  });
});
