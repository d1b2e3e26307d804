import { describe, expect, it } from "vitest";
import { REGION_TURNSTILE, TURNSTILE_ENTRIES, TURNSTILE_OPEN } from "../../core-as/layout.ts";
import { InstalledRegions } from "./installedRegions.ts";
import type { CoreExports } from "./module.ts";
import type { Installed } from "./regionStats.ts";

const COUNTER = 1000;
const MEBIBYTE = 1 << 20;
const LOOKS = 16;
const RECORD_STEP = 0x40;

/** Regions by number, with records and turnstiles in a memory of their own. */
function regions() {
  const view = new DataView(new ArrayBuffer(0x1000));
  const released: number[] = [];
  const recordOf = (number: number) => 0x100 + RECORD_STEP * number;
  const turnstileOf = (number: number) => 0x800 + 8 * number;
  const close = (number: number) => view.setUint32(turnstileOf(number) + TURNSTILE_OPEN, 0, true);
  const dropRegion = (record: number) => close((record - 0x100) / RECORD_STEP);
  const installed = new InstalledRegions(view, { dropRegion } as unknown as CoreExports, ({ slot }) =>
    released.push(slot),
  );
  const add = (number: number, bytes: number, entries: number) => {
    view.setUint32(recordOf(number) + REGION_TURNSTILE, turnstileOf(number), true);
    view.setUint32(turnstileOf(number) + TURNSTILE_OPEN, 1, true);
    view.setUint32(turnstileOf(number) + TURNSTILE_ENTRIES, COUNTER - entries, true);
    installed.add({ record: recordOf(number), slot: number, bytes, counted: COUNTER } as unknown as Installed);
  };
  return { installed, released, close, add, slots: () => installed.alive.map(({ slot }) => slot) };
}

describe("InstalledRegions", () => {
  it("gives up dead regions after a while, and counts the bytes of those that are left", () => {
    const { installed, released, close, add, slots } = regions();
    for (const number of [0, 1, 2]) add(number, 100, 0);
    close(1);
    expect(slots()).toEqual([0, 2]);
    expect(installed.liveBytes).toBe(300);

    for (let look = 0; look < LOOKS; look++) installed.look();
    expect(released).toEqual([1]);
    expect(installed.liveBytes).toBe(200);
  });

  it("has room while there are few bytes", () => {
    const { installed, add, slots } = regions();
    for (const number of [0, 1]) add(number, MEBIBYTE, 0);
    installed.makeRoom(1);

    expect(slots()).toEqual([0, 1]);
    expect(installed.evicted).toBe(0);
  });

  it("makes room by what is dead, if that is enough", () => {
    const { installed, released, close, add, slots } = regions();
    for (const number of [0, 1, 2, 3]) add(number, 4 * MEBIBYTE, 0);
    for (const number of [1, 2]) close(number);
    installed.makeRoom(1);

    expect(slots()).toEqual([0, 3]);
    expect(released).toEqual([1, 2]);
    expect(installed.evicted).toBe(0);
  });

  it("makes room by the half that was entered least", () => {
    const { installed, released, add, slots } = regions();
    for (const [number, entries] of [500, 20, 300, 10].entries()) add(number, 4 * MEBIBYTE, entries);
    installed.makeRoom(1);

    expect(slots()).toEqual([0, 2]);
    expect(released).toEqual([1, 3]);
    expect(installed.evicted).toBe(2);
    expect(installed.liveBytes).toBe(8 * MEBIBYTE);
  });
});
