import { expect, test } from "@playwright/test";
import { debianIsHere, md5InGuest, sha256OfZeros, WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const BOOT_LIMIT = 400_000;
const COMMAND_LIMIT = 120_000;
const ZEROS_MIB = 64;

test("debian-arm64 boots with its stock command line, computes rightly and powers off, beside another machine", async ({
  page,
}) => {
  test.skip(!debianIsHere(), WITHOUT_DEBIAN);
  const machine = new MachinePage(page);
  await machine.open("?guest=debian-arm64");

  await test.step("its start shows stages with bytes", async () => {
    const stages = page.getByRole("list", { name: "Start of the machine" });
    await expect(stages).toContainText(/Fetch the kernel.*\d\d\.\d MB/);
    await expect(stages).toContainText(/Fetch the initial file system.*\d\.\d MB/);
  });

  await test.step("a second machine runs to its end meanwhile", async () => {
    await machine.chooseAnother();
    await machine.start("Timer");
    await machine.expectConsole("Ten ticks are enough.");
    await machine.expectState(/powered off/);
    await page.getByRole("tab", { name: "Debian arm64" }).click();
    await machine.expectState(/running/);
  });

  await test.step("it reaches the shell", () => machine.expectConsole("GUEST-READY aarch64", BOOT_LIMIT));

  const answers: readonly [command: string, answer: string | RegExp][] = [
    ["uname -a", /Linux\s\(none\)\s6\.1\.0-\d+-arm64\s#1\sSMP.*Debian\s\S+\s\(\d{4}-\d\d-\d\d\)\saarch64\sGNU\/Linux/],
    ["cat /proc/cpuinfo", /Features\s*:\sfp\sasimd\sevtstrm\scrc32\scpuid.*implementer\s*:\s0x41.*part\s*:\s0xd03/],
    ["cat /proc/interrupts", /\s[1-9]\d*\s+GIC-0\s+27\sLevel\s+arch_timer.*GIC-0\s+33\sLevel\s+uart-pl011.*Err:\s+0/],
    ["echo $(ls -R /sys | wc -l) lines", /[1-9]\d{4}\slines/],
    ["md5sum /bin/busybox", `${md5InGuest("bin/busybox")}  /bin/busybox`],
    [`dd if=/dev/zero bs=1M count=${ZEROS_MIB} | sha256sum`, sha256OfZeros(ZEROS_MIB)],
  ];
  for (const [command, answer] of answers) {
    await test.step(command, async () => {
      await machine.type(`clear; ${command}`);
      await machine.expectConsole(answer, COMMAND_LIMIT);
    });
  }

  await machine.type("poweroff -f");
  await machine.expectState(/powered off/);
});
