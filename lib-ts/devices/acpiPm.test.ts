import { describe, expect, it } from "vitest";
import { AcpiPm } from "./acpiPm.ts";

function bench() {
  const log: string[] = [];
  const time = { seconds: 0 };
  const alarm: { seconds?: number; ring: () => void } = { ring: () => {} };
  const pm = new AcpiPm({
    sci: { set: (high) => void log.push(high ? "sci+" : "sci-") },
    seconds: () => time.seconds,
    alarm: {
      set: (seconds, ring) => Object.assign(alarm, { seconds, ring }),
      cancel: () => Object.assign(alarm, { seconds: undefined }),
    },
    powerOff: () => void log.push("off"),
  });
  const read16 = (offset: number) => pm.read(offset) | (pm.read(offset + 1) << 8);
  const write16 = (offset: number, value: number) => {
    pm.write(offset, value & 0xff);
    pm.write(offset + 1, value >> 8);
  };
  const timer = () => [8, 9, 10, 11].reduce((sum, offset, index) => sum + pm.read(offset) * 256 ** index, 0);
  return { pm, log, time, alarm, read16, write16, timer };
}

describe("ACPI PM1", () => {
  it("counts 3.579545 MHz in 32 bits", () => {
    const { time, timer } = bench();
    time.seconds = 1;
    const second = timer();
    time.seconds = 2000;

    expect([second, timer()]).toEqual([3_579_545, 2000 * 3_579_545 - 2 ** 32]);
  });

  it("is in ACPI mode", () => {
    expect(bench().read16(4) & 1).toBe(1);
  });

  it("switches off for sleep type 5 with SLP_EN, and for nothing else", () => {
    const { log, write16 } = bench();
    write16(4, 5 << 10);
    write16(4, (1 << 13) | (1 << 10));
    const before = [...log];
    write16(4, (1 << 13) | (5 << 10));

    expect([before, log]).toEqual([[], ["off"]]);
  });

  it("raises SCI for the power button until its status is cleared by writing one", () => {
    const { pm, log, read16, write16 } = bench();
    write16(2, 0x100);
    pm.pressPowerButton();
    const pressed = read16(0);
    write16(0, 0x100);

    expect([pressed, read16(0), log]).toEqual([0x100, 0, ["sci+", "sci-"]]);
  });

  it("tells when the timer's top bit changes", () => {
    const { time, alarm, log, read16, write16 } = bench();
    write16(2, 1);
    const due = alarm.seconds ?? 0;
    time.seconds = due + 1e-6;
    alarm.ring();

    expect(due).toBeCloseTo(2 ** 31 / 3_579_545, 6);
    expect([read16(0) & 1, log]).toEqual([1, ["sci+"]]);
  });
});
