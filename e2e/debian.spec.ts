import { expect, test } from "@playwright/test";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { hostSlowness } from "./pages/hostSpeed.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;
/** On the usual machine; in proportion on a slow one. */
const ECHO_LIMIT_MS = 10;
const ECHO_SAMPLES = 21;

test.describe("debian-arm64-fast", () => {
  test("boots to a shell that answers, survives pause and resume, and powers off", async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian()), WITHOUT_DEBIAN);
    await machine.start("Debian arm64, quick start");
    await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);

    await machine.type("uname -m; expr 6 \\* 7");
    await machine.expectConsole(/aarch64\s*42/);
    await machine.control("Pause").click();
    await machine.expectState(/paused/);
    await machine.control("Resume").click();
    await machine.type("dd if=/dev/zero bs=1M count=4 2>/dev/null | sha256sum");
    await machine.expectConsole("bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8");
    await machine.type("poweroff -f");

    await machine.expectState(/powered off/);
  });

  test("starts again from its address after a reload", async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian()), WITHOUT_DEBIAN);
    await machine.open("?guest=debian-arm64-fast");
    await machine.expectConsole("GUEST-READY", BOOT_LIMIT);

    await page.reload();
    await machine.expectConsole("GUEST-READY", BOOT_LIMIT);
  });
});

const ECHOING = { "debian-arm64-fast": "Debian arm64, quick start", "debian-i386-fast": "Debian i386, quick start" };

for (const [id, name] of Object.entries(ECHOING)) {
  test(`${id}: serial echo stays under 10 ms in the median`, async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian(id)), WITHOUT_DEBIAN);
    await machine.start(name);
    await machine.expectConsole("GUEST-READY", BOOT_LIMIT);

    const limit = ECHO_LIMIT_MS * (await hostSlowness(page));
    const median = await page.evaluate(measureEcho, ECHO_SAMPLES);

    const description = `${median.toFixed(2)} of ${limit.toFixed(1)}`;
    test.info().annotations.push({ type: "median echo, ms", description });
    expect(median).toBeLessThan(limit);
  });
}

/** Runs in the page: milliseconds from a key to the character on the screen. */
async function measureEcho(samples: number): Promise<number> {
  const textarea = document.querySelector<HTMLTextAreaElement>(".xterm-helper-textarea");
  const rows = document.querySelector(".xterm-rows");
  if (!textarea || !rows) throw new Error("no console");
  const times: number[] = [];
  for (let i = 0; i < samples; i++) {
    const before = rows.textContent;
    const start = performance.now();
    textarea.focus();
    textarea.dispatchEvent(new KeyboardEvent("keypress", { key: "x", charCode: 120, keyCode: 120, bubbles: true }));
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (rows.textContent === before) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(rows, { subtree: true, childList: true, characterData: true });
    });
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return times.sort((x, y) => x - y)[Math.floor(samples / 2)];
}
