import { afterEach, describe, expect, it, vi } from "vitest";
import { VM_ARENA_END, VM_ARENA_NEXT } from "../../core-as/layout.ts";
import type { CompileJob } from "../jit/index.ts";
import { vmRunSlice } from "../sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, NOP } from "../testing/a64.ts";
import { coreModule, loadWords, machine, RAM_START } from "../testing/machine.ts";
import { compileService, type ExecutionTier, type RegionCompiler } from "./index.ts";

/** add x5, x5, #1; b .-4: for ever. */
const LOOP = [NOP, ADD_X5_1, B_BACK];
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
