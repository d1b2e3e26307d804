/** Four vCPUs in a browser, as the page's address asks for them. */
import { test } from "@playwright/test";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;

for (const id of ["debian-arm64-fast", "debian-armhf-fast", "debian-armhf-lpae-fast", "debian-i386-fast"]) {
  test(`${id} runs on four vCPUs`, async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian(id)), WITHOUT_DEBIAN);
    await machine.open(`?guest=${id}&vcpus=4`);
    await machine.expectConsole("GUEST-READY", BOOT_LIMIT);

    await machine.type("echo $(nproc) processors");
    await machine.expectConsole("4 processors");
    await machine.type("poweroff -f");
    await machine.expectState(/powered off/);
  });
}
