import { expect, it } from "vitest";
import { readCpio, writeCpio } from "../../lib-ts/loader/cpio.ts";
import { appletNames, initramfsEntries } from "./initramfs.ts";

const BUSYBOX = new TextEncoder().encode("ELF...\0[\0[[\0ash\0mount\0poweroff\0sh\0\0rest");
const entry = (name: string) =>
  readCpio("test", writeCpio(initramfsEntries(BUSYBOX))).find((item) => item.name === name);

it("reads the applet table of the binary", () => {
  expect([...appletNames(BUSYBOX)]).toEqual(["[", "[[", "ash", "mount", "poweroff", "sh"]);
});

it("refuses a binary without applets", () => {
  expect(() => appletNames(new Uint8Array(10))).toThrow(/no table of applets/);
});

it("packs the binary unchanged", () => {
  expect(entry("bin/busybox")?.data).toEqual(BUSYBOX);
});

it("links the applets that the binary has, and no others", () => {
  expect(new TextDecoder().decode(entry("bin/poweroff")?.data)).toBe("busybox");
  expect(entry("bin/vi")).toBeUndefined();
});

it("has an executable /init that announces itself and a console for it", () => {
  expect(entry("init")?.mode).toBe(0o100755);
  expect(new TextDecoder().decode(entry("init")?.data)).toContain('echo "GUEST-READY $(uname -m)"');
  expect(entry("dev/console")).toMatchObject({ mode: 0o020600, device: [5, 1] });
});
