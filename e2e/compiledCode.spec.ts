import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;

test("the page shows what of a booted guest is compiled, with the disassembly of hot regions", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  test.skip(!(await machine.hasDebian()), WITHOUT_DEBIAN);
  await machine.start("Debian arm64, quick start");
  await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);

  await page.getByText(/^Compiled code: [1-9][\d,]* regions$/).click();
  const panel = page.getByRole("region", { name: "Compiled code" });
  await expect(panel).toContainText(/Modules ?[1-9]/);
  await panel
    .getByText(/[1-9][\d.]*[kM]? entries/)
    .first()
    .click();
  await expect(panel.locator("pre:visible").first()).toContainText(/^0xffff_\w{4}_\w{4}_\w{4} {2}[a-z]+/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include("details").analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test("a browser that refuses to compile guest code says so, and the guest runs to its end", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.addInitScript(() => {
    // A worker is a realm of its own: this one's constructor of modules, which only the compiled tier uses, refuses.
    const { Worker: RealWorker } = window;
    const refuse = "WebAssembly.Module = class { constructor() { throw new Error('refused for the test'); } };";
    const script = (text: string) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    window.Worker = class extends RealWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        const own = new URL(url, location.href).href;
        super(script(`import "${script(refuse)}"; import "${own}";`), options);
      }
    };
  });
  await machine.open();
  test.skip(!(await machine.hasDebian()), WITHOUT_DEBIAN);
  await machine.start("Debian arm64, quick start");
  await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);

  await expect(page.getByRole("note").locator("visible=true")).toContainText("refused for the test");
});
