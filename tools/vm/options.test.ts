import { describe, expect, it } from "vitest";
import { TEST_TIER } from "../../lib-ts/testing/tier.ts";
import { parseCommand } from "./options.ts";

describe("parseCommand", () => {
  it("takes a guest with defaults", () => {
    expect(parseCommand(["debian-arm64"])).toMatchObject({
      guest: "debian-arm64",
      clock: "real",
      tier: TEST_TIER,
      stats: false,
    });
  });

  it("takes a kernel of one's own with every option", () => {
    const args = "--arch aarch64 --kernel K --initrd I --dtb D --append x=1 --memory 512 --smp 4 --clock deterministic";
    expect(parseCommand([...args.split(" "), "--tier", "interp", "--stats"])).toMatchObject({
      kernel: "K",
      initrd: "I",
      dtb: "D",
      append: "x=1",
      memoryMiB: 512,
      vcpus: 4,
      clock: "deterministic",
      tier: "interp",
      stats: true,
    });
  });

  it("takes a kernel for a PC, and who unpacks it", () => {
    expect(parseCommand(["--arch", "ia32", "--kernel", "K"])).toMatchObject({ architecture: "ia32", kernel: "K" });
    expect(parseCommand(["a", "--unpack", "guest"])).toMatchObject({ architecture: "aarch64", unpack: "guest" });
  });

  it("takes thresholds of the compiled tier", () => {
    expect(parseCommand(["a", "--thresholds", "hot=500,batch=8"]).thresholds).toEqual({ hot: 500, batch: 8 });
    expect(parseCommand(["a"]).thresholds).toEqual({});
  });

  it("takes an address to dump in hexadecimal, also as dumps write it", () => {
    expect(parseCommand(["a", "--jit-dump", "0xffff_8000_0801_2340"]).jitDump).toBe(0xffff_8000_0801_2340n);
    expect(parseCommand(["a", "--jit-dump", "40080000"]).jitDump).toBe(0x4008_0000n);
  });

  it.each([
    [[]],
    [["a", "b"]],
    [["a", "--kernel", "k", "--arch", "aarch64"]],
    [["--kernel", "k"]],
    [["--arch", "mips", "--kernel", "k"]],
    [["a", "--memory", "-5"]],
    [["a", "--unpack", "nobody"]],
    [["a", "--smp", "two"]],
    [["a", "--tier", "turbo"]],
    [["a", "--thresholds", "warm=1"]],
    [["a", "--thresholds", "hot"]],
    [["a", "--append"]],
    [["a", "--jit-dump", "main"]],
    [["a", "--jit-dump", "0x1_ffff_8000_0801_2340"]],
    [["a", "--nonsense"]],
  ])("refuses %j in one line", (args) => {
    expect(() => parseCommand(args)).toThrow(/^[^\n]+$/);
  });
});
