import { describe, expect, it } from "vitest";
import { GicBench, Gicd, SPURIOUS } from "../testing/gic.ts";

const SPI = 40;

describe("identification", () => {
  it("says GICv2 with 288 interrupts and the VM's vCPUs", () => {
    const gic = new GicBench(4);
    expect(gic.distributor(Gicd.TYPER)).toBe(8 | (3 << 5));
    expect(gic.distributor(Gicd.IIDR)).toBe(0x0200143b);
  });

  it("has the peripheral identification of GIC-400, architecture 2", () => {
    const gic = new GicBench();
    const words = Array.from({ length: 12 }, (_, i) => gic.distributor(Gicd.PIDR4 + 4 * i));
    expect(words).toEqual([4, 0, 0, 0, 0x90, 0xb4, 0x2b, 0, 0x0d, 0xf0, 0x05, 0xb1]);
  });
});

describe("bitmaps", () => {
  it("sets and clears enables through their two registers", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ISENABLER + 4, 0x30f);
    gic.setDistributor(Gicd.ICENABLER + 4, 0x00f);
    expect(gic.distributor(Gicd.ISENABLER + 4)).toBe(0x300);
    expect(gic.distributor(Gicd.ICENABLER + 4)).toBe(0x300);
  });

  it("keeps SGIs enabled", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ICENABLER, 0xffffffff);
    expect(gic.distributor(Gicd.ISENABLER)).toBe(0xffff);
  });

  it("latches a level-sensitive interrupt through ISPENDR and unlatches it through ICPENDR", () => {
    const gic = new GicBench();
    gic.setBit(Gicd.ISPENDR, SPI);
    expect(gic.bit(Gicd.ISPENDR, SPI)).toBe(true);
    gic.setBit(Gicd.ICPENDR, SPI);
    expect(gic.bit(Gicd.ISPENDR, SPI)).toBe(false);
  });

  it("cannot clear a level that is up", () => {
    const gic = new GicBench();
    gic.line(SPI, true);
    gic.setBit(Gicd.ICPENDR, SPI);
    expect(gic.bit(Gicd.ICPENDR, SPI)).toBe(true);
  });

  it("ignores ISPENDR of SGIs", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ISPENDR, 0xffff);
    expect(gic.distributor(Gicd.ISPENDR)).toBe(0);
  });

  it("holds back an interrupt made active through ISACTIVER until ICACTIVER", () => {
    const gic = new GicBench().start();
    gic.enable(SPI);
    gic.pulse(SPI);
    gic.setBit(Gicd.ISACTIVER, SPI);
    expect(gic.acknowledge()).toBe(SPURIOUS);
    gic.setBit(Gicd.ICACTIVER, SPI);
    expect(gic.acknowledge()).toBe(SPI);
  });

  it("reads zero past the last interrupt", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.IGROUPR + 4 * 9, 0xffffffff);
    gic.setDistributor(Gicd.IGROUPR + 4 * 8, 0xffffffff);
    expect(gic.distributor(Gicd.IGROUPR + 4 * 9)).toBe(0);
    expect(gic.distributor(Gicd.IGROUPR + 4 * 8)).toBe(0xffffffff);
  });

  it("banks word 0", () => {
    const gic = new GicBench(2);
    gic.setDistributor(Gicd.ISENABLER, 1 << 27, 1);
    expect(gic.distributor(Gicd.ISENABLER, 0)).toBe(0xffff);
    expect(gic.distributor(Gicd.ISENABLER, 1)).toBe(0x0800ffff);
  });

  it("takes words only", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ISENABLER + 4, 0xff, 0, 1);
    gic.setDistributor(Gicd.ISENABLER + 4, 0xff, 0, 2);
    expect(gic.distributor(Gicd.ISENABLER + 4)).toBe(0);
    expect(gic.distributor(Gicd.TYPER, 0, 1)).toBe(0);
  });
});

describe("priorities and targets", () => {
  it("keeps five bits of priority, byte by byte and by word", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.IPRIORITYR + SPI, 0xff, 0, 1);
    gic.setDistributor(Gicd.IPRIORITYR + SPI + 2, 0x1234, 0, 2);
    expect(gic.distributor(Gicd.IPRIORITYR + SPI)).toBe(0x103000f8);
  });

  it("shows each vCPU itself as the target of its own interrupts", () => {
    const gic = new GicBench(3);
    gic.setDistributor(Gicd.ITARGETSR, 0xffffffff, 2);
    expect(gic.distributor(Gicd.ITARGETSR, 2)).toBe(0x04040404);
  });

  it("keeps the targets that exist", () => {
    const gic = new GicBench(3);
    gic.setDistributor(Gicd.ITARGETSR + SPI, 0xff, 0, 1);
    expect(gic.distributor(Gicd.ITARGETSR + SPI, 0, 1)).toBe(7);
  });

  it("has no targets to choose with one vCPU", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ITARGETSR + SPI, 1, 0, 1);
    expect(gic.distributor(Gicd.ITARGETSR)).toBe(0);
    expect(gic.distributor(Gicd.ITARGETSR + SPI, 0, 1)).toBe(0);
  });

  it("gives an SPI with two targets to the first that acknowledges", () => {
    const gic = new GicBench(2).start(2);
    gic.enable(SPI, 0x80, 3);
    gic.pulse(SPI);
    expect([gic.lines(0), gic.lines(1)]).toEqual([1, 1]);

    expect(gic.acknowledge(1)).toBe(SPI);
    expect(gic.acknowledge(0)).toBe(SPURIOUS);
    expect([gic.lines(0), gic.lines(1)]).toEqual([0, 0]);
  });

  it("moves a pending SPI with its target", () => {
    const gic = new GicBench(2).start(2);
    gic.enable(SPI, 0x80, 1);
    gic.pulse(SPI);
    gic.setDistributor(Gicd.ITARGETSR + SPI, 2, 0, 1);
    expect([gic.lines(0), gic.lines(1)]).toEqual([0, 1]);
  });
});

describe("configuration", () => {
  it("has edge-triggered SGIs and level-sensitive PPIs, both fixed", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ICFGR, 0);
    gic.setDistributor(Gicd.ICFGR + 4, 0xffffffff);
    expect(gic.distributor(Gicd.ICFGR)).toBe(0xaaaaaaaa);
    expect(gic.distributor(Gicd.ICFGR + 4)).toBe(0);
  });

  it("keeps the upper bit of each SPI's pair", () => {
    const gic = new GicBench();
    gic.setDistributor(Gicd.ICFGR + 8, 0xffff0003);
    expect(gic.distributor(Gicd.ICFGR + 8)).toBe(0xaaaa0002);
    expect(gic.distributor(Gicd.ICFGR + 12)).toBe(0);
  });

  it("shows the input lines", () => {
    const gic = new GicBench();
    gic.line(27, true);
    gic.line(SPI, true);
    expect(gic.distributor(Gicd.PPISR)).toBe(1 << 11);
    expect(gic.distributor(Gicd.PPISR + 4)).toBe(1 << 8);
  });
});

describe("software-generated interrupts", () => {
  it.each([
    ["the list", 0x0006_0000, [0, 1, 1]],
    ["all others", 0x0100_0000, [1, 0, 1]],
    ["the sender", 0x0200_0000, [0, 1, 0]],
    ["nobody, with the reserved filter", 0x0307_0000, [0, 0, 0]],
  ])("go to %s", (_, command, lines) => {
    const gic = new GicBench(3).start(3);
    gic.setDistributor(Gicd.SGIR, command | 5, 1);
    expect([0, 1, 2].map((cpu) => gic.lines(cpu))).toEqual(lines);
  });

  it("are pending once for each sender, lowest first", () => {
    const gic = new GicBench(3).start(3);
    gic.setDistributor(Gicd.SGIR, 0x0001_0004, 2);
    gic.setDistributor(Gicd.SGIR, 0x0001_0004, 1);
    expect(gic.distributor(Gicd.SPENDSGIR + 4)).toBe(0b110);

    expect(gic.acknowledge()).toBe((1 << 10) | 4);
    gic.end((1 << 10) | 4);
    expect(gic.acknowledge()).toBe((2 << 10) | 4);
    gic.end((2 << 10) | 4);
    expect(gic.acknowledge()).toBe(SPURIOUS);
  });

  it("merge when one vCPU sends twice", () => {
    const gic = new GicBench(2).start(2);
    gic.setDistributor(Gicd.SGIR, 0x0001_0004, 1);
    gic.setDistributor(Gicd.SGIR, 0x0001_0004, 1);
    gic.end(gic.acknowledge());
    expect(gic.acknowledge()).toBe(SPURIOUS);
  });

  it("are set and cleared for each source through SPENDSGIR and CPENDSGIR", () => {
    const gic = new GicBench(3).start(3);
    gic.setDistributor(Gicd.SPENDSGIR + 7, 0xff, 0, 1);
    gic.setDistributor(Gicd.CPENDSGIR + 7, 0b011, 0, 1);
    expect(gic.distributor(Gicd.CPENDSGIR + 4)).toBe(0x04000000);
    expect(gic.acknowledge()).toBe((2 << 10) | 7);
  });
});
