import { describe, expect, it } from "vitest";
import { findCommand } from "../../tools/setup/tools.ts";
import { A32_TESTS } from "./a32.ts";
import { A64_TESTS } from "./a64.ts";
import { assemblerOf } from "./program.ts";
import { runLitmus } from "./rig.ts";

/** `npm run litmus` runs more. */
const ITERATIONS = 2048;

describe.each([
  ["a64", A64_TESTS],
  ["a32", A32_TESTS],
] as const)("%s on vCPUs with threads of their own", (architecture, tests) => {
  const missing = findCommand([assemblerOf(architecture)]) === undefined;
  describe.each(["interp", "all"] as const)("tier %s", (tier) => {
    it.skipIf(missing).each(tests)("$name", async (test) => {
      const { forbidden, example, wrongShared } = await runLitmus(test, tier, ITERATIONS);

      expect({ forbidden, example, wrongShared }).toEqual({ forbidden: 0, example: undefined, wrongShared: undefined });
    });
  });
});
