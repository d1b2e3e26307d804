import { describe, expect, it } from "vitest";
import { Pl031 } from "./pl031.ts";

const DR = 0x00;
const MR = 0x04;
const LR = 0x08;
const IMSC = 0x10;
const RIS = 0x14;
const MIS = 0x18;
const ICR = 0x1c;

function bench(start = 1_700_000_000) {
  const clock = { now: start };
  const alarm = { seconds: -1, ring: () => {} };
  const levels: boolean[] = [];
  const rtc = new Pl031({ set: (high) => levels.push(high) }, () => clock.now, {
    set: (seconds, ring) => Object.assign(alarm, { seconds, ring }),
    cancel: () => Object.assign(alarm, { seconds: -1 }),
  });
  return { rtc, clock, alarm, levels };
}

describe("PL031", () => {
  it("shows the time of the world in whole seconds", () => {
    const { rtc, clock } = bench();
    clock.now += 2.75;
    expect(rtc.read(DR)).toBe(1_700_000_002);
  });

  it("counts on from the load register", () => {
    const { rtc, clock } = bench();
    rtc.write(LR, 100);
    clock.now += 5;
    expect(rtc.read(DR)).toBe(105);
    expect(rtc.read(LR)).toBe(100);
  });

  it("wraps at 32 bits", () => {
    const { rtc, clock } = bench();
    rtc.write(LR, 0xffff_ffff);
    clock.now += 2;
    expect(rtc.read(DR)).toBe(1);
  });

  it("asks for an alarm at the match and raises its line only when unmasked", () => {
    const { rtc, alarm, levels } = bench();
    rtc.write(LR, 10);
    rtc.write(MR, 25);
    expect(alarm.seconds).toBe(15);
    alarm.ring();
    expect([rtc.read(RIS), rtc.read(MIS)]).toEqual([1, 0]);
    rtc.write(IMSC, 1);
    rtc.write(ICR, 1);
    expect(levels).toEqual([true, false]);
  });

  it("matches at once when the counter is there already", () => {
    const { rtc } = bench();
    rtc.write(LR, 10);
    rtc.write(MR, 10);
    expect(rtc.read(RIS)).toBe(1);
  });

  it("forgets load, match and alarm on reset", () => {
    const { rtc, alarm } = bench();
    rtc.write(LR, 10);
    rtc.write(MR, 20);
    rtc.reset();
    expect(alarm.seconds).toBe(-1);
    expect(rtc.read(DR)).toBe(1_700_000_000);
  });

  it("identifies itself as a PrimeCell PL031", () => {
    const { rtc } = bench();
    expect([0xfe0, 0xfe4, 0xfe8, 0xfec].map((offset) => rtc.read(offset))).toEqual([0x31, 0x10, 0x04, 0x00]);
  });
});
