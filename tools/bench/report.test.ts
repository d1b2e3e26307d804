import { describe, expect, it } from "vitest";
import { besideGuest, bootReport, testReport, volumeReport } from "./report.ts";
import type { Sample } from "./results.ts";

describe("testReport", () => {
  it("has a row for each test and one for each mean, with a dash where nothing was measured", () => {
    const base = { round: 1, checksum: "0000000000000001", guestSeconds: 1 };
    const samples: Sample[] = [
      { ...base, test: "integer/sieve", runner: "ours", cpu: { vcpu: 0.5, all: 0.6 } },
      { ...base, test: "integer/sieve", runner: "qemu", cpu: { vcpu: 1, all: 1.2 } },
      { ...base, test: "memory/copy", runner: "ours", cpu: { vcpu: 0.25, all: 0.25 } },
    ];
    expect(testReport(samples).split("\n")).toEqual([
      expect.stringContaining("times as fast as QEMU: vCPU"),
      "|---|---|---|---|---|---|---|---|",
      "| integer/sieve | 0.500 | 0.600 | 1.000 | 1.200 | 2.00 | 2.00 | - |",
      "| memory/copy | 0.250 | 0.250 | - | - | - | - | - |",
      "",
      expect.stringContaining("geometric mean"),
      "|---|---|---|---|---|",
      "| integer | 1 | 2.00 | 2.00 | - |",
      "| all tests | 1 | 2.00 | 2.00 | - |",
    ]);
  });
});

describe("bootReport", () => {
  it("compares wall time and CPU", () => {
    const boots = [
      { guest: "g", runner: "ours", round: 1, wall: 4, cpu: { vcpu: 2, all: 5 } },
      { guest: "g", runner: "qemu", round: 1, wall: 2, cpu: { vcpu: 3, all: 5 } },
    ] as const;
    expect(bootReport(boots)).toContain("| g | 4.00 | 2.00 | 0.50 | 2.00 | 3.00 | 1.50 | 5.00 | 5.00 | 1.00 |");
  });
});

describe("volumeReport", () => {
  it("shows every counter that any round has", () => {
    const MiB = 2 ** 20;
    const text = volumeReport([
      { resident: 300 * MiB, besideGuest: 50 * MiB, stats: { tier: "interp", memory: { blocks: 7 } } },
      { resident: 301 * MiB, besideGuest: 51 * MiB, stats: { tier: "interp", memory: { blocks: 8 }, mips: 1.23456 } },
    ]);
    expect(text).toContain("| resident MiB beside guest memory | 50 | 51 |");
    expect(text).toContain("| memory.blocks | 7 | 8 |");
    expect(text).toContain("| mips | - | 1.235 |");
  });

  it("counts linear memory that is not the guest's as ours", () => {
    expect(besideGuest({ total: 500, largest: 300 }, 256, 280)).toBe(224);
  });
});
