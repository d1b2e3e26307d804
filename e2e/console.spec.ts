import { createHash, randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { debianIsHere, WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { hostSlowness } from "./pages/hostSpeed.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;
const PASTE_LIMIT = 300_000;
/** What the console keeps of the past, in lines. */
const SCROLLBACK = 10_000;
/** Tasks of the page that a person would notice; the target is 50 ms. In proportion on a slow machine. */
const LONGEST_TASK_MS = 250;
/** Tasks that the operating system of a busy machine may have held up. */
const ODD_TASKS = 2;
const FLOOD_MS = 4000;

/** A guest at its shell, and the page's clipboard open to the test. */
async function atShell(page: Page): Promise<MachinePage> {
  const machine = new MachinePage(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await machine.open("?guest=debian-arm64-fast");
  await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);
  return machine;
}

test.describe("the console of debian-arm64-fast", () => {
  test.skip(!debianIsHere(), WITHOUT_DEBIAN);

  test("takes a paste of a megabyte byte for byte", async ({ page }) => {
    const machine = await atShell(page);
    const text = `${randomBytes(750_000).toString("base64")} – ends with ünïcode ✓`;
    const bytes = Buffer.from(text);
    await machine.type(
      `clear; stty raw -echo; echo begin; head -c ${bytes.length} > /tmp/pasted; stty sane; echo pas""ted`,
    );
    await machine.expectConsole("begin");

    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await page.getByRole("button", { name: "Paste" }).click();

    await machine.expectConsole("pasted", PASTE_LIMIT);
    await machine.type("md5sum /tmp/pasted");
    await machine.expectConsole(createHash("md5").update(bytes).digest("hex"));
  });

  test("stays responsive and in order while the guest floods it", async ({ page }) => {
    const machine = await atShell(page);
    const limit = LONGEST_TASK_MS * (await hostSlowness(page));
    await page.evaluate(watchLongTasks);
    await machine.type("clear; i=0; while :; do i=$((i+1)); echo line $i of the flood; done");
    await machine.expectConsole(/line \d+ of the flood/);
    await page.waitForTimeout(FLOOD_MS);
    await machine.expectConsole(/line (\d{5,}|[2-9]\d{3}) of the flood/, BOOT_LIMIT);

    await machine.control("Pause").click();
    await machine.expectState(/paused/);

    const tasks = await page.evaluate(longTasks);
    const description = `${tasks.slice(0, 5).map(Math.round).join(", ")} of ${limit.toFixed(0)}`;
    test.info().annotations.push({ type: "longest tasks, ms", description });
    expect(tasks[ODD_TASKS] ?? 0).toBeLessThan(limit);
    await machine.control("Resume").click();
    await page.locator("section:visible .xterm-helper-textarea").press("Control+c");
    await machine.type("echo over$((1+1))");
    await machine.expectConsole("over2");
    const lines = (await machine.savedConsole()).split("\n");
    expect(lines.length).toBeLessThan(SCROLLBACK + 200);
    const numbers = lines.flatMap((line) => /^line (\d+) of the flood$/.exec(line)?.[1] ?? []).map(Number);
    expect(numbers.length).toBeGreaterThan(1000);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0] + index));
  });

  test("lets the guest's escape sequences neither reach the clipboard nor the page", async ({ page, context }) => {
    const machine = await atShell(page);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.evaluate(() => navigator.clipboard.writeText("the visitor's own"));
    const title = await page.title();

    const hostile = [
      "\\033]52;c;c3RvbGVu\\007",
      "\\033]52;c;?\\007",
      "\\033]0;stolen\\007",
      "\\033]8;;javascript:alert(1)\\007press here\\033]8;;\\007",
      "\\033[8;999;999t\\033[?1003h\\033[?1003l",
      "\\033]1337;File=name=YQ==:AAAA\\007\\033P+q544e\\033\\\\",
      "<img src=x onerror=alert(2)>",
    ];
    await machine.type(`clear; printf '${hostile.join("")}'; echo; echo https://example.invalid/ do""ne`);
    await machine.expectConsole("done");
    await machine.clickRow("press here");
    await clickLink(machine, dialogs);

    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("the visitor's own");
    expect(await page.title()).toBe(title);
    expect(context.pages()).toHaveLength(1);
    expect(dialogs[0]).toContain("https://example.invalid/");
    await expect(machine.console.locator("img")).toHaveCount(0);
    await machine.type("clear; echo alive$((1+1))");
    await machine.expectConsole("alive2");
  });
});

/** Clicks the address until the page has asked about it: a click counts once the console has seen a link under the mouse. */
async function clickLink(machine: MachinePage, dialogs: readonly string[]): Promise<void> {
  await expect(async () => {
    if (dialogs.length === 0) await machine.clickRow("https:");
    await expect.poll(() => dialogs.length, { timeout: 5000 }).toBe(1);
  }).toPass();
}

interface TaskLog {
  longTasks?: number[];
}

/** Runs in the page: notes the length of each task over 50 ms. */
function watchLongTasks(): void {
  const log: number[] = [];
  (globalThis as TaskLog).longTasks = log;
  new PerformanceObserver((list) => log.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
}

/** Runs in the page: milliseconds, the longest first. */
function longTasks(): number[] {
  return ((globalThis as TaskLog).longTasks ?? []).sort((a, b) => b - a);
}
