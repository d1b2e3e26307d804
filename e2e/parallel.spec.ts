import { expect, test } from "@playwright/test";
import { TEST_PARALLEL_GUESTS } from "../lib-ts/testing/parallel.ts";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 600_000;

test("a guest's four vCPUs run at once, a worker each, through a pause to the power-off", async ({ page }) => {
  const machine = new MachinePage(page);
  await machine.open("?vcpus=4&parallel");
  test.skip(!(await machine.hasDebian()), WITHOUT_DEBIAN);
  test.skip(!TEST_PARALLEL_GUESTS, "SEL4VM_PARALLEL is not 1");
  await expect(page.getByLabel("A thread for each vCPU")).toBeChecked();
  await machine.start("Debian arm64, quick start");
  await machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT);

  const workers = page.workers().map((worker) => worker.url());
  expect(workers.filter((url) => url.includes("vcpu.worker"))).toHaveLength(4);
  await machine.type("echo $(nproc) processors: $(for i in 1 2 3 4; do (seq 2000 | md5sum) & done; wait)");
  await machine.expectConsole("4 processors: ea4d0a24dabcaa11f9aa979b872d162b", BOOT_LIMIT);

  await machine.control("Pause").click();
  await machine.expectState("paused by you");
  await machine.control("Resume").click();
  await machine.type("poweroff -f");
  await machine.expectState("powered off", BOOT_LIMIT);
});

test("a page that is not isolated says that vCPUs take turns there, and they do", async ({ page }) => {
  const machine = new MachinePage(page);
  await page.route("**/*", async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    delete headers["cross-origin-opener-policy"];
    delete headers["cross-origin-embedder-policy"];
    await route.fulfill({ response, headers });
  });
  await machine.open("?vcpus=4");

  const option = page.getByLabel("A thread for each vCPU");
  await expect(option).toBeDisabled();
  await expect(page.getByText("this server does not isolate the page")).toBeVisible();
  await machine.start("SGI ping-pong, 32 bits");
  await machine.expectConsole("keeps the ball");
});
