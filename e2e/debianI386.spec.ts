/** The PC in a browser: a guest of IA32 beside one of AArch64. */
import { test } from "@playwright/test";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;

test("debian-i386-fast boots to a shell that answers and powers off, while another machine waits beside it", async ({
  page,
}) => {
  const machine = new MachinePage(page);
  await machine.open();
  test.skip(!(await machine.hasDebian("debian-i386-fast")), WITHOUT_DEBIAN);
  await machine.start("Timer");
  await machine.expectState(/powered off/);
  await machine.chooseAnother();
  await machine.start("Debian i386, quick start");
  await machine.expectConsole("GUEST-READY i686", BOOT_LIMIT);

  await machine.type("uname -m; expr 6 \\* 7");
  await machine.expectConsole(/i686\s*42/);
  await machine.type("poweroff -f");
  await machine.expectState(/powered off/);

  await page.getByRole("tab", { name: /Timer/ }).click();
  await machine.expectConsole(/10/);
});
