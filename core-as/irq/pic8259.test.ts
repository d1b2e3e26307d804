/** Sequences of the 8259A data sheet (Intel 231468), and the PC's wiring of two. */
import { beforeEach, describe, expect, it } from "vitest";
import { INTR, PcBench } from "../testing/pc.ts";

const bench = new PcBench();
const EOI = 0x20;
const READ_IRR = 0x0a;
const READ_ISR = 0x0b;
const POLL = 0x0c;
const SPECIAL_MASK = 0x68;
const IRQS = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

function raise(...irqs: number[]): void {
  for (const irq of irqs) bench.irq(irq, true);
}

/** The register that OCW3 `select` makes the even port read. */
function read(select: number, port = 0x20): number {
  bench.out(port, select);
  return bench.in(port);
}

beforeEach(() => {
  for (const irq of IRQS) bench.irq(irq, false);
  bench.core.exports.pcReset();
  bench.core.exports.lapicVirtualWire(0);
  bench.startPics();
});

describe("initialisation", () => {
  it("lets nothing through before it is complete", () => {
    bench.out(0x20, 0x11);
    bench.out(0x21, 0x20, 4);
    raise(1);
    expect(bench.lines()).toBe(0);

    bench.out(0x21, 1);
    expect(bench.lines()).toBe(INTR);
  });

  it("takes ICW2 and nothing more when ICW1 says single and without ICW4", () => {
    bench.out(0x20, 0x12);
    bench.out(0x21, 0x40, 0xfe);
    raise(0);

    expect([bench.in(0x21), bench.acknowledgePic()]).toEqual([0xfe, 0x40]);
  });

  it("clears masks and what is in service, and forgets edges", () => {
    bench.out(0x21, 0xf0);
    raise(1);
    bench.acknowledgePic();
    raise(3);
    bench.startPics();

    expect([bench.in(0x21), read(READ_ISR), read(READ_IRR)]).toEqual([0, 0, 0]);
  });
});

describe("fully nested mode", () => {
  it("serves the lowest input first", () => {
    raise(7, 5, 1);

    expect([bench.acknowledgePic(), read(READ_ISR), read(READ_IRR)]).toEqual([0x21, 0x02, 0xa0]);
  });

  it("holds back what is no more urgent than what is in service", () => {
    raise(3);
    bench.acknowledgePic();
    raise(5);
    expect(bench.lines()).toBe(0);
    raise(1);
    expect([bench.lines(), bench.acknowledgePic()]).toEqual([INTR, 0x21]);
    bench.out(0x20, EOI, EOI);

    expect(bench.acknowledgePic()).toBe(0x25);
  });

  it("masks inputs without forgetting their edges", () => {
    bench.out(0x21, 0xff);
    raise(4);
    expect([bench.lines(), read(READ_IRR)]).toEqual([0, 0x10]);
    bench.out(0x21, 0);

    expect(bench.lines()).toBe(INTR);
  });
});

describe("edge and level", () => {
  it("takes an edge once, however long the line stays up", () => {
    raise(5);
    bench.acknowledgePic();
    bench.out(0x20, EOI);
    expect(bench.lines()).toBe(0);

    bench.irq(5, false);
    raise(5);
    expect(bench.lines()).toBe(INTR);
  });

  it("takes a level again and again while it is up", () => {
    bench.out(0x4d0, 0xff);
    raise(5);
    bench.acknowledgePic();
    bench.out(0x20, EOI);

    expect([bench.in(0x4d0), bench.lines(), bench.acknowledgePic()]).toEqual([0xf8, INTR, 0x25]);
  });

  it("answers 7 when a request is gone before it is acknowledged, with nothing in service", () => {
    raise(3);
    bench.irq(3, false);

    expect([bench.lines(), bench.acknowledgePic(), read(READ_ISR)]).toEqual([0, 0x27, 0]);
  });

  it("answers 7 of the master too when the slave's request is gone: the cascade has fallen with it", () => {
    raise(9);
    bench.irq(9, false);

    expect([bench.acknowledgePic(), read(READ_ISR), read(READ_ISR, 0xa0)]).toEqual([0x27, 0, 0]);
  });

  it("keeps a pulse until it is acknowledged", () => {
    bench.pulse(6);

    expect([bench.acknowledgePic(), read(READ_IRR)]).toEqual([0x26, 0]);
  });
});

describe("the cascade", () => {
  it("puts the slave's eight inputs in the place of input 2", () => {
    raise(3, 12);

    expect([bench.acknowledgePic(), read(READ_ISR), read(READ_ISR, 0xa0)]).toEqual([0x2c, 0x04, 0x10]);
    expect(bench.lines()).toBe(0);
    bench.out(0xa0, EOI);
    bench.out(0x20, EOI);
    expect(bench.acknowledgePic()).toBe(0x23);
  });

  it("lets the slave interrupt itself in special fully nested mode only", () => {
    raise(12);
    bench.acknowledgePic();
    raise(8);
    const nested = bench.lines();
    bench.startPics(0x11);
    bench.irq(12, false);
    bench.irq(8, false);
    raise(12);
    bench.acknowledgePic();
    raise(8);

    expect([nested, bench.lines(), bench.acknowledgePic()]).toEqual([0, INTR, 0x28]);
  });

  it("has no input 2 for devices", () => {
    expect(bench.irq(2, true)).toBe(0);
  });
});

describe("ends of interrupt", () => {
  it("end by level with a specific EOI", () => {
    raise(3);
    bench.acknowledgePic();
    raise(1);
    bench.acknowledgePic();
    bench.out(0x20, 0x63);

    expect(read(READ_ISR)).toBe(0x02);
  });

  it("come by themselves in automatic mode", () => {
    bench.startPics(3);
    raise(3, 4);

    expect([bench.acknowledgePic(), read(READ_ISR), bench.acknowledgePic()]).toEqual([0x23, 0, 0x24]);
  });

  it("are told to the host that asked, at the end and not before", () => {
    bench.core.exports.pcWantAck(12, 1);
    raise(12);
    bench.acknowledgePic();
    expect(bench.core.exports.pcTakeAck()).toBe(-1);
    bench.out(0xa0, EOI);

    expect([bench.core.exports.pcTakeAck(), bench.core.exports.pcTakeAck()]).toEqual([12, -1]);
    bench.core.exports.pcWantAck(12, 0);
  });
});

describe("rotation", () => {
  it("makes what was served last in a rotating EOI: data sheet, figure 9", () => {
    raise(4, 6);
    bench.acknowledgePic();
    bench.out(0x20, 0xa0);
    bench.irq(4, false);
    raise(4, 5);

    expect(bench.acknowledgePic()).toBe(0x25);
  });

  it("makes any input the last by command", () => {
    bench.out(0x20, 0xc5);
    raise(5, 6, 0);

    expect(bench.acknowledgePic()).toBe(0x26);
  });

  it("rotates with each acknowledgement in automatic mode", () => {
    bench.startPics(3);
    bench.out(0x20, 0x80);
    raise(1, 3);
    bench.acknowledgePic();
    bench.irq(1, false);
    raise(1);

    expect(bench.acknowledgePic()).toBe(0x23);
  });
});

describe("OCW3", () => {
  it("lets lower inputs through in special mask mode while the one in service is masked", () => {
    raise(3);
    bench.acknowledgePic();
    raise(5);
    bench.out(0x20, SPECIAL_MASK);
    bench.out(0x21, 0x08);

    expect([bench.lines(), bench.acknowledgePic()]).toEqual([INTR, 0x25]);
  });

  it("acknowledges by the read after a poll command", () => {
    raise(6);
    bench.out(0x20, POLL);
    expect([bench.in(0x20), read(READ_ISR)]).toEqual([0x86, 0x40]);
    bench.out(0x20, POLL);

    expect(bench.in(0x20) & 0x80).toBe(0);
  });
});
