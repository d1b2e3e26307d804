import { expect, test } from "@playwright/test";
import { MachinePage } from "./pages/machinePage.ts";

test("hello-hypercall prints, calls its hypervisor and powers off", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();

  await machine.start("Hello, hypercall");

  await machine.expectConsole(/PSCI/);
  await machine.expectState(/powered off/);
});

test("timer-tick takes ten interrupts and powers off", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();

  await machine.start("Timer");

  await machine.expectConsole(/10/);
  await machine.expectState(/powered off/);
});

test("fault-lab shows its stage-1 faults and the served stage-2 fault", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();

  await machine.start("Fault");

  await machine.expectConsole(/ESR/);
  await machine.expectState(/powered off/);
});

test("a bad image shows its named error, and the machine beside it goes on", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  await machine.start("Timer");
  await machine.chooseAnother();

  await page.getByLabel("Kernel", { exact: true }).setInputFiles({
    name: "broken.img",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("this is not a kernel"),
  });
  await page.getByRole("button", { name: "Start this image" }).click();

  await expect(page.getByRole("alert").locator("visible=true")).toContainText(/Image\w+:/);
  await page.getByRole("tab", { name: /Timer/ }).click();
  await machine.expectState(/powered off/);
});

test("two machines run side by side in one tab", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  await machine.start("Timer");
  await machine.chooseAnother();
  await machine.start("Hello, hypercall");
  await machine.expectState(/powered off/);

  await page.getByRole("tab", { name: /Timer/ }).click();

  await machine.expectConsole(/10/);
  await machine.expectState(/powered off/);
});

test("reset starts the guest anew", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open();
  await machine.start("Hello, hypercall");
  await machine.expectState(/powered off/);

  await machine.control("Reset").click();

  await machine.expectState(/powered off/);
});
