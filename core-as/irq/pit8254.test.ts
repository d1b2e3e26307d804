/** Reads and writes of the 8254's ports by its data sheet (Intel 231164), port 61h, and the clock behind it. */
import { beforeEach, describe, expect, it } from "vitest";
import { RunState } from "../abi.ts";
import { VCPU_RUN_STATE } from "../layout.ts";
import { PcBench, PIT_HZ, SECOND } from "../testing/pc.ts";

const bench = new PcBench();
const LATCH_2 = 0x80;

function pulse(n: bigint): void {
  bench.at((n * SECOND + PIT_HZ - 1n) / PIT_HZ);
}
function irq0(): number {
  return bench.core.exports.picState(0) & 1;
}

beforeEach(() => {
  bench.now = 0n;
  bench.core.exports.pcReset();
  bench.core.setU32(VCPU_RUN_STATE, RunState.Running);
  bench.startPics(3);
  bench.out(0x61, 1);
});

describe("reading", () => {
  it("latches a count until both of its bytes are read, whatever else is latched meanwhile", () => {
    bench.out(0x43, 0xb4);
    bench.out(0x42, 0x34, 0x12);
    pulse(1n);
    bench.out(0x43, LATCH_2);
    pulse(5n);
    bench.out(0x43, LATCH_2);

    expect([bench.in(0x42), bench.in(0x42)]).toEqual([0x34, 0x12]);
    expect([bench.in(0x42), bench.in(0x42)]).toEqual([0x30, 0x12]);
  });

  it("shows output, null count and control word in the status byte, before the count that was latched with it", () => {
    bench.out(0x43, 0xb4);
    bench.out(0x42, 0x05, 0x00);
    const status = [];
    for (const at of [0n, 1n, 4n]) {
      pulse(at);
      bench.out(0x43, 0xc8);
      status.push([bench.in(0x42), bench.in(0x42), bench.in(0x42)]);
    }

    expect(status.map(([byte]) => byte)).toEqual([0xf4, 0xb4, 0xb4]);
    expect(status.slice(1).map(([, low, high]) => [low, high])).toEqual([
      [5, 0],
      [2, 0],
    ]);
  });

  it("counts in BCD when it was told to", () => {
    bench.out(0x43, 0xb1);
    bench.out(0x42, 0x00, 0x10);
    pulse(2n);

    expect([bench.in(0x42), bench.in(0x42)]).toEqual([0x99, 0x09]);
  });

  it("reads one byte where one byte was chosen", () => {
    bench.out(0x43, 0xa4);
    bench.out(0x42, 0x12);
    pulse(2n);

    expect([bench.in(0x42), bench.in(0x42)]).toEqual([0x11, 0x11]);
  });
});

describe("mode 0", () => {
  it("is high N + 1 pulses after the write of N", () => {
    bench.out(0x43, 0xb0);
    bench.out(0x42, 4, 0);
    pulse(4n);
    const before = bench.in(0x61) & 0x20;
    pulse(5n);

    expect([before, bench.in(0x61) & 0x20]).toEqual([0, 0x20]);
  });

  it("stops, its output low, when the first of two bytes is written", () => {
    bench.out(0x43, 0xb0);
    bench.out(0x42, 2, 0);
    pulse(10n);
    bench.out(0x42, 2);
    expect(bench.in(0x61) & 0x20).toBe(0);
    pulse(20n);

    expect(bench.in(0x61) & 0x20).toBe(0);
  });
});

describe("IRQ 0", () => {
  it("comes with the period of the count, to the pulse, for hours", () => {
    bench.out(0x43, 0x34);
    bench.out(0x40, 0xa9, 0x04);
    const hour = 3600n * PIT_HZ;
    const rise = 1n + (hour / 1193n) * 1193n;
    pulse(rise - 1n);
    bench.acknowledgePic();

    expect([irq0(), bench.next()]).toEqual([0, (rise * SECOND + PIT_HZ - 1n) / PIT_HZ]);
    pulse(rise);
    expect(irq0()).toBe(1);
  });

  it("is not announced again while one waits in the PIC and the I/O APIC does not listen", () => {
    bench.out(0x21, 0xff);
    bench.out(0x43, 0x34);
    bench.out(0x40, 0xa9, 0x04);
    pulse(2000n);
    expect([irq0(), bench.next()]).toEqual([1, -1n]);
    bench.redirect(2, 0x30);

    expect(bench.next()).toBe((2387n * SECOND + PIT_HZ - 1n) / PIT_HZ);
  });

  it("does not bring what rose while nobody heard", () => {
    bench.out(0x43, 0x34);
    bench.out(0x40, 0xa9, 0x04);
    pulse(1194n);
    bench.redirect(2, 0x1_0030);
    pulse(100_000n);
    bench.out(0x20, 0x0c);
    bench.in(0x20);

    expect([irq0(), bench.next()]).toEqual([0, ((1n + 84n * 1193n) * SECOND + PIT_HZ - 1n) / PIT_HZ]);
  });
});

describe("port 61h", () => {
  it("toggles bit 4 with each refresh request, and keeps what is written below", () => {
    bench.out(0x61, 0xff);
    pulse(17n);
    const before = bench.in(0x61);
    pulse(18n);

    expect([before & 0x1f, bench.in(0x61) & 0x1f]).toEqual([0x0f, 0x1f]);
  });
});
