/** How slow the machine that runs the tests is: what is promised in milliseconds holds in proportion on a slower one. */
import type { Page } from "@playwright/test";

const STEPS = 40_000_000;
/** On one free core of the machine of README's figures. */
const USUAL_MS = 70;

/** 1 on the usual machine or a faster one, 5 where everything takes five times as long: a slow core, or a shared one. */
export async function hostSlowness(page: Page): Promise<number> {
  return Math.max(1, (await page.evaluate(measureLoop, STEPS)) / USUAL_MS);
}

/** Runs in the page: milliseconds that a loop of dependent instructions takes, the median of three. */
function measureLoop(steps: number): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    // Marsaglia's xorshift: nothing of it can be left out or done side by side.
    let x = 1;
    for (let i = 0; i < steps; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    // The result is used: x never becomes 0.
    return x === 0 ? 0 : performance.now() - start;
  });
  return times.sort((a, b) => a - b)[1];
}
