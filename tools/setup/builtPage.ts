/** The page as visitors get it, in headless Chromium: built, served on a loopback port, and a browser to open it in. */
import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "@playwright/test";
import { preview } from "vite";
import { BuildError } from "./buildError.ts";
import { chromiumLaunch } from "./tools.ts";

export interface BuiltPage {
  readonly browser: Browser;
  /** Where the page is served. */
  readonly address: string;
  /** Ends the browser and the server. */
  close(): Promise<void>;
}

/** Builds the page that `openBuiltPage` serves. @throws BuildError */
export function buildPage(): void {
  const { status, stderr } = spawnSync("npx", ["vite", "build", "--logLevel", "error"], { encoding: "utf8" });
  if (status !== 0) throw new BuildError(`the page cannot be built:\n${stderr}`);
}

/** Serves the page that has been built and starts Chromium beside it. */
export async function openBuiltPage(): Promise<BuiltPage> {
  const server = await preview({ preview: { port: 0 }, logLevel: "error" });
  const browser = await chromium.launch(chromiumLaunch());
  return {
    browser,
    address: server.resolvedUrls?.local[0] ?? "",
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
