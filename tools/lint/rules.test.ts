import { describe, expect, it } from "vitest";
import { unboundedAccesses } from "./bounds.ts";
import { longFunctions } from "./functions.ts";

const BARE = ["function peek(at: usize): u32 {", "  return load<u32>(at);", "}"];

describe("the rule about raw accesses", () => {
  it("names the function that says no reason", () => {
    expect(unboundedAccesses(["const x = 1;", ...BARE])).toEqual([expect.stringMatching(/^:2: .*peek/)]);
  });

  it("is content with a reason above the function", () => {
    expect(unboundedAccesses(["const x = 1;", "/** BOUNDS: at is a slot. */", ...BARE])).toEqual([]);
  });

  it("is content with a reason for the whole file", () => {
    expect(unboundedAccesses(["/** BOUNDS: all are slots. */", "const x = 1;", ...BARE])).toEqual([]);
  });

  it("does not take a reason in one function for the next", () => {
    const reasoned = [BARE[0], "  // BOUNDS: at is a slot.", ...BARE.slice(1)];

    expect(unboundedAccesses(["const x = 1;", ...reasoned, ...BARE])).toEqual([expect.stringMatching(/^:6: /)]);
  });
});

describe("the rule about long functions", () => {
  const body = "  step();\n".repeat(80);

  it("counts from the first line to the last", () => {
    expect(longFunctions("a.ts", `const x = 1;\nfunction f() {\n${body}}\n`)).toEqual([
      ":2: a function of 82 lines, at most 80 are allowed",
    ]);
  });

  it("leaves the headings of tests alone", () => {
    expect(longFunctions("a.test.ts", `describe("f", () => {\n${body}});\n`)).toEqual([]);
  });
});
