import { describe, expect, it } from "vitest";
import { chosenTests, parseOptions } from "./options.ts";

describe("parseOptions", () => {
  it("takes all tests with the boots by default", () => {
    expect(parseOptions([])).toMatchObject({ rounds: 3, tests: [], tier: "auto", scale: 1, qemu: true, boots: true });
  });

  it("leaves the boots out of a quick look", () => {
    const args = ["--tests", "sieve,memory", "--rounds", "1", "--tier", "interp", "--scale", "10", "--no-qemu"];
    expect(parseOptions(args)).toMatchObject({
      rounds: 1,
      tests: ["sieve", "memory"],
      tier: "interp",
      scale: 10,
      qemu: false,
      boots: false,
    });
  });

  it.each([[["--rounds", "0"]], [["--scale", "-1"]], [["--scale", "x"]], [["--nonsense"]]])("refuses %j", (args) => {
    expect(() => parseOptions(args)).toThrow();
  });
});

describe("chosenTests", () => {
  const all = ["integer/sieve", "integer/sort", "memory/copy"];

  it("takes groups, tests and full names, in the program's order", () => {
    expect(chosenTests(all, ["copy", "integer/sort"])).toEqual(["integer/sort", "memory/copy"]);
    expect(chosenTests(all, ["integer"])).toEqual(["integer/sieve", "integer/sort"]);
    expect(chosenTests(all, [])).toEqual(all);
  });

  it("refuses a word that chooses nothing", () => {
    expect(() => chosenTests(all, ["sieve", "copies"])).toThrow(/"copies".*memory\/copy/);
  });
});
