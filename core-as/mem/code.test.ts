import { describe, expect, it } from "vitest";
import { RAM_START, TestCore } from "../testing/core.ts";

const HVC = 0xd4000002;
const addTo0 = (value: number) => 0x91000000 | (value << 10); // add x0, x0, #value

describe("invalidateCode", () => {
  it("makes the core execute what the host wrote over translated code", () => {
    const core = new TestCore();
    core.load([addTo0(1), HVC]);
    core.run();
    core.load([addTo0(16)]);

    core.exports.invalidateCode(core.ram, 4);
    core.run(1000n, RAM_START);

    expect(core.x(0)).toBe(17n);
  });
});
