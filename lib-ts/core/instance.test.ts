import { describe, expect, it } from "vitest";
import { CoreUnusable, GuestMapExhausted, InvalidArgument } from "../errors.ts";
import * as A64 from "../testing/a64.ts";
import { coreModule, RAM_START } from "../testing/machine.ts";
import { CoreInstance, CoreModule, RunState } from "./index.ts";

const SIZE = 1 << 20;
const PAGES = SIZE / 4096;

/** A core with all its memory as RAM at RAM_START, vCPU 0 ready to run `words` there. */
function coreWith(words: readonly number[], vcpus = 1): CoreInstance {
  const core = new CoreInstance(coreModule, vcpus, SIZE);
  core.mapPages(RAM_START, PAGES, "ram");
  core.guest.write(RAM_START, new Uint8Array(Uint32Array.from(words).buffer));
  core.vcpus[0].pc = BigInt(RAM_START);
  core.vcpus[0].runState = RunState.Running;
  return core;
}

describe("CoreModule", () => {
  const noWasm = Uint8Array.of(1, 2, 3, 4);
  const otherWasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

  it("refuses bytes that are no Wasm, and Wasm that is not the core", async () => {
    expect(() => CoreModule.compileSync(noWasm)).toThrow(CoreUnusable);
    expect(() => CoreModule.compileSync(otherWasm)).toThrow("it lacks initialize");
    await expect(CoreModule.compile(noWasm)).rejects.toThrow(CoreUnusable);
  });

  it("says how much memory a machine needs, 0 for impossible ones", () => {
    expect(coreModule.requiredMemory(1, SIZE)).toBeGreaterThan(SIZE);
    expect(coreModule.requiredMemory(8, 0xc000_0000)).toBeGreaterThan(0xc000_0000);
    expect([coreModule.requiredMemory(0, SIZE), coreModule.requiredMemory(1, -1)]).toEqual([0, 0]);
  });
});

describe("CoreInstance.mapPages", () => {
  it("shows one page of memory at two addresses", () => {
    const core = coreWith([]);
    core.mapPages(0x8000_0000, 1, "ram", 5);

    core.guest.setU8(0x8000_0007, 9);

    expect(core.guest.u8(RAM_START + 5 * 4096 + 7)).toBe(9);
  });

  it("takes RAM away from a running guest", () => {
    const core = coreWith([A64.LDR_W0_X1, A64.LDR_W0_X1]);
    core.vcpus[0].setX(1, BigInt(RAM_START + 0x2000));
    core.vcpus[0].step();

    core.mapPages(RAM_START + 0x2000, 1, "none");

    expect(core.vcpus[0].step()).toMatchObject({ kind: "memory", address: RAM_START + 0x2000, direction: "read" });
  });

  it("sends writes to ROM to the VMM", () => {
    const core = coreWith([A64.LDR_W0_X1, A64.STR_W0_X1]);
    core.mapPages(0x8000_0000, 1, "rom", 5);
    core.vcpus[0].setX(1, 0x8000_0000n);

    expect(core.vcpus[0].run(100)).toMatchObject({ kind: "memory", direction: "write", width: 4 });
  });

  it.each([
    ["an address inside a page", 1, 1, 0],
    ["a negative address", -4096, 1, 0],
    ["an address past 40 bits", 2 ** 40, 1, 0],
    ["a page outside the VM's memory", 0, 1, PAGES],
    ["a negative page", 0, 1, -1],
    ["half a page", 0, 0.5, 0],
  ])("refuses %s", (_, address, pages, poolPage) => {
    expect(() => coreWith([]).mapPages(address, pages, "ram", poolPage)).toThrow(InvalidArgument);
  });

  it("says when devices are scattered too widely", () => {
    const core = coreWith([]);
    const scatter = (): void => {
      for (let i = 0; i < 1000; i++) core.mapPages(2 ** 32 + i * 2 ** 21, 1, "device");
    };

    expect(scatter).toThrow(GuestMapExhausted);
  });
});

describe("host writes", () => {
  it("replace code that the guest has run", () => {
    const core = coreWith([A64.ADD_X5_1, A64.hvc()]);
    core.vcpus[0].run(100);

    core.guest.setU32(RAM_START, A64.hvc(7));
    core.vcpus[0].pc = BigInt(RAM_START);

    expect(core.vcpus[0].run(100)).toMatchObject({ kind: "hypercall", immediate: 7 });
  });
});

describe("exits", () => {
  it("are values with their details", () => {
    expect(coreWith([A64.hvc(5)]).vcpus[0].run(10)).toEqual({
      kind: "hypercall",
      immediate: 5,
      syndrome: 0x5a00_0005n,
      pc: BigInt(RAM_START + 4),
    });
    expect(coreWith([A64.smc(6)]).vcpus[0].run(10)).toMatchObject({ kind: "secureCall", pc: BigInt(RAM_START) });
    expect(coreWith([A64.B_SELF]).vcpus[0].run(10)).toEqual({ kind: "budget" });
    expect(coreWith([A64.WFI]).vcpus[0].run(10)).toEqual({ kind: "wait" });
    expect(coreWith([A64.NOP]).vcpus[0].step()).toEqual({ kind: "step" });
    expect(new CoreInstance(coreModule, 1, SIZE).vcpus[0].run(10)).toEqual({ kind: "off" });
  });

  it("are counted", () => {
    const core = coreWith([A64.hvc()]);
    const HYPERCALL = 4;

    core.vcpus[0].run(10);

    expect(core.vcpus[0].exitCounts()[HYPERCALL]).toBe(1);
    expect(core.stats).toMatchObject({ instructions: 1, blocksTranslated: 1 });
  });
});

describe("stateHash", () => {
  it("is equal for machines that did the same, whatever is cached", () => {
    const whole = coreWith([A64.ADD_X5_1, A64.B_BACK]);
    const stepped = coreWith([A64.ADD_X5_1, A64.B_BACK]);

    whole.vcpus[0].run(6);
    for (let i = 0; i < 6; i++) stepped.vcpus[0].step();

    expect(stepped.stateHash()).toBe(whole.stateHash());
    expect(stepped.stats.blocksTranslated).toBeGreaterThan(whole.stats.blocksTranslated);
  });

  it("does not depend on how condition flags are kept", () => {
    const SUBS_X0_X0_1 = 0xf1000400;
    const core = coreWith([SUBS_X0_X0_1]);
    core.vcpus[0].step();
    const lazy = core.stateHash();

    core.vcpus[0].setPstate(core.vcpus[0].pstate);

    expect(core.stateHash()).toBe(lazy);
  });

  it.each<[string, (core: CoreInstance) => void]>([
    ["a register", (core) => core.vcpus[0].setX(7, 1n)],
    ["a vector register", (core) => core.vcpus[0].setV(31, 1n << 127n)],
    [
      "the program counter",
      (core) => {
        core.vcpus[0].pc += 4n;
      },
    ],
    ["a flag", (core) => core.vcpus[0].setPstate(core.vcpus[0].pstate ^ 0x8000_0000)],
    ["a byte of RAM", (core) => core.guest.setU8(RAM_START + SIZE - 1, 1)],
    ["the interrupt controller", (core) => core.gic.pulse(0, 40)],
    ["the clock", (core) => core.clock.advanceTo(1n)],
    ["the second vCPU", (core) => core.vcpus[1].setX(0, 1n)],
  ])("changes with %s", (_, change) => {
    const core = coreWith([], 2);
    const before = core.stateHash();

    change(core);

    expect(core.stateHash()).not.toBe(before);
  });
});

describe("reset", () => {
  it("brings vCPUs and interrupt controller back and leaves memory alone", () => {
    const core = coreWith([A64.ADD_X5_1, A64.B_BACK]);
    core.vcpus[0].run(100);
    core.gic.pulse(0, 40);

    core.reset();

    expect([core.vcpus[0].x(5), core.vcpus[0].pc, core.vcpus[0].runState]).toEqual([0n, 0n, RunState.Off]);
    expect(core.gic.state(0, 40)?.pending).toBe(false);
    expect(core.guest.u32(RAM_START)).toBe(A64.ADD_X5_1);
  });

  it("lets a timer's line fall with the timer", () => {
    const core = coreWith([0xd51be324, A64.B_SELF]); // msr cntv_ctl_el0, x4
    core.vcpus[0].setX(4, 1n);
    core.vcpus[0].run(100);
    const before = core.gic.state(0, 27)?.line;

    core.vcpus[0].reset();

    expect([before, core.gic.state(0, 27)?.line]).toEqual([true, false]);
  });
});
