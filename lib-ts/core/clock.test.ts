import { describe, expect, it } from "vitest";
import { InvalidArgument } from "../errors.ts";
import { vmRunSlice } from "../sel4vm/index.ts";
import * as A64 from "../testing/a64.ts";
import { machine } from "../testing/machine.ts";

describe("CoreClock", () => {
  it("counts instructions at its rate, and goes on from there at another", () => {
    const { vm } = machine([A64.B_SELF]);
    const { clock } = vm.core;
    clock.setTicksPerInstruction(0.5);
    vmRunSlice(vm, { budgetInstructions: 1000 });
    const half = clock.ticks;

    clock.setTicksPerInstruction(4);
    vmRunSlice(vm, { budgetInstructions: 1000 });

    expect([half, clock.ticks, clock.ticksPerInstruction]).toEqual([500n, 4500n, 4]);
  });

  it("never goes back", () => {
    const { clock } = machine([]).vm.core;
    clock.advanceTo(1000n);

    clock.advanceTo(10n);

    expect(clock.ticks).toBe(1000n);
    expect(clock.nextTimer()).toBeUndefined();
  });

  it.each([0, -1, Number.NaN, 65536, 2 ** -40])("refuses %s ticks an instruction", (rate) => {
    expect(() => machine([]).vm.core.clock.setTicksPerInstruction(rate)).toThrow(InvalidArgument);
  });
});
