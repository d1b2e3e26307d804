import { describe, expect, it } from "vitest";
import { formatAddress, formatBytes, formatRate } from "./format.ts";

describe("formatBytes", () => {
  it("keeps small counts exact and rounds large ones to one decimal", () => {
    expect(formatBytes(999)).toBe("999 bytes");
    expect(formatBytes(5_449_000)).toBe("5.4 MB");
    expect(formatBytes(32_954_880)).toBe("33.0 MB");
  });
});

describe("formatRate", () => {
  it("shortens thousands and millions", () => {
    expect(formatRate(1234)).toBe("1.2k");
    expect(formatRate(2_500_000)).toBe("2.5M");
  });
});

describe("formatAddress", () => {
  it("groups digits by four from the right", () => {
    expect(formatAddress(0xffff800008012340n)).toBe("0xffff_8000_0801_2340");
    expect(formatAddress(0x9001000n)).toBe("0x900_1000");
  });
});
