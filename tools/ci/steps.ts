import type { Runner } from "./results.ts";

/** The steps of `npm test`, cheapest first. Each is a command that also works alone. */
export interface Step {
  readonly name: string;
  readonly command: string;
  /** What runs its tests, if it is made of tests: they are counted one by one. */
  readonly runner?: Runner;
  /** Debian packages whose programs it needs; without them it is skipped. */
  readonly needs?: readonly string[];
  /** May fail for reasons outside the repository (a network): then it counts as skipped, and says why itself. */
  readonly optional?: boolean;
}

/** Run with the unit tests where QEMU is; here they are a step, so that their time and its absence show. */
const AGAINST_QEMU = ["conformance/a64.test.ts", "conformance/programs/userPrograms.test.ts"];

/** Run once more with everything compiled that can be. */
const IN_COMPILED_CODE = [
  "conformance/a64.test.ts",
  "conformance/aarch32.test.ts",
  "conformance/corpus.test.ts",
  "conformance/ia32.test.ts",
  "conformance/system",
  "lib-ts/sel4vm",
  "lib-ts/worker",
];

export const STEPS: readonly Step[] = [
  { name: "core", command: "npm run -s build:core" },
  { name: "generated", command: "git diff --exit-code --stat -- docs/isa" },
  { name: "lint", command: "npm run -s lint" },
  { name: "guests", command: "npm run -s guests", optional: true },
  {
    name: "unit",
    command: `npm run -s test:unit -- ${AGAINST_QEMU.map((file) => `--exclude ${file}`).join(" ")}`,
    runner: "vitest",
  },
  {
    name: "conformance",
    command: `npm run -s test:unit -- ${AGAINST_QEMU.join(" ")}`,
    runner: "vitest",
    needs: ["qemu-user", "binutils-aarch64-linux-gnu"],
  },
  {
    name: "all-tier",
    command: `SEL4VM_TIER=all npm run -s test:unit -- ${IN_COMPILED_CODE.join(" ")}`,
    runner: "vitest",
    needs: ["qemu-user", "qemu-system-arm", "binutils-aarch64-linux-gnu"],
  },
  { name: "headless", command: "npm run -s test:headless --", runner: "vitest" },
  { name: "page", command: "npm run -s build" },
  { name: "e2e", command: "npm run -s test:e2e --", runner: "playwright", needs: ["chromium"] },
];
