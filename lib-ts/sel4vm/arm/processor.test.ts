import { describe, expect, it } from "vitest";
import { HSR_EXCEPTION_CLASS, HSR_IL, HSR_ISS_MASK, HSR_SMC_64_EXCEPTION, hsr_reasons } from "../index.ts";

describe("the syndrome", () => {
  it("splits into class, length and the rest", () => {
    const hsr = (HSR_SMC_64_EXCEPTION << 26) | (1 << 25) | 0x1234;

    expect([HSR_EXCEPTION_CLASS(hsr), HSR_IL(hsr), hsr & HSR_ISS_MASK]).toEqual([0x17, 1, 0x1234]);
  });

  it("has a name for each class", () => {
    expect(hsr_reasons.get(HSR_SMC_64_EXCEPTION)).toBe("SMC from AArch64");
    expect(hsr_reasons.size).toBe(36);
  });
});
