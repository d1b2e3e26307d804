import { afterEach, describe, expect, it, vi } from "vitest";
import { VM_ARENA_END, VM_ARENA_NEXT } from "../../core-as/layout.ts";
import { vmRunSlice } from "../sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, NOP } from "../testing/a64.ts";
import { machine, RAM_START } from "../testing/machine.ts";
import type { ExecutionTier } from "./index.ts";

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
});
