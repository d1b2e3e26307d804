/**
 * Litmus tests of memory order between vCPUs that have threads of their own.
 *
 *   npm run litmus -- [--iterations N] [--tier interp|auto|all] [--only TEXT]
 *
 * N cells of each test, less of those whose cells are long; 1,000,000 when left out. `--only` takes tests whose names have TEXT.
 * Ends with status 1 when something came of it that the architecture forbids.
 */
import { parseArgs } from "node:util";
import { tierNamed } from "../../lib-ts/testing/tier.ts";
import { A32_TESTS } from "./a32.ts";
import { A64_TESTS } from "./a64.ts";
import { runLitmus } from "./rig.ts";

const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "1000000" },
    tier: { type: "string", default: "auto" },
    only: { type: "string", default: "" },
  },
});
const iterations = Number(values.iterations);
if (!Number.isInteger(iterations) || iterations < 1)
  throw new Error(`--iterations ${values.iterations}: give a number from 1 on`);

const tests = [...A64_TESTS, ...A32_TESTS].filter(({ name }) => name.includes(values.only));
let wrong = 0;
for (const test of tests) {
  const start = performance.now();
  const outcome = await runLitmus(test, tierNamed(values.tier), iterations);
  const { forbidden, example, weak, wrongShared } = outcome;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const bad = forbidden > 0 || wrongShared !== undefined;
  if (bad) wrong++;
  const notes = [
    bad ? `FORBIDDEN ${forbidden} times, results ${example ?? "-"}, shared ${wrongShared ?? "right"}` : "holds",
    ...(test.weak === undefined ? [] : [`${weak} times as only weak memory has it`]),
  ];
  console.log(`${test.architecture} ${test.name}: ${outcome.iterations} times, ${seconds} s: ${notes.join("; ")}`);
}
process.exitCode = wrong > 0 ? 1 : 0;
