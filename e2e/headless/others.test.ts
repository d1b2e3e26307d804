/** Guests other than Linux, by what they print. */
import { expect, it } from "vitest";
import { describeGuest } from "./describeGuest.ts";
import { GuestSession } from "./guestSession.ts";
import { runVm } from "./vmCommand.ts";

describeGuest("uboot-arm64", () => {
  it("reaches its prompt, answers and powers off", async () => {
    const { code, stdout } = await runVm(["uboot-arm64"], "\nversion\npoweroff\n");
    expect(stdout).toMatch(/=> version\s+U-Boot/);
    expect(code).toBe(0);
  });
});

describeGuest("uboot-arm", () => {
  it("reaches its prompt, answers and powers off", async () => {
    const { code, stdout } = await runVm(["uboot-arm"], "\nversion\npoweroff\n");
    expect(stdout).toMatch(/=> version\s+U-Boot/);
    expect(code).toBe(0);
  });
});

describeGuest("uboot-x86", () => {
  it("reaches its prompt from the reset vector, and answers what was typed before it could read", async () => {
    const guest = GuestSession.start(["uboot-x86"]);
    guest.type("\nversion\n");
    expect(await guest.waitFor("GNU ld")).toMatch(/=> version\s+U-Boot \d{4}\.\d\d/);
  });
});

describeGuest("gnumach", () => {
  it("finds its devices and stops for want of servers", async () => {
    const guest = GuestSession.start(["gnumach"]);
    expect(await guest.waitFor("No bootstrap code loaded")).toContain("GNU Mach");
  });
});

describeGuest("memtest86", () => {
  it("tests its memory, all 64 MiB but what it lies in, and finds no error at first", async () => {
    const guest = GuestSession.start(["memtest86"]);
    expect(await guest.waitFor("Status: Testing")).toContain("Memtest86+");
    await guest.waitFor("60MB of 63.6MB");
    await guest.waitFor("Pass:  0        Errors: 0 ");
  });
});
