import { describe, expect, it } from "vitest";
import { PciHost } from "./pciHost.ts";

function bench() {
  const resets: string[] = [];
  const host = new PciHost(() => void resets.push("reset"));
  const select = (device: number, register: number, bus = 0) =>
    host.write(0, (0x8000_0000 | (bus << 16) | (device << 11) | register) >>> 0, 4);
  return { host, resets, select };
}

describe("PCI configuration mechanism 1", () => {
  it("finds a host bridge and an ISA bridge, and ones elsewhere", () => {
    const { host, select } = bench();
    const identities = [0, 1, 2, 31].map((device) => {
      select(device, 0);
      return host.read(4, 4) >>> 0;
    });
    select(1, 8);

    expect(identities).toEqual([0x1237_8086, 0x7000_8086, 0xffff_ffff, 0xffff_ffff]);
    expect(host.read(6, 2)).toBe(0x0601);
  });

  it("reads its address back, as the probe of mechanism 1 does, and only whole", () => {
    const { host, select } = bench();
    select(3, 0x40);

    expect([host.read(0, 4), host.read(0, 1)]).toEqual([0x8000_1840, -1]);
    host.write(0, 0x12, 1);
    expect(host.read(0, 4)).toBe(0x8000_1840);
  });

  it("answers only while it is enabled, and on bus 0", () => {
    const { host, select } = bench();
    select(0, 0, 1);
    const elsewhere = host.read(4, 4);
    host.write(0, 0, 4);

    expect([elsewhere, host.read(4, 4)]).toEqual([-1, -1]);
  });

  it("writes what can be written, at any width", () => {
    const { host, select } = bench();
    select(0, 0x58);
    host.write(5, 0x33, 1);
    select(0, 0);
    host.write(4, 0xdead_beef, 4);
    const identity = host.read(4, 4);
    select(0, 0x58);

    expect([identity, host.read(5, 1)]).toEqual([0x1237_8086, 0x33]);
  });

  it("resets the machine at port CF9h when bit 2 rises", () => {
    const { host, resets } = bench();
    host.write(1, 0x02, 1);
    const before = [...resets];
    host.write(1, 0x06, 1);

    expect([before, resets, host.read(1, 1)]).toEqual([[], ["reset"], 6]);
  });
});
