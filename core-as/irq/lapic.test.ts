/** The local APIC by SDM volume 3, chapter 10: reset values, acceptance, priorities, ends, errors. */
import { beforeEach, describe, expect, it } from "vitest";
import { INTR, NMI, PcBench, Reg } from "../testing/pc.ts";

const bench = new PcBench(2);
const MASKED = 0x1_0000;
const APIC_BASE = 0x1b;
const BASE_DISABLED = 0xfee0_0100n;
const BASE_ENABLED = 0xfee0_0900n;

function inject(vector: number, cpu = 0): number {
  return bench.core.exports.lapicInject(cpu, vector);
}

beforeEach(() => {
  bench.core.exports.vmReset();
  bench.startLapic(0);
});

describe("after reset (10.4.7.1)", () => {
  beforeEach(() => bench.core.exports.pcReset());

  it.each([
    ["version 14h with six LVT entries", Reg.VERSION, 0x0005_0014],
    ["spurious vector FFh, disabled", Reg.SVR, 0xff],
    ["flat model", Reg.DFR, 0xffff_ffff],
    ["logical ID 0", Reg.LDR, 0],
    ["masked timer", Reg.LVT_TIMER, MASKED],
    ["masked LINT0", Reg.LINT0, MASKED],
    ["masked error entry", Reg.LVT_ERROR, MASKED],
    ["no initial count", Reg.INITIAL, 0],
  ])("shows %s", (_, register, value) => {
    expect(bench.lapic(register)).toBe(value);
  });

  it("has the vCPU's number as its ID", () => {
    expect([bench.lapic(Reg.ID, 0), bench.lapic(Reg.ID, 1)]).toEqual([0, 0x0100_0000]);
  });

  it("accepts nothing, and keeps LVT entries masked, until software enables it", () => {
    bench.setLapic(Reg.LINT0, 0x700);

    expect([inject(0x40), bench.lapic(Reg.LINT0)]).toEqual([0, MASKED | 0x700]);
  });
});

describe("priority (10.8.3)", () => {
  it("delivers the highest vector first, and nothing of its class or below while it is in service", () => {
    inject(0x41);
    inject(0x52);
    inject(0x5f);

    expect([bench.acknowledge(), bench.lines(), bench.lapic(Reg.PPR)]).toEqual([0x5f, 0, 0x50]);
    inject(0x60);
    expect([bench.lines(), bench.acknowledge(), bench.vectors(Reg.ISR)]).toEqual([INTR, 0x60, [0x5f, 0x60]]);
    bench.end();
    bench.end();
    expect([bench.acknowledge(), bench.vectors(Reg.IRR)]).toEqual([0x52, [0x41]]);
  });

  it("lets the task priority hold its class back", () => {
    bench.setLapic(Reg.TPR, 0x53);
    inject(0x5f);
    expect([bench.lines(), bench.lapic(Reg.PPR)]).toEqual([0, 0x53]);
    bench.setLapic(Reg.TPR, 0x4f);

    expect(bench.lines()).toBe(INTR);
  });

  it("keeps one more of a vector that is in service", () => {
    inject(0x80);
    bench.acknowledge();
    inject(0x80);
    inject(0x80);
    expect([bench.vectors(Reg.IRR), bench.vectors(Reg.ISR), bench.lines()]).toEqual([[0x80], [0x80], 0]);
    bench.end();
    bench.acknowledge();
    bench.end();

    expect([bench.vectors(Reg.IRR), bench.vectors(Reg.ISR)]).toEqual([[], []]);
  });
});

describe("errors (10.5.3)", () => {
  it("shows an illegal vector, received or sent, after a write of ESR", () => {
    inject(0x0f);
    bench.setLapic(Reg.ICR, 0x4_000f);
    expect(bench.lapic(Reg.ESR)).toBe(0);
    bench.setLapic(Reg.ESR, 0);
    expect(bench.lapic(Reg.ESR)).toBe(0x60);
    bench.setLapic(Reg.ESR, 0);

    expect(bench.lapic(Reg.ESR)).toBe(0);
  });

  it("notes accesses of registers that are not there, and signals it as the LVT says", () => {
    bench.setLapic(Reg.LVT_ERROR, 0xee);
    bench.lapic(0x40);
    bench.setLapic(Reg.ESR, 0);

    expect([bench.lapic(Reg.ESR), bench.acknowledge()]).toEqual([0x80, 0xee]);
  });
});

describe("local pins", () => {
  beforeEach(() => {
    bench.startPics();
    bench.out(0x21, 0xfd);
    bench.irq(1, false);
  });

  it("passes the PICs on in virtual wire mode, in either of its forms", () => {
    bench.core.exports.pcReset();
    bench.core.exports.lapicVirtualWire(0);
    bench.startPics();
    bench.irq(1, true);

    expect([bench.lines(0), bench.lines(1), bench.acknowledge(), bench.acknowledgePic()]).toEqual([INTR, 0, -1, 0x21]);
  });

  it("passes them on at the I/O APIC's first input as ExtINT, to the processor that it names", () => {
    bench.setLapic(Reg.SVR, 0x1ff, 1);
    bench.redirect(0, 0x700, 1);
    bench.irq(1, true);
    expect([bench.lines(0), bench.lines(1)]).toEqual([0, INTR]);
    bench.redirect(0, 0x1_0700, 1);

    expect(bench.lines(1)).toBe(0);
  });

  it("makes LINT0 a vector of its own in fixed mode, once an edge", () => {
    bench.setLapic(Reg.LINT0, 0x55);
    bench.irq(1, true);

    expect(bench.vectors(Reg.IRR)).toEqual([0x55]);
  });

  it("signals a level at LINT0 again after its end while it is up", () => {
    bench.setLapic(Reg.LINT0, 0x8055);
    bench.irq(1, true);
    expect([bench.acknowledge(), bench.vectors(Reg.IRR), bench.lapic(Reg.LINT0)]).toEqual([0x55, [], 0xc055]);
    bench.end();

    expect(bench.vectors(Reg.IRR)).toEqual([0x55]);
  });

  it("takes NMI at LINT1 where that is not masked, unless port 70h holds it back", () => {
    bench.setLapic(Reg.LINT1, 0x400);
    bench.out(0x70, 0x8f);
    bench.core.exports.pcNmi();
    expect(bench.lines()).toBe(0);
    bench.out(0x70, 0x0f);

    expect([bench.lines(0), bench.lines(1)]).toEqual([NMI, 0]);
  });
});

describe("IA32_APIC_BASE (10.4.3)", () => {
  it("turns the APIC off: its state is lost, its page is gone, and the PICs have the processor's pin", () => {
    inject(0x40);
    expect(bench.core.exports.vcpuWriteMsr(bench.core.vcpu(), APIC_BASE, BASE_DISABLED)).toBe(1);
    expect([bench.lines(), bench.lapic(Reg.ID)]).toEqual([0, 0xffff_ffff]);
    bench.startPics();
    bench.irq(1, false);
    bench.irq(1, true);
    expect([bench.lines(), bench.acknowledgePic()]).toEqual([INTR, 0x21]);
    bench.core.exports.vcpuWriteMsr(bench.core.vcpu(), APIC_BASE, BASE_ENABLED);

    expect([bench.vectors(Reg.IRR), bench.lapic(Reg.SVR)]).toEqual([[], 0xff]);
  });

  it("refuses reserved bits", () => {
    expect(bench.core.exports.vcpuWriteMsr(bench.core.vcpu(), APIC_BASE, BASE_ENABLED | 0x400n)).toBe(0);
  });
});
