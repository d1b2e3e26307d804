/** `npm run screenshot`: docs/screenshot.png, Debian's arm64 kernel at its shell. Needs a built page, Chromium and the guests. */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openBuiltPage } from "../tools/setup/builtPage.ts";
import { debianIsHere, WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const TARGET = fileURLToPath(new URL("../docs/screenshot.png", import.meta.url));
const BOOT_LIMIT = 300_000;
const COMMANDS = ["uname -a", "cat /proc/cpuinfo", "ls"];

async function main(): Promise<void> {
  if (!debianIsHere()) throw new Error(WITHOUT_DEBIAN);
  const built = await openBuiltPage();
  try {
    const page = await built.browser.newPage({
      baseURL: built.address,
      viewport: { width: 1280, height: 800 },
      colorScheme: "dark",
    });
    const machine = new MachinePage(page);
    await machine.open("?guest=debian-arm64");
    await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);
    for (const command of COMMANDS) await machine.type(command);
    await machine.expectConsole(/bin\s+dev\s+etc\s+init.*\/\s#\s*$/);
    await page.screenshot({ path: TARGET });
    process.stdout.write(`${TARGET}: ${Math.round(statSync(TARGET).size / 1000)} kB\n`);
  } finally {
    await built.close();
  }
}

await main();
