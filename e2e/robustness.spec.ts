import { expect, type Page, test } from "@playwright/test";
import { BROKEN_INPUTS, type BrokenInput } from "../lib-ts/machines/testing/brokenInputs.ts";
import { sampleKernel } from "../lib-ts/machines/testing/sampleImages.ts";
import { MachinePage } from "./pages/machinePage.ts";

/** A guest that runs for ever: one branch to itself. */
const ENDLESS = sampleKernel();
/** A worker that says nothing is given up after 20 seconds. */
const SILENCE_LIMIT = 180_000;

/** The worker of the machine that was started last; each has one of its own that compiles regions. */
function lastWorker(page: Page) {
  const worker = page
    .workers()
    .filter((each) => each.url().includes("vm.worker"))
    .at(-1);
  if (worker === undefined) throw new Error("the page has no worker");
  return worker;
}

test.describe("a worker that dies", () => {
  const deaths: readonly [how: string, kill: () => void][] = [
    [
      "by an error",
      () => {
        setTimeout(() => {
          throw new Error("killed by a test");
        });
      },
    ],
    ["in silence", () => globalThis.close()],
  ];

  for (const [how, kill] of deaths) {
    test(`${how} is named, leaves the other machine alone, and a reset helps`, async ({ page }) => {
      const machine = new MachinePage(page);
      await machine.open();
      await machine.startOwn({ kernel: ENDLESS });
      await machine.expectState(/running/);
      await machine.chooseAnother();
      await machine.startOwn({ kernel: ENDLESS });
      await machine.expectState(/running/);

      await lastWorker(page)
        .evaluate(kill)
        .catch(() => undefined);

      await expect(machine.alert).toContainText("WorkerLost", { timeout: SILENCE_LIMIT });
      await expect(machine.control("Pause")).toBeDisabled();
      await machine.control("Reset").click();
      await machine.expectState(/running/);
      await expect(machine.alert).toHaveCount(0);
      await page.getByRole("tab", { name: "kernel" }).first().click();
      await machine.expectState(/running/);
      await machine.control("Pause").click();
      await machine.expectState(/paused/);
    });
  }
});

test.describe("broken images", () => {
  const kinds = ["ImageEmpty", "ImageTruncated", "ImageNotRecognised", "ImageUnsupported", "ImageCorrupt"];
  const chosen = [...kinds, "ImageTooLarge", "ImageMisplaced"].flatMap((error) => [
    ...BROKEN_INPUTS.filter((input) => input.error === error && input.kernel && !input.initrd).slice(0, 1),
    ...BROKEN_INPUTS.filter((input) => input.error === error && input.dtb).slice(0, 1),
  ]);

  test("show their named errors, and another machine goes on", async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    await machine.startOwn({ kernel: ENDLESS });
    await machine.expectState(/running/);

    for (const input of chosen) await test.step(input.title, () => expectRefused(machine, input));

    await page.getByRole("tab", { name: "kernel" }).first().click();
    await machine.control("Pause").click();
    await machine.expectState(/paused/);
  });

  async function expectRefused(machine: MachinePage, input: BrokenInput): Promise<void> {
    await machine.chooseAnother();
    await machine.startOwn({ kernel: input.kernel ?? ENDLESS, initrd: input.initrd, dtb: input.dtb });
    await expect(machine.alert).toContainText(`${input.error}:`);
    await machine.closeMachine();
  }
});

test("an image that the server does not have is named with its stage", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.route("**/hello-hypercall.img", (route) => route.fulfill({ status: 404, body: "gone" }));
  await machine.open();

  await machine.start("Hello, hypercall");

  await expect(machine.alert).toContainText(/404/);
  await expect(page.getByRole("list", { name: "Start of the machine" })).toContainText("failed");
});

test("an image that was changed on its way is refused", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.route("**/hello-hypercall.img", (route) => route.fulfill({ body: Buffer.alloc(1056, 1) }));
  await machine.open();

  await machine.start("Hello, hypercall");

  await expect(machine.alert).toContainText("ImageCorrupt");
});

test.describe("addresses", () => {
  const strange = [
    "?guest=no-such-guest",
    "?guest=<script>alert(1)</script>&memory=-1&vcpus=1e9&clock=sundial",
    "?guest=../../../etc/passwd&memory=NaN",
    `?guest=${"a".repeat(5000)}&%ff%fe`,
    "?guest[]=x&guest=&memory=64.5#</style>",
  ];
  for (const address of strange) {
    test(`${address.slice(0, 40)} shows the chooser`, async ({ page }) => {
      const machine = new MachinePage(page);
      await machine.open(address);

      await expect(page.getByRole("button", { name: /^Hello, hypercall/ })).toBeVisible();
      await expect(page.getByRole("tab")).toHaveCount(1);
    });
  }
});

test("the page works where the browser refuses storage", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  await machine.open();

  await page.getByLabel("Theme").selectOption("dark");
  await machine.start("Hello, hypercall");

  await machine.expectState(/powered off/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
