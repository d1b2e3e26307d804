/** Guest code, the PC's timers and the run loop together: every period's interrupt is taken, none is invented, and cuts do not show. */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { CoreDevice, ExitReason, RunState } from "../abi.ts";
import { IDTR_LIMIT } from "../ia32/state.ts";
import { SLOT_PC, VCPU_RUN_STATE, VM_INSTRUCTIONS } from "../layout.ts";
import type { TestCore } from "../testing/core.ts";
import { CODE, DATA } from "../testing/ia32.ts";
import { Access, HANDLER, Ia32System, KERNEL_CODE } from "../testing/ia32System.ts";
import { PcBench, Reg } from "../testing/pc.ts";

const ONE = 1n << 32n;
const SECOND = 1_000_000_000n;
const PIT_HZ = 1_193_182n;
const IF = 0x200;
const LAPIC_PAGE = 0xfee0_0000;
const RAM_BACKING = 1;
const CORE_DEVICE = 4;
/** 1000 Hz, nearly. */
const PERIOD = 1193;

/** mov al, `value`; out `port`, al */
const out = (port: number, value: number): number[] => [0xb0, value, 0xe6, port];
const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
/** mov dword [address], value */
const store = (address: number, value: number): number[] => [0xc7, 0x05, ...word(address), ...word(value)];
/** inc dword [DATA] */
const COUNT = [0xff, 0x05, ...word(DATA)];
const STI = [0xfb];
const HLT = [0xf4];
/** Back to the HLT before it. */
const AGAIN = [0xeb, 0xfd];
const IRET = [0xcf];
const STOP = [0xeb, 0xfe];
const PICS = [
  ...[out(0x20, 0x11), out(0x21, 0x20), out(0x21, 4), out(0x21, 1), out(0x21, 0xfe)],
  ...[out(0xa0, 0x11), out(0xa1, 0x28), out(0xa1, 2), out(0xa1, 1), out(0xa1, 0xff)],
].flat();
const PIT = [out(0x43, 0x34), out(0x40, PERIOD & 0xff), out(0x40, PERIOD >> 8)].flat();

let system: Ia32System;

function exports(): TestCore["exports"] {
  return system.core.exports;
}

beforeEach(() => {
  system = new Ia32System();
  system.core.setU32(IDTR_LIMIT, 0x7ff);
  exports().lapicVirtualWire(0);
  exports().stage2Map(BigInt(LAPIC_PAGE), 1, CORE_DEVICE, CoreDevice.LocalApic);
  exports().vmSetClock(0n, ONE);
});

function start(program: readonly number[], handler: readonly number[], vector: number): void {
  system.setVector(vector, KERNEL_CODE, HANDLER, Access.Interrupt32);
  system.write(HANDLER, handler);
  system.write(CODE, program);
  system.core.setU64(SLOT_PC, BigInt(CODE));
  system.core.setU32(VCPU_RUN_STATE, RunState.Running);
}

/** Runs until the clock shows `end`, idle time skipped to the next timer. @returns how often the vCPU went idle */
function runUntil(end: bigint): number {
  for (let idle = 0; ; idle++) {
    const left = end - exports().vmClockTicks();
    if (left <= 0n) return idle;
    if (exports().runVcpu(system.core.vcpu(), left) !== ExitReason.Wait) return idle;
    const next = exports().vcpuNextTimer(system.core.vcpu());
    exports().vmSetClock(next < 0n || next > end ? end : next, ONE);
  }
}

/** Runs until `goal` instructions have been retired, or a block more. */
function runTo(goal: bigint): void {
  const retired = (): bigint => system.core.view.getBigUint64(VM_INSTRUCTIONS, true);
  while (retired() < goal) exports().runVcpu(system.core.vcpu(), goal - retired());
}

describe("a guest that halts between ticks", () => {
  it("takes every interrupt of the PIT, and wakes no more often", () => {
    start([...PICS, ...PIT, ...STI, ...HLT, ...AGAIN], [...COUNT, ...out(0x20, 0x20), ...IRET], 0x20);
    const idle = runUntil(SECOND);
    const ticks = Number(PIT_HZ / BigInt(PERIOD));

    expect([system.read(DATA), idle - ticks]).toEqual([ticks, 1]);
  });

  it("takes every interrupt of its local APIC's timer", () => {
    const timer = [
      ...store(LAPIC_PAGE + 0xf0, 0x1ff),
      ...store(LAPIC_PAGE + 0x320, 0x2_00ec),
      ...store(LAPIC_PAGE + 0x3e0, 0xb),
      ...store(LAPIC_PAGE + 0x380, 100_000),
    ];
    start([...timer, ...STI, ...HLT, ...AGAIN], [...COUNT, ...store(LAPIC_PAGE + 0xb0, 0), ...IRET], 0xec);
    runUntil(SECOND + SECOND / 2000n);

    expect(system.read(DATA)).toBe(1000);
  });

  it("is woken by no timer when it has halted with interrupts disabled", () => {
    start([...PICS, ...PIT, 0xfa, ...HLT], [], 0x20);

    expect([exports().runVcpu(system.core.vcpu(), 1000n), exports().vcpuNextTimer(system.core.vcpu())]).toEqual([
      ExitReason.Wait,
      -1n,
    ]);
    exports().vcpuNmi(system.core.vcpu());
    system.stopAt(HANDLER);
    system.setVector(2, KERNEL_CODE, HANDLER, Access.Interrupt32);
    expect(exports().runVcpu(system.core.vcpu(), 10n)).toBe(ExitReason.Budget);
    expect(system.pc).toBe(HANDLER);
  });
});

describe("taking an interrupt", () => {
  beforeEach(() => {
    start([...PICS, ...STOP], [], 0x20);
    exports().runVcpu(system.core.vcpu(), 100n);
    exports().pcSetIrq(0, 1);
  });

  it("waits for the instruction behind STI, and comes before the next", () => {
    start([...STI, 0x40, 0x40, ...STOP], STOP, 0x20);
    system.set("eax", 0);
    exports().runVcpu(system.core.vcpu(), 200n);

    expect([system.pc, system.get("eax")]).toEqual([HANDLER, 1]);
  });

  it("has a window between STI and CLI, even in one run of instructions", () => {
    start([...STI, 0x90, 0xfa, 0xeb, 0xfb], STOP, 0x20);
    exports().runVcpu(system.core.vcpu(), 200n);

    expect(system.pc).toBe(HANDLER);
  });

  it("takes NMI before an interrupt of the PICs, and no second NMI before IRET", () => {
    start([...STI, 0x90, ...STOP], STOP, 0x20);
    system.setVector(2, KERNEL_CODE, HANDLER + 0x100, Access.Interrupt32);
    system.write(HANDLER + 0x100, [...COUNT, 0x90, ...IRET]);
    exports().vcpuNmi(system.core.vcpu());
    exports().runVcpu(system.core.vcpu(), 200n);

    expect([system.pc, system.read(DATA)]).toEqual([HANDLER, 1]);
  });
});

describe("where slices are cut", () => {
  it("makes no difference to what the guest can see", () => {
    const spin = [0xe2, 0xfe, 0xeb, 0xfc];
    const program = [...PICS, ...PIT, ...STI, ...spin];
    const handler = [...COUNT, ...out(0x20, 0x20), 0xe4, 0x40, 0xe4, 0x40, ...IRET];
    const run = (cuts: readonly number[]): bigint => {
      system = new Ia32System();
      system.core.setU32(IDTR_LIMIT, 0x7ff);
      exports().lapicVirtualWire(0);
      exports().vmSetClock(0n, ONE * 37n);
      start(program, handler, 0x20);
      for (const goal of [...cuts].sort((a, b) => a - b).concat(400_000)) runTo(BigInt(goal));
      return exports().stateHash();
    };
    const whole = run([]);

    expect(system.read(DATA)).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 399_000 }), { maxLength: 40, size: "max" }), (cuts) => {
        expect(run(cuts)).toBe(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe("another processor", () => {
  it("runs real-mode code from the page of the start-up IPI, until its next INIT", () => {
    const bench = new PcBench(2);
    const { core } = bench;
    core.exports.stage2Map(0n, 16, RAM_BACKING, core.ram);
    // inc word [0500h]; hlt; jmp to the HLT
    core.bytes.set([0xff, 0x06, 0x00, 0x05, 0xf4, 0xeb, 0xfd], core.ram + 0x8000);
    const send = (command: number): void => {
      bench.setLapic(Reg.ICR_HIGH, 1 << 24);
      bench.setLapic(Reg.ICR, command);
    };
    const before = core.exports.runVcpu(core.vcpu(1), 100n);
    send(0x4500);
    send(0x4608);
    const started = core.exports.runVcpu(core.vcpu(1), 100n);
    send(0x4500);

    expect([before, started, core.exports.runVcpu(core.vcpu(1), 100n)]).toEqual([
      ExitReason.Off,
      ExitReason.Wait,
      ExitReason.Off,
    ]);
    expect(core.view.getUint16(core.ram + 0x500, true)).toBe(1);
  });
});
