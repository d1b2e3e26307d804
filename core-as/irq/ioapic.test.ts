/** The I/O APIC by the 82093AA data sheet (Intel 290566). */
import { beforeEach, describe, expect, it } from "vitest";
import { PcBench, Reg } from "../testing/pc.ts";

const bench = new PcBench(2);
const LEVEL = 1 << 15;
const REMOTE_IRR = 1 << 14;
const MASKED = 1 << 16;
const PIN = 17;
const LOW = 0x10 + 2 * PIN;

beforeEach(() => {
  for (const irq of [0, 1, PIN, 18]) bench.irq(irq, false);
  bench.core.exports.pcReset();
  bench.startLapic(0);
  bench.startLapic(1);
});

describe("registers", () => {
  it("shows version and number of entries, and that all of them are masked", () => {
    expect([bench.ioapic(1), bench.ioapic(0x10), bench.ioapic(0x3e)]).toEqual([0x0017_0020, MASKED, MASKED]);
  });

  it("keeps what is written but for delivery status and remote IRR", () => {
    bench.redirect(3, 0xffff_ffff, 0xa5);
    bench.setIoapic(0, 0xffff_ffff);

    expect([bench.ioapic(0x16), bench.ioapic(0x17), bench.ioapic(0)]).toEqual([0x1_afff, 0xa500_0000, 0x0f00_0000]);
  });
});

describe("edges", () => {
  it("are sent once each, to where the entry says", () => {
    bench.redirect(PIN, 0x71, 1);
    bench.irq(PIN, true);
    bench.acknowledge(1);
    bench.end(1);

    expect([bench.vectors(Reg.IRR, 0), bench.vectors(Reg.IRR, 1)]).toEqual([[], []]);
    bench.irq(PIN, false);
    bench.irq(PIN, true);
    expect([bench.vectors(Reg.IRR, 1), bench.vectors(Reg.TMR, 1)]).toEqual([[0x71], []]);
  });

  it("at a masked input are lost (3.2.4)", () => {
    bench.redirect(PIN, MASKED | 0x71);
    bench.irq(PIN, true);
    bench.redirect(PIN, 0x71);

    expect(bench.vectors(Reg.IRR)).toEqual([]);
  });
});

describe("levels", () => {
  it("wait for their end, and are sent again while the line is up", () => {
    bench.redirect(PIN, LEVEL | 0x71);
    bench.irq(PIN, true);
    expect([bench.ioapic(LOW), bench.vectors(Reg.TMR)]).toEqual([LEVEL | REMOTE_IRR | 0x71, [0x71]]);
    bench.acknowledge();
    expect(bench.vectors(Reg.IRR)).toEqual([]);
    bench.end();
    expect(bench.vectors(Reg.IRR)).toEqual([0x71]);
    bench.acknowledge();
    bench.irq(PIN, false);
    bench.end();

    expect([bench.vectors(Reg.IRR), bench.ioapic(LOW)]).toEqual([[], LEVEL | 0x71]);
  });

  it("at a masked input are sent when the mask goes", () => {
    bench.redirect(PIN, LEVEL | MASKED | 0x71);
    bench.irq(PIN, true);
    bench.redirect(PIN, LEVEL | 0x71);

    expect(bench.vectors(Reg.IRR)).toEqual([0x71]);
  });

  it("wait for a local APIC that accepts them", () => {
    bench.setLapic(Reg.SVR, 0xff);
    bench.redirect(PIN, LEVEL | 0x71);
    bench.irq(PIN, true);
    expect(bench.ioapic(LOW) & REMOTE_IRR).toBe(0);
    bench.setLapic(Reg.SVR, 0x1ff);

    expect(bench.vectors(Reg.IRR)).toEqual([0x71]);
  });

  it("end by the EOI register of version 20h too, and by becoming an edge", () => {
    bench.redirect(PIN, LEVEL | 0x71);
    bench.redirect(18, LEVEL | 0x72);
    bench.irq(PIN, true);
    bench.irq(18, true);
    bench.irq(PIN, false);
    bench.irq(18, false);
    bench.page(0x40, 0x71);
    bench.redirect(18, 0x72);

    expect([bench.ioapic(LOW), bench.ioapic(LOW + 2)]).toEqual([LEVEL | 0x71, 0x72]);
  });
});

describe("the board", () => {
  it("has the timer's interrupt at the third input, and ISA's others at their own", () => {
    bench.redirect(2, 0x30);
    bench.redirect(1, 0x31);
    bench.irq(0, true);
    bench.irq(1, true);

    expect(bench.vectors(Reg.IRR)).toEqual([0x30, 0x31]);
  });

  it("tells the host of the ends of what it asked for: levels and edges", () => {
    bench.core.exports.pcWantAck(0, 1);
    bench.core.exports.pcWantAck(PIN, 1);
    bench.redirect(2, 0x30);
    bench.redirect(PIN, LEVEL | 0x71);
    bench.irq(0, true);
    bench.irq(PIN, true);
    bench.acknowledge();
    expect(bench.core.exports.pcTakeAck()).toBe(-1);
    bench.irq(PIN, false);
    bench.end();
    expect(bench.core.exports.pcTakeAck()).toBe(PIN);
    bench.acknowledge();
    bench.end();

    expect([bench.core.exports.pcTakeAck(), bench.core.exports.pcTakeAck()]).toEqual([0, -1]);
  });
});
