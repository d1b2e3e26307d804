import { describe, expect, it } from "vitest";
import type { MachinePlan } from "../../lib-ts/machines/machinePlan.ts";
import { releaseImages } from "./machine.ts";

const MIB = 1 << 20;

function planOf(...images: Uint8Array<ArrayBuffer>[]): MachinePlan {
  const segments = images.map((bytes, index) => ({
    name: `image ${index}`,
    address: 0x4000_0000 + index * MIB,
    bytes,
  }));
  const ram = { start: 0x4000_0000, size: 64 * MIB };
  return { architecture: "aarch64", ram, segments, entry: 0, argument: 0 } as unknown as MachinePlan;
}

describe("releaseImages", () => {
  it("takes the memory of large images, of which several segments may be parts", () => {
    const image = new Uint8Array(4 * MIB);
    releaseImages(planOf(image.subarray(0, MIB), image.subarray(2 * MIB)));
    expect(image.byteLength).toBe(0);
  });

  it("leaves small files alone, which share a buffer with others", () => {
    const pool = new Uint8Array(8192);
    releaseImages(planOf(pool.subarray(0, 100)));
    expect(pool.byteLength).toBe(8192);
  });
});
