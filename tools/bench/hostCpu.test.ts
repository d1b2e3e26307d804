import { describe, expect, it } from "vitest";
import { findVcpu, parseSchedstat, parseSmaps, parseStat, readCpu } from "./hostCpu.ts";

describe("CPU of a process", () => {
  it("adds user and system ticks of a stat line whose command holds blanks and parentheses", () => {
    const stat = "17 (CPU 0/TCG (x) y) S 1 17 17 0 -1 4194304 100 0 0 0 250 30 0 0 20 0 5 0 1000 2000 30";
    expect(parseStat(stat)).toBeCloseTo(2.8);
  });

  it("takes nanoseconds from schedstat", () => {
    expect(parseSchedstat("1500000000 545403 130\n")).toBe(1.5);
  });

  it("takes the main thread where no thread has QEMU's name for a CPU", () => {
    expect(findVcpu(process.pid)).toEqual({ pid: process.pid, thread: process.pid });
  });

  it("sees this process work, and its threads together no less than one of them", () => {
    const place = { pid: process.pid, thread: process.pid };
    const before = readCpu(place);
    const end = performance.now() + 50;
    while (performance.now() < end);
    const after = readCpu(place);
    expect(after.vcpu).toBeGreaterThan(before.vcpu);
    expect(after.all).toBeGreaterThanOrEqual(after.vcpu);
  });
});

describe("resident memory", () => {
  it("adds all mappings and finds the largest", () => {
    const smaps = "7f00-7f10 rw-p\nSize: 99 kB\nRss:      12 kB\nPss: 3 kB\n7f20-7f30 rw-p\nRss:      2048 kB\n";
    expect(parseSmaps(smaps)).toEqual({ total: 2060 * 1024, largest: 2048 * 1024 });
  });

  it("is nothing without mappings", () => {
    expect(parseSmaps("")).toEqual({ total: 0, largest: 0 });
  });
});
