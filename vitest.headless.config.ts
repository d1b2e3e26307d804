import { defineConfig } from "vitest/config";

/** `npm run test:headless`: whole machines through the command line, one after the other. */
export default defineConfig({
  test: {
    include: ["e2e/headless/**/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
