/** The clock chip by the MC146818A data sheet, and its calendar by the host's. */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { RunState } from "../abi.ts";
import { VCPU_RUN_STATE } from "../layout.ts";
import { PcBench, SECOND } from "../testing/pc.ts";

const bench = new PcBench();
const A = 10;
const B = 11;
const C = 12;
const D = 13;
const CENTURY = 0x32;
const SET = 0x80;
const PERIODIC = 0x40;
const ALARM = 0x20;
const UPDATE = 0x10;
const BINARY = 4;
const HOURS_24 = 2;
const UIP = 0x80;
/** Wednesday. */
const EPOCH = Date.UTC(2025, 11, 31, 23, 59, 57) / 1000;

function read(index: number): number {
  bench.out(0x70, index);
  return bench.in(0x71);
}
function write(index: number, value: number): void {
  bench.out(0x70, index);
  bench.out(0x71, value);
}
function readTime(): number[] {
  return [0, 2, 4, 6, 7, 8, 9, CENTURY].map(read);
}
function irq8(): number {
  return bench.core.exports.picState(1) & 1;
}
/** Half a tick of the crystal after `seconds`, a whole number of 32768ths. */
function at(seconds: number): void {
  bench.at((BigInt(Math.round(seconds * 32768)) * SECOND) / 32768n + 1n);
}

beforeEach(() => {
  bench.now = 0n;
  bench.core.exports.vmReset();
  bench.core.setU32(VCPU_RUN_STATE, RunState.Running);
  bench.startPics();
  write(A, 0x26);
  write(B, HOURS_24);
  for (const alarm of [1, 3, 5]) write(alarm, 0);
  bench.core.exports.rtcSetTime(BigInt(EPOCH));
  read(C);
});

describe("the time", () => {
  it("is shown in BCD, and runs over the year", () => {
    expect(readTime()).toEqual([0x57, 0x59, 0x23, 4, 0x31, 0x12, 0x25, 0x20]);
    at(3);

    expect(readTime()).toEqual([0, 0, 0, 5, 1, 1, 0x26, 0x20]);
  });

  it("is shown in binary with twelve hours, noon and midnight as 12", () => {
    write(B, BINARY);
    const evening = readTime();
    at(3);
    const midnight = read(4);
    at(3 + 12 * 3600);

    expect([evening.slice(0, 3), midnight, read(4)]).toEqual([[57, 59, 0x80 | 11], 12, 0x80 | 12]);
  });

  it("stands while it is set, and goes on in step with the second", () => {
    at(0.25);
    write(B, SET | HOURS_24);
    at(7);
    write(0, 0x10);
    write(2, 0x20);
    write(4, 0x05);
    write(7, 0x29);
    write(8, 0x02);
    write(9, 0x24);
    write(B, HOURS_24);
    at(7.99);
    const before = readTime();
    at(8);

    expect([before.slice(0, 3), read(0)]).toEqual([[0x10, 0x20, 0x05], 0x11]);
    expect([read(7), read(8), bench.core.exports.rtcTime()]).toEqual([
      0x29,
      0x02,
      BigInt(Date.UTC(2024, 1, 29, 5, 20, 11) / 1000),
    ]);
  });

  it("starts half a second before an update when the divider leaves reset", () => {
    write(A, 0x70);
    at(2);
    write(A, 0x26);
    at(2.49);
    const before = read(0);
    at(2.5);

    expect([before, read(0)]).toEqual([0x57, 0x58]);
  });

  it("agrees with the host's calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 + 2 ** 31 }), (seconds) => {
        bench.core.exports.rtcSetTime(BigInt(seconds));
        write(B, BINARY | HOURS_24);
        const date = new Date(seconds * 1000);
        const year = date.getUTCFullYear();
        expect(readTime()).toEqual([
          ...[date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours(), date.getUTCDay() + 1],
          ...[date.getUTCDate(), date.getUTCMonth() + 1, year % 100, Math.floor(year / 100)],
        ]);
        write(2, date.getUTCMinutes());
        expect(bench.core.exports.rtcTime()).toBe(BigInt(seconds));
      }),
      { numRuns: 500 },
    );
  });

  it("warns of an update 2.2 ms before it", () => {
    at(0.9977);
    const before = read(A) & UIP;
    at(0.9979);
    const soon = read(A) & UIP;
    at(1);

    expect([before, soon, read(A) & UIP, read(D)]).toEqual([0, UIP, 0, 0x80]);
  });
});

describe("interrupts", () => {
  it("come with each update, until register C is read", () => {
    write(B, UPDATE | HOURS_24);
    at(0.9);
    expect([irq8(), bench.next()]).toEqual([0, SECOND]);
    at(1);
    expect([irq8(), bench.next()]).toEqual([1, -1n]);
    expect([read(C) & 0xb0, irq8(), read(C) & 0xb0]).toEqual([0x90, 0, 0]);

    expect(bench.next()).toBe(2n * SECOND);
  });

  it.each([
    [3, 8192],
    [6, 1024],
    [15, 2],
    [1, 256],
    [2, 128],
  ])("come periodically: rate %i is %i Hz", (rate, hertz) => {
    write(A, 0x20 | rate);
    write(B, PERIODIC | HOURS_24);

    expect(bench.next()).toBe((SECOND + BigInt(hertz) - 1n) / BigInt(hertz));
  });

  it("come when the alarm matches, with wild cards", () => {
    write(1, 0x00);
    write(3, 0x30);
    write(5, 0xff);
    write(B, ALARM | HOURS_24);
    expect(bench.next()).toBe((3n + 1800n) * SECOND);
    write(5, 0x12);
    expect(bench.next()).toBe((3n + 45_000n) * SECOND);
    write(1, 0xc0);
    write(3, 0xc0);
    write(5, 0xc0);

    expect(bench.next()).toBe(SECOND);
  });

  it("shows flags that are not enabled, without IRQF", () => {
    at(1);

    expect(read(C)).toBe(PERIODIC | UPDATE);
  });

  it("are raised by enabling what has happened already", () => {
    at(1);
    write(B, UPDATE | HOURS_24);

    expect(irq8()).toBe(1);
  });

  it("has SET clear the update interrupt's enable", () => {
    write(B, SET | UPDATE | HOURS_24);

    expect(read(B)).toBe(SET | HOURS_24);
  });
});

describe("the memory", () => {
  it("keeps its bytes, of host and guest, over a reset", () => {
    bench.core.exports.rtcSetCmos(0x10, 0x40);
    write(0x7f, 0xa5);
    bench.core.exports.vmReset();

    expect([read(0x10), bench.core.exports.rtcCmos(0x7f), bench.core.exports.rtcSetCmos(128, 0)]).toEqual([
      0x40, 0xa5, 0,
    ]);
  });
});
