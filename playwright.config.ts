import { defineConfig } from "@playwright/test";
import { freePort } from "./tools/setup/freePort.ts";
import { chromiumLaunch } from "./tools/setup/tools.ts";

// Through the environment, because every worker reads this file again.
process.env.E2E_PORT ??= String(await freePort());
const PORT = Number(process.env.E2E_PORT);

/** Waits end when what they wait for comes; the limits are for what never comes, also on one slow core that is shared. */
const PATIENCE_MS = 60_000;

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  timeout: 15 * PATIENCE_MS,
  expect: { timeout: PATIENCE_MS },
  workers: 1,
  retries: 0,
  reporter: [["list"]],
  use: {
    actionTimeout: PATIENCE_MS,
    baseURL: `http://127.0.0.1:${PORT}/`,
    launchOptions: chromiumLaunch(),
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
    timeout: 3 * PATIENCE_MS,
  },
});
