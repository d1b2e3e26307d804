import { describe, expect, it } from "vitest";
import { FIQ, GicBench, Gicc, Gicd, IRQ, SPURIOUS } from "../testing/gic.ts";

const LOW = 40;
const HIGH = 50;
const ACK_CTL = 1 << 2;
const FIQ_EN = 1 << 3;
const CBPR = 1 << 4;
const EOI_MODE = 1 << 9;

/** LOW (priority 0x80) and HIGH (0x40) enabled in Group 0. */
function twoPriorities(): GicBench {
  const gic = new GicBench().start();
  gic.enable(LOW, 0x80);
  gic.enable(HIGH, 0x40);
  return gic;
}

/** LOW in Group 1, HIGH in Group 0, both groups enabled, `ctlr` added to GICC_CTLR. */
function twoGroups(ctlr: number): GicBench {
  const gic = twoPriorities();
  gic.setBit(Gicd.IGROUPR, LOW);
  gic.setDistributor(Gicd.CTLR, 3);
  gic.setInterface(Gicc.CTLR, 3 | ctlr);
  return gic;
}

describe("acknowledging", () => {
  it("returns 1023 when nothing is pending", () => {
    expect(new GicBench().start().acknowledge()).toBe(SPURIOUS);
  });

  it("serves the higher priority first", () => {
    const gic = twoPriorities();
    gic.pulse(LOW);
    gic.pulse(HIGH);
    expect(gic.acknowledge()).toBe(HIGH);
    gic.end(HIGH);
    expect(gic.acknowledge()).toBe(LOW);
  });

  it("serves the lower INTID first at equal priority", () => {
    const gic = twoPriorities();
    gic.enable(LOW, 0x40);
    gic.pulse(HIGH);
    gic.pulse(LOW);
    expect(gic.acknowledge()).toBe(LOW);
  });

  it("masks priorities at and below GICC_PMR", () => {
    const gic = twoPriorities();
    gic.setInterface(Gicc.PMR, 0x80);
    gic.pulse(LOW);
    expect(gic.lines()).toBe(0);
    expect(gic.acknowledge()).toBe(SPURIOUS);
    gic.setInterface(Gicc.PMR, 0x88);
    expect(gic.lines()).toBe(IRQ);
  });

  it("serves nothing while the distributor or the CPU interface is off", () => {
    const gic = twoPriorities();
    gic.pulse(LOW);
    gic.setDistributor(Gicd.CTLR, 0);
    expect(gic.acknowledge()).toBe(SPURIOUS);
    gic.setDistributor(Gicd.CTLR, 1);
    gic.setInterface(Gicc.CTLR, 0);
    expect(gic.acknowledge()).toBe(SPURIOUS);
    gic.setInterface(Gicc.CTLR, 1);
    expect(gic.acknowledge()).toBe(LOW);
  });

  it("takes words only", () => {
    const gic = twoPriorities();
    gic.pulse(LOW);
    expect(gic.interface(Gicc.IAR, 0, 1)).toBe(0);
    expect(gic.acknowledge()).toBe(LOW);
  });
});

describe("running priority and preemption", () => {
  it("is idle at 0xff and follows nesting", () => {
    const gic = twoPriorities();
    expect(gic.interface(Gicc.RPR)).toBe(0xff);
    gic.pulse(LOW);
    gic.acknowledge();
    expect(gic.interface(Gicc.RPR)).toBe(0x80);
    gic.pulse(HIGH);
    expect(gic.lines()).toBe(IRQ);
    gic.acknowledge();
    expect(gic.interface(Gicc.RPR)).toBe(0x40);
    gic.end(HIGH);
    expect(gic.interface(Gicc.RPR)).toBe(0x80);
    gic.end(LOW);
    expect(gic.interface(Gicc.RPR)).toBe(0xff);
  });

  it("holds back equal and lower priorities", () => {
    const gic = twoPriorities();
    gic.pulse(HIGH);
    gic.acknowledge();
    gic.pulse(LOW);
    expect(gic.lines()).toBe(0);
    expect(gic.acknowledge()).toBe(SPURIOUS);
    expect(gic.interface(Gicc.HPPIR)).toBe(LOW);
  });

  it("does not preempt within a group of priorities that the binary point makes", () => {
    const gic = twoPriorities();
    gic.enable(HIGH, 0x90);
    gic.enable(LOW, 0x98);
    gic.setInterface(Gicc.BPR, 4);
    gic.pulse(LOW);
    gic.acknowledge();
    gic.pulse(HIGH);
    expect(gic.lines()).toBe(0);
    expect(gic.interface(Gicc.RPR)).toBe(0x80);
  });

  it("never preempts with binary point 7", () => {
    const gic = twoPriorities();
    gic.setInterface(Gicc.BPR, 7);
    gic.pulse(LOW);
    gic.acknowledge();
    gic.pulse(HIGH);
    expect(gic.lines()).toBe(0);
    expect(gic.interface(Gicc.RPR)).toBe(0);
  });

  it("has no binary point below the five implemented bits", () => {
    const gic = new GicBench();
    gic.setInterface(Gicc.BPR, 0);
    gic.setInterface(Gicc.ABPR, 0);
    expect([gic.interface(Gicc.BPR), gic.interface(Gicc.ABPR)]).toEqual([2, 3]);
  });

  it("shows active priorities in GICC_APR0 and takes them back", () => {
    const gic = twoPriorities();
    gic.pulse(LOW);
    gic.acknowledge();
    expect(gic.interface(Gicc.APR)).toBe(1 << 16);
    gic.setInterface(Gicc.APR, 0);
    expect(gic.interface(Gicc.RPR)).toBe(0xff);
  });

  it("ignores an end with nothing active", () => {
    const gic = twoPriorities();
    gic.end(LOW);
    expect(gic.interface(Gicc.RPR)).toBe(0xff);
  });
});

describe("EOImode", () => {
  it("drops the priority at GICC_EOIR and deactivates at GICC_DIR", () => {
    const gic = twoPriorities();
    gic.setInterface(Gicc.CTLR, 1 | EOI_MODE);
    gic.pulse(HIGH);
    gic.acknowledge();
    gic.pulse(HIGH);
    gic.pulse(LOW);

    gic.end(HIGH);
    expect(gic.acknowledge()).toBe(LOW);
    gic.deactivate(HIGH);
    expect(gic.acknowledge()).toBe(HIGH);
  });

  it("ignores GICC_DIR when it is off", () => {
    const gic = twoPriorities();
    gic.pulse(HIGH);
    gic.acknowledge();
    gic.deactivate(HIGH);
    expect(gic.bit(Gicd.ISACTIVER, HIGH)).toBe(true);
  });
});

describe("groups", () => {
  it("signals Group 0 as FIQ and Group 1 as IRQ with FIQEn", () => {
    const gic = twoGroups(FIQ_EN);
    gic.pulse(LOW);
    expect(gic.lines()).toBe(IRQ);
    gic.pulse(HIGH);
    expect(gic.lines()).toBe(FIQ);
  });

  it("ignores a group that GICC_CTLR disables", () => {
    const gic = twoGroups(0);
    gic.setInterface(Gicc.CTLR, 2);
    gic.pulse(HIGH);
    gic.pulse(LOW);
    expect(gic.interface(Gicc.AHPPIR)).toBe(LOW);
    expect(gic.interface(Gicc.AIAR)).toBe(LOW);
  });

  it("answers 1022 for Group 1 without AckCtl and serves it through the alias", () => {
    const gic = twoGroups(0);
    gic.pulse(LOW);
    expect(gic.acknowledge()).toBe(1022);
    expect(gic.interface(Gicc.HPPIR)).toBe(1022);
    expect(gic.interface(Gicc.AHPPIR)).toBe(LOW);
    expect(gic.interface(Gicc.AIAR)).toBe(LOW);
    expect(gic.interface(Gicc.NSAPR)).toBe(1 << 16);
    gic.setInterface(Gicc.AEOIR, LOW);
    expect(gic.interface(Gicc.NSAPR)).toBe(0);
  });

  it("serves both through GICC_IAR with AckCtl", () => {
    const gic = twoGroups(ACK_CTL);
    gic.pulse(LOW);
    expect(gic.acknowledge()).toBe(LOW);
    gic.end(LOW);
    expect(gic.interface(Gicc.RPR)).toBe(0xff);
  });

  it("keeps Group 0 out of the aliases", () => {
    const gic = twoGroups(0);
    gic.pulse(HIGH);
    expect(gic.interface(Gicc.AHPPIR)).toBe(SPURIOUS);
    expect(gic.interface(Gicc.AIAR)).toBe(SPURIOUS);
    gic.acknowledge();
    gic.setInterface(Gicc.AEOIR, HIGH);
    expect(gic.interface(Gicc.RPR)).toBe(0x40);
  });

  it("groups the priorities of Group 1 by GICC_ABPR, one bit lower than GICC_BPR counts", () => {
    const gic = twoGroups(ACK_CTL);
    gic.enable(LOW, 0x98);
    gic.setInterface(Gicc.ABPR, 5);
    gic.pulse(LOW);
    gic.acknowledge();
    expect(gic.interface(Gicc.RPR)).toBe(0x80);
  });

  it("groups both by GICC_BPR with CBPR", () => {
    const gic = twoGroups(ACK_CTL | CBPR);
    gic.enable(LOW, 0x98);
    gic.setInterface(Gicc.ABPR, 7);
    gic.pulse(LOW);
    gic.acknowledge();
    expect(gic.interface(Gicc.RPR)).toBe(0x98);
  });
});

it("identifies itself as architecture version 2", () => {
  expect(new GicBench().interface(Gicc.IIDR)).toBe(0x0202143b);
});
