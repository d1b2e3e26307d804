import { expect, it } from "vitest";
import { vmRunSlice } from "../../lib-ts/sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, hvc, NOP } from "../../lib-ts/testing/a64.ts";
import { machine, RAM_START } from "../../lib-ts/testing/machine.ts";
import { jitDump } from "./jitDump.ts";

/** add x5, x5, #1; b .-4: for ever. */
const LOOP = [NOP, ADD_X5_1, B_BACK, hvc()];

function ranLoop(tier: "interp" | "all") {
  const { vm } = machine(LOOP, { tier });
  for (let slice = 0; slice < 10; slice++) vmRunSlice(vm, { budgetInstructions: 1000 });
  return vm.core;
}

it("shows guest code, micro-ops, Wasm text and figures of the region at an address", () => {
  const dump = jitDump(ranLoop("all"), BigInt(RAM_START + 4));

  expect(dump).toMatch(
    /^region 0x4000_?000[04]: tier all, (first|grown) form, \d+ blocks, \d+ entries, \d+ bytes of Wasm$/m,
  );
  expect(dump).toContain("910004a5  add x5, x5, #0x1");
  expect(dump).toMatch(/^ +addi\.i64 x5, x5, 1$/m);
  expect(dump).toMatch(/^ +local\.get \$x5\n +i64\.const 1\n +i64\.add\n +local\.set \$x5$/m);
});

it("says so where nothing is compiled", () => {
  expect(jitDump(ranLoop("all"), 0xdead_beefn)).toMatch(
    /^jit-dump: no compiled region contains .*beef, of [1-9]\d* in tier all\n$/,
  );
  expect(jitDump(ranLoop("interp"), BigInt(RAM_START))).toMatch(/of 0 in tier interp\n$/);
});
