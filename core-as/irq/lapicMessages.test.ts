/** Interprocessor interrupts: SDM volume 3, 10.6 for destinations, 8.4 for INIT and start-up. */
import { beforeEach, describe, expect, it } from "vitest";
import { RunState } from "../abi.ts";
import { SEGMENTS } from "../ia32/state.ts";
import { SLOT_PC, VCPU_RUN_STATE } from "../layout.ts";
import { NMI, PcBench, Reg } from "../testing/pc.ts";

const bench = new PcBench(4);
const LOGICAL = 1 << 11;
const LOWEST = 1 << 8;
const ASSERT_INIT = 0x4500;
const START_UP = 0x4600;
const CS_SELECTOR = SEGMENTS + 16;

/** Sends from vCPU 0. */
function send(command: number, destination = 0): void {
  bench.setLapic(Reg.ICR_HIGH, destination << 24);
  bench.setLapic(Reg.ICR, command);
}
/** The vCPUs where `vector` waits. */
function reached(vector: number): number[] {
  return [0, 1, 2, 3].filter((cpu) => bench.vectors(Reg.IRR, cpu).includes(vector));
}
function runState(cpu: number): number {
  return bench.core.view.getUint32(bench.core.vcpu(cpu) + VCPU_RUN_STATE, true);
}

beforeEach(() => {
  bench.core.exports.vmReset();
  for (let cpu = 0; cpu < 4; cpu++) bench.startLapic(cpu);
});

describe("destinations", () => {
  it.each([
    ["one by its ID", 0x40, 2, [2]],
    ["all by physical FFh", 0x40, 0xff, [0, 1, 2, 3]],
    ["nobody by an ID that is not there", 0x40, 9, []],
    ["the members of a flat logical set", LOGICAL | 0x40, 0b1010, [1, 3]],
    ["the sender by shorthand", 0x4_0040, 0, [0]],
    ["all by shorthand", 0x8_0040, 0, [0, 1, 2, 3]],
    ["all but the sender by shorthand", 0xc_0040, 0, [1, 2, 3]],
  ])("are %s", (_, command, destination, cpus) => {
    send(command, destination);

    expect(reached(0x40)).toEqual(cpus);
  });

  it("are members of a cluster in the cluster model", () => {
    for (let cpu = 0; cpu < 4; cpu++) {
      bench.setLapic(Reg.DFR, 0x0fff_ffff, cpu);
      bench.setLapic(Reg.LDR, ((cpu >> 1) << 28) | (1 << (24 + (cpu & 1))), cpu);
    }
    send(LOGICAL | 0x40, 0x13);
    send(LOGICAL | 0x41, 0xf2);

    expect([reached(0x40), reached(0x41)]).toEqual([
      [2, 3],
      [1, 3],
    ]);
  });

  it("are the one of lowest priority among several", () => {
    bench.setLapic(Reg.TPR, 0x20, 0);
    bench.setLapic(Reg.TPR, 0x10, 1);
    bench.setLapic(Reg.TPR, 0x30, 2);
    bench.setLapic(Reg.SVR, 0xff, 3);
    send(LOGICAL | LOWEST | 0x40, 0xff);

    expect(reached(0x40)).toEqual([1]);
  });
});

describe("NMI, INIT and start-up", () => {
  it("delivers NMI to a processor whose APIC software has disabled", () => {
    bench.setLapic(Reg.SVR, 0xff, 1);
    send(0x4402, 1);

    expect(bench.lines(1)).toBe(NMI);
  });

  it("starts a processor at the page of the vector, once", () => {
    send(ASSERT_INIT, 1);
    send(0x8500, 1);
    expect(runState(1)).toBe(RunState.Off);
    send(START_UP | 0x9a, 1);
    send(START_UP | 0x12, 1);

    expect(runState(1)).toBe(RunState.Running);
    expect(bench.core.view.getUint32(bench.core.vcpu(1) + SLOT_PC, true)).toBe(0x9_a000);
    expect(bench.core.view.getUint32(bench.core.vcpu(1) + CS_SELECTOR, true)).toBe(0x9a00);
  });

  it("puts a running processor back to waiting, its APIC as after reset but for its ID", () => {
    bench.setLapic(Reg.ID, 0x0700_0000, 2);
    send(START_UP | 0x10, 7);
    send(ASSERT_INIT, 7);

    expect([runState(2), bench.lapic(Reg.SVR, 2), bench.lapic(Reg.ID, 2)]).toEqual([RunState.Off, 0xff, 0x0700_0000]);
  });

  it("starts the bootstrap processor over at the reset vector", () => {
    bench.core.setU32(VCPU_RUN_STATE, RunState.WaitInterrupt);
    bench.setLapic(Reg.ICR_HIGH, 0, 1);
    bench.setLapic(Reg.ICR, ASSERT_INIT, 1);

    expect([runState(0), bench.core.pc]).toEqual([RunState.Running, 0xffff_fff0n]);
  });
});
