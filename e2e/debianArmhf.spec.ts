/** 32-bit Arm in a browser, with both formats of page tables. */
import { expect, type Page, test } from "@playwright/test";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;

const GUESTS = [
  { id: "debian-armhf-fast", name: "Debian armhf, quick start", feature: "neon" },
  { id: "debian-armhf-lpae-fast", name: "Debian armhf with LPAE, quick start", feature: "lpae" },
];

/** The disassembly of the regions entered most, which are the kernel's or busybox's: A32 or T32. */
async function expectNamedInstructions(page: Page): Promise<void> {
  await page.getByText(/^Compiled code: [1-9][\d,]* regions$/).click();
  const listings = page.getByRole("region", { name: "Compiled code" }).locator("pre");
  await expect(listings.first()).toContainText(/^0x\w+ {2}[a-z]+/);
  expect((await listings.allTextContents()).join("\n")).not.toContain(".inst");
}

for (const { id, name, feature } of GUESTS) {
  test(`${id} boots to a shell that answers and powers off`, async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian(id)), WITHOUT_DEBIAN);
    await machine.start(name);
    await machine.expectConsole("GUEST-READY armv7l", BOOT_LIMIT);

    await machine.type("uname -m; expr 6 \\* 7");
    await machine.expectConsole(/armv7l\s*42/);
    await machine.type(`clear; grep -o ${feature} /proc/cpuinfo | tr a-z A-Z`);
    await machine.expectConsole(feature.toUpperCase());
    await machine.type("dd if=/dev/zero bs=1M count=4 2>/dev/null | sha256sum");
    await machine.expectConsole("bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8");
    await expectNamedInstructions(page);
    await machine.type("poweroff -f");
    await machine.expectState(/powered off/);
  });
}
