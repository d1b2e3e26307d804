import { describe, expect, it } from "vitest";
import { GuestAddressUnmapped } from "../errors.ts";
import { coreModule } from "../testing/machine.ts";
import { CoreInstance } from "./index.ts";

const BASE = 0x1000_0000;

/** Two guest pages next to each other that lie apart, and in reverse, in linear memory. */
function scattered(): CoreInstance {
  const core = new CoreInstance(coreModule, 1, 1 << 20);
  core.mapPages(BASE, 1, "ram", 9);
  core.mapPages(BASE + 0x1000, 1, "ram", 3);
  return core;
}

describe("GuestBytes", () => {
  it("reads and writes over page borders", () => {
    const { guest } = scattered();
    guest.setU64(BASE + 0xffd, 0x8877_6655_4433_2211n);
    guest.setU16(BASE + 0xfff, 0xbeef);

    expect(guest.u64(BASE + 0xffd)).toBe(0x8877_6655_beef_2211n);
    expect(guest.u16(BASE + 0xfff)).toBe(0xbeef);
    expect(guest.u32(BASE + 0xffe)).toBe(0x55be_ef22);
  });

  it("copies runs in both directions", () => {
    const { guest } = scattered();
    const bytes = Uint8Array.from({ length: 0x1200 }, (_, i) => i * 3);

    guest.write(BASE + 0x700, bytes);

    expect(guest.read(BASE + 0x700, bytes.length)).toEqual(bytes);
  });

  it("fills", () => {
    const { guest } = scattered();

    guest.fill(BASE + 0xffe, 4, 0x5a);

    expect(guest.u32(BASE + 0xffe)).toBe(0x5a5a_5a5a);
  });

  it("changes nothing when part of the range is unmapped", () => {
    const { guest } = scattered();

    expect(() => guest.write(BASE + 0x1fff, Uint8Array.of(1, 2))).toThrow(GuestAddressUnmapped);
    expect(guest.u8(BASE + 0x1fff)).toBe(0);
    expect(() => guest.u8(0)).toThrow("guest-physical 0x0");
    expect(guest.isMapped(BASE + 0x1fff, 1)).toBe(true);
    expect(guest.isMapped(BASE + 0x1fff, 2)).toBe(false);
  });
});
