import { describe, expect, it } from "vitest";
import { inWords, testCounts } from "./results.ts";

const VITEST = JSON.stringify({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 });
const PLAYWRIGHT = JSON.stringify({ stats: { expected: 5, flaky: 1, unexpected: 2, skipped: 3 } });

describe("test counts of a step", () => {
  it("come from vitest's report", () => {
    expect(testCounts("vitest", VITEST, true)).toEqual({ passed: 7, failed: 0, skipped: 3, flaky: 0 });
  });

  it("come from Playwright's report", () => {
    expect(testCounts("playwright", PLAYWRIGHT, false)).toEqual({ passed: 6, failed: 2, skipped: 3, flaky: 1 });
  });

  it("have a failure when the runner ended badly although its report has none", () => {
    expect(testCounts("vitest", VITEST, false)).toEqual({ passed: 7, failed: 1, skipped: 3, flaky: 0 });
  });

  it("are one failure when the runner left no report", () => {
    expect(testCounts("playwright", undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0, flaky: 0 });
  });
});

describe("a summary", () => {
  it("says plainly which tests needed a second attempt", () => {
    const counts = { passed: 7, failed: 1, skipped: 3, flaky: 2 };
    expect(inWords(counts)).toBe("7 passed, 1 failed, 3 skipped, 2 FLAKY: passed at a second attempt only");
  });

  it("says nothing of attempts when the first was enough", () => {
    expect(inWords({ passed: 7, failed: 0, skipped: 0, flaky: 0 })).toBe("7 passed, 0 failed, 0 skipped");
  });
});
