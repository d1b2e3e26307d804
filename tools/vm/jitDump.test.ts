import { expect, it } from "vitest";
import { Architecture, CoreInstance, RunState } from "../../lib-ts/core/index.ts";
import { vmRunSlice } from "../../lib-ts/sel4vm/guestVm.ts";
import { ADD_X5_1, B_BACK, hvc, NOP } from "../../lib-ts/testing/a64.ts";
import { coreModule } from "../../lib-ts/testing/core.ts";
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

/** Supervisor mode with A, I and F set; T. */
const SUPERVISOR = 0x1d3;
const THUMB = 0x20;
const PAGE = 0x1000;

/** What the compiled tier makes of AArch32 code at `start`, which runs for ever. */
function ranAarch32(start: number, code: Uint16Array, cpsr: number) {
  const core = new CoreInstance(coreModule, 1, 16 * PAGE, { tier: "all", architecture: Architecture.AArch32 });
  const [cpu] = core.vcpus;
  core.mapPages(RAM_START, 16, "ram");
  core.guest.write(start, new Uint8Array(code.buffer));
  cpu.aarch32.setCpsr(cpsr);
  cpu.pc = BigInt(start);
  cpu.runState = RunState.Running;
  for (let turn = 0; turn < 10; turn++) {
    cpu.run(1000);
    core.compileHotCode();
  }
  return core;
}

it("lists A32", () => {
  // add r1, r1, #1; b .-4
  const core = ranAarch32(RAM_START, Uint16Array.of(0x1001, 0xe281, 0xfffd, 0xeaff), SUPERVISOR);

  expect(jitDump(core, BigInt(RAM_START))).toMatch(/ e2811001 {2}add r1, r1, #1\n.* eafffffd {2}b 0x40000000\n/);
});

it("lists T32, with the conditions of IT blocks", () => {
  // add r2, #1; itt ne; addne r1, #1; addne r1, #1; subs r0, #1; b .-10
  const code = Uint16Array.of(0x3201, 0xbf1c, 0x3101, 0x3101, 0x3801, 0xe7f9);

  const dump = jitDump(ranAarch32(RAM_START, code, SUPERVISOR | THUMB), BigInt(RAM_START));

  expect(dump).toMatch(/^region 0x4000_?0000: /);
  expect(dump).toMatch(/ bf1c {2}itt ne\n.* 3101 {2}addne r1, #1\n.* 3101 {2}addne r1, #1\n.* 3801 {2}subs r0, #1\n/);
  expect(dump).toMatch(/ e7f9 {2}b\.n 0x40000000\n/);
});
