import { describe, expect, it } from "vitest";
import { testCounts } from "./results.ts";

const VITEST = JSON.stringify({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 });
const PLAYWRIGHT = JSON.stringify({ stats: { expected: 5, flaky: 1, unexpected: 2, skipped: 3 } });

describe("test counts of a step", () => {
  it("come from vitest's report", () => {
    expect(testCounts("vitest", VITEST, true)).toEqual({ passed: 7, failed: 0, skipped: 3 });
  });

  it("come from Playwright's report", () => {
    expect(testCounts("playwright", PLAYWRIGHT, false)).toEqual({ passed: 6, failed: 2, skipped: 3 });
  });

  it("have a failure when the runner ended badly although its report has none", () => {
    expect(testCounts("vitest", VITEST, false)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it("are one failure when the runner left no report", () => {
    expect(testCounts("playwright", undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
