/** How many tests of a step passed, failed and were skipped, from the report that its runner leaves. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that passed: not at the first attempt. Reports show them, because each is a race that waits to be found. */
  readonly flaky: number;
}

export type Runner = "vitest" | "playwright";

/** Arguments and environment that make a runner leave its JSON report in `file`, beside what it prints. */
export const REPORTING: Record<Runner, (file: string) => { args: string; environment: NodeJS.ProcessEnv }> = {
  vitest: (file) => ({ args: `--reporter=default --reporter=json --outputFile.json=${file}`, environment: {} }),
  playwright: (file) => ({
    args: "--reporter=list,json --retries=1",
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  }),
};

/** A step that ends badly counts at least one failure, whatever its report says or whether it left one. */
export function testCounts(runner: Runner, report: string | undefined, succeeded: boolean): Counts {
  const counts = report === undefined ? undefined : READERS[runner](JSON.parse(report));
  if (succeeded) return counts ?? { passed: 1, failed: 0, skipped: 0, flaky: 0 };
  return { passed: 0, skipped: 0, flaky: 0, ...counts, failed: Math.max(1, counts?.failed ?? 0) };
}

/** As the summary says it. */
export function inWords({ passed, failed, skipped, flaky }: Counts): string {
  const words = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return flaky === 0 ? words : `${words}, ${flaky} FLAKY: passed at a second attempt only`;
}

const READERS: Record<Runner, (report: unknown) => Counts> = {
  vitest: (report) => ({
    passed: number(report, "numPassedTests"),
    failed: number(report, "numFailedTests"),
    skipped: number(report, "numPendingTests") + number(report, "numTodoTests"),
    flaky: 0,
  }),
  playwright: (report) => {
    const stats = field(report, "stats");
    return {
      passed: number(stats, "expected") + number(stats, "flaky"),
      failed: number(stats, "unexpected"),
      skipped: number(stats, "skipped"),
      flaky: number(stats, "flaky"),
    };
  },
};

function field(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
}

function number(from: unknown, name: string): number {
  return Number(field(from, name) ?? 0);
}
