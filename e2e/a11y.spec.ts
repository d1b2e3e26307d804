import AxeBuilder from "@axe-core/playwright";
import { expect, type FileChooser, type Page, test } from "@playwright/test";
import { sampleKernel } from "../lib-ts/machines/testing/sampleImages.ts";
import { MachinePage } from "./pages/machinePage.ts";

/** axe's serious and critical findings, as readable lines. */
async function seriousFindings(machine: MachinePage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: machine.page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/**
 * Opens the file chooser of the field that has the focus. Both keys do in every browser, but a busy machine may lose one
 * between the page and the browser's own dialog: then a person presses again.
 */
async function openChooser(page: Page, choosers: readonly FileChooser[]): Promise<FileChooser> {
  const keys = ["Enter", "Space"];
  await expect(async () => {
    if (choosers.length > 0) return;
    await page.keyboard.press(keys[0]);
    keys.reverse();
    await expect.poll(() => choosers.length, { timeout: 5000 }).toBeGreaterThan(0);
  }).toPass({ timeout: 60_000 });
  return choosers[0];
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in the chooser (${colorScheme})`, async ({ page }) => {
    const machine = new MachinePage(page);
    await page.emulateMedia({ colorScheme });
    await machine.open();

    expect(await seriousFindings(machine)).toEqual([]);
  });

  test(`axe finds nothing serious beside a running machine (${colorScheme})`, async ({ page }) => {
    const machine = new MachinePage(page);
    await page.emulateMedia({ colorScheme });
    await machine.open();
    await machine.start("Hello, hypercall");
    await machine.expectState(/powered off/);

    expect(await seriousFindings(machine)).toEqual([]);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in the form of one's own image, nor in what a failure shows (${colorScheme})`, async ({
    page,
  }) => {
    const machine = new MachinePage(page);
    await page.emulateMedia({ colorScheme });
    await machine.open();
    await machine.startOwn({ kernel: Buffer.from("not a kernel ".repeat(50)) });
    await expect(machine.alert).toContainText("ImageNotRecognised");
    const whileFailed = await seriousFindings(machine);
    await machine.chooseAnother();
    await page.getByRole("button", { name: "Start this image" }).scrollIntoViewIfNeeded();

    expect([...whileFailed, ...(await seriousFindings(machine))]).toEqual([]);
  });
}

test("axe finds nothing serious while a search is open and the page is narrow", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await machine.open();
  await machine.start("Hello, hypercall");
  await machine.expectState(/powered off/);
  await page.getByRole("button", { name: "Search" }).click();

  expect(await seriousFindings(machine)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("one's own image is chosen and started by keyboard alone", async ({ page }) => {
  const machine = new MachinePage(page);
  // From the beginning: the browser has to know before the key is pressed that choosers are the test's.
  const choosers: FileChooser[] = [];
  page.on("filechooser", (chooser) => choosers.push(chooser));
  await machine.open();
  await expect(page.getByRole("button", { name: /^Hello, hypercall/ })).toBeVisible();
  const kernel = page.getByLabel("Kernel", { exact: true });
  // The last machine that can be chosen, whichever guests are there.
  await page.locator("section[aria-labelledby^='guests-'] button").last().focus();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Architecture")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(kernel).toBeFocused();
  const chooser = await openChooser(page, choosers);
  await chooser.setFiles({
    name: "own.img",
    mimeType: "application/octet-stream",
    buffer: Buffer.from(sampleKernel()),
  });

  const machineOptions = ["Memory", "vCPUs", "Clock", "A thread for each vCPU"];
  const order = ["Initial RAM disk", "Device tree", "Command line", ...machineOptions];
  for (const label of order) {
    await page.keyboard.press("Tab");
    await expect(page.getByLabel(label)).toBeFocused();
  }
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Start this image" })).toBeFocused();
  await page.keyboard.press("Enter");

  await machine.expectState(/running/);
});

test("the toolbar is one stop of the Tab key, with arrow keys inside", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  await machine.startOwn({ kernel: sampleKernel() });
  await machine.expectState(/running/);
  await machine.control("Pause").focus();

  await page.keyboard.press("ArrowRight");
  await expect(machine.control("Reset")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(machine.control("Power off")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(machine.control("Pause")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(machine.control("Resume")).toBeFocused();
  await machine.expectState(/paused/);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Copy" })).toBeFocused();
});

test("tabs of machines are reached by arrow keys, and closing one leaves the focus among them", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  await machine.start("Hello, hypercall");
  await machine.expectState(/powered off/);
  await page.getByRole("tab", { name: "Hello" }).focus();

  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "New machine" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your own image" })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Hello" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("section:visible .xterm-helper-textarea")).toBeFocused();
  await machine.closeMachine();
  await expect(page.getByRole("tab", { name: "New machine" })).toBeFocused();
});

test("a machine is started and left by keyboard alone", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();

  await page.getByRole("button", { name: /^Hello, hypercall/ }).focus();
  await page.keyboard.press("Enter");
  await machine.expectState(/powered off/);
  await page.keyboard.press("Control+Shift+Escape");

  await expect(page.getByRole("button", { name: "Copy" })).toBeFocused();
});
