import { describe, expect, it } from "vitest";
import { GicBench, Gicc, Gicd, IRQ, SPURIOUS } from "../testing/gic.ts";

const UART = 33;
const TIMER = 27;
const PENDING = 1;
const ACTIVE = 2;

function state(gic: GicBench, intid: number, cpu = 0): number {
  return gic.core.exports.gicState(cpu, intid);
}

describe("inputs", () => {
  it("signals a level-sensitive SPI as long as its line is up", () => {
    const gic = new GicBench().start();
    gic.enable(UART);

    gic.line(UART, true);
    expect(gic.lines()).toBe(IRQ);
    gic.line(UART, false);
    expect(gic.lines()).toBe(0);
  });

  it("keeps an edge after the line has fallen", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.setEdge(UART);

    gic.line(UART, true);
    gic.line(UART, false);
    expect(gic.acknowledge()).toBe(UART);
    expect(gic.acknowledge()).toBe(SPURIOUS);
  });

  it("latches no second edge from a line that stays up", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.setEdge(UART);
    gic.line(UART, true);
    gic.end(gic.acknowledge());

    gic.line(UART, true);
    expect(gic.lines()).toBe(0);
  });

  it("keeps an interrupt that arrives while it is disabled", () => {
    const gic = new GicBench().start();

    gic.pulse(UART);
    expect(gic.lines()).toBe(0);
    gic.enable(UART);
    expect(gic.acknowledge()).toBe(UART);
  });

  it("banks PPIs: the timer of vCPU 1 interrupts vCPU 1 alone", () => {
    const gic = new GicBench(2).start(2);
    gic.enable(TIMER, 0xa0, 0, 0);
    gic.enable(TIMER, 0xa0, 0, 1);

    gic.line(TIMER, true, 1);
    expect([gic.lines(0), gic.lines(1)]).toEqual([0, IRQ]);
  });

  it.each([
    [0, 5],
    [0, 288],
    [1, TIMER],
  ])("refuses the line of vCPU %i, INTID %i", (cpu, intid) => {
    expect(new GicBench().line(intid, true, cpu)).toBe(0);
  });

  it("pulses an SGI as if the vCPU had sent it to itself", () => {
    const gic = new GicBench(2).start(2);

    gic.pulse(3, 1);
    expect(gic.acknowledge(1)).toBe((1 << 10) | 3);
  });
});

describe("state", () => {
  it("goes inactive, pending, active and pending, active, inactive for a level", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.line(UART, true);
    expect(state(gic, UART) & 3).toBe(PENDING);

    gic.acknowledge();
    expect(state(gic, UART) & 3).toBe(PENDING | ACTIVE);
    expect(gic.lines()).toBe(0);

    gic.line(UART, false);
    expect(state(gic, UART) & 3).toBe(ACTIVE);

    gic.end(UART);
    expect(state(gic, UART) & 3).toBe(0);
  });

  it("signals again after the end when the level is still up", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.line(UART, true);

    gic.end(gic.acknowledge());
    expect(gic.lines()).toBe(IRQ);
  });

  it("takes a second edge while the first is active", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.setEdge(UART);
    gic.pulse(UART);
    gic.acknowledge();

    gic.pulse(UART);
    expect(state(gic, UART) & 3).toBe(PENDING | ACTIVE);
    gic.end(UART);
    expect(gic.acknowledge()).toBe(UART);
  });

  it("tells enable, line, trigger, priority and targets to the host", () => {
    const gic = new GicBench(2).start(2);
    gic.enable(UART, 0xa8, 2);
    gic.setEdge(UART);
    gic.line(UART, true);

    expect(state(gic, UART)).toBe(0x02_a8_2d);
    expect(state(gic, 288)).toBe(-1);
  });
});

describe("word of ended interrupts", () => {
  it("comes at the end of an interrupt that the host wants, once", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.core.exports.gicWantAck(UART, 1);
    gic.pulse(UART);
    gic.end(gic.acknowledge());

    expect(gic.core.exports.gicTakeAck()).toBe(UART);
    expect(gic.core.exports.gicTakeAck()).toBe(-1);
  });

  it("names the vCPU of a PPI", () => {
    const gic = new GicBench(2).start(2);
    gic.enable(TIMER, 0xa0, 0, 1);
    gic.core.exports.gicWantAck(TIMER, 1);
    gic.pulse(TIMER, 1);
    gic.end(gic.acknowledge(1), 1);

    expect(gic.core.exports.gicTakeAck()).toBe((1 << 16) | TIMER);
  });

  it("comes when the guest enables the interrupt, as libsel4vm's distributor does", () => {
    const gic = new GicBench().start();
    gic.core.exports.gicWantAck(UART, 1);

    gic.enable(UART);
    expect(gic.core.exports.gicTakeAck()).toBe(UART);
  });

  it("does not come for others", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.pulse(UART);
    gic.end(gic.acknowledge());

    expect(gic.core.exports.gicTakeAck()).toBe(-1);
  });

  it("waits for GICC_DIR when EOImode splits priority drop and deactivation", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.core.exports.gicWantAck(UART, 1);
    gic.core.exports.gicTakeAck();
    gic.setInterface(Gicc.CTLR, 0x201);
    gic.pulse(UART);

    gic.end(gic.acknowledge());
    expect(gic.core.exports.gicTakeAck()).toBe(-1);
    gic.deactivate(UART);
    expect(gic.core.exports.gicTakeAck()).toBe(UART);
  });
});

describe("reset", () => {
  it("keeps the lines that devices hold and drops everything else", () => {
    const gic = new GicBench().start();
    gic.enable(UART);
    gic.line(UART, true);
    gic.acknowledge();

    gic.core.exports.gicReset();
    expect(gic.lines()).toBe(0);
    expect(gic.bit(Gicd.ISENABLER, UART)).toBe(false);
    expect(state(gic, UART) & (PENDING | ACTIVE)).toBe(PENDING);
  });
});
