import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "core-as/**/*.test.ts",
      "lib-ts/**/*.test.ts",
      "web/**/*.test.ts",
      "tools/**/*.test.ts",
      "conformance/**/*.test.ts",
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
