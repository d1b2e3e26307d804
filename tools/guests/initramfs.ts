/** The initial file system of the Debian guests: busybox as Debian ships it, and an /init that says when it is ready. */
import { type CpioEntry, CpioMode } from "../../lib-ts/loader/cpio.ts";

/** What /init prints when the shell starts, before the machine's name. */
export const READY = "GUEST-READY";

const INIT = `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
echo "${READY} $(uname -m)"
exec setsid cttyhack sh
`;

const FOLDERS = ["bin", "sbin", "usr", "usr/bin", "usr/sbin", "etc", "proc", "sys", "dev", "root", "tmp", "mnt"];

/** Applets that get a name of their own; `busybox NAME` reaches the others. Each costs the guest some boot time. */
const APPLETS = [
  "ash awk basename cat chmod chown chroot clear cmp cp cttyhack cut date dd df diff dirname dmesg du echo env expr false",
  "find free grep gunzip gzip halt head hexdump hostname id ifconfig init insmod ip kill killall less ln ls lsmod md5sum",
  "mkdir mkfifo mknod mktemp modprobe more mount mv nc od passwd ping poweroff printf ps pwd readlink reboot reset rm rmdir",
  "rmmod route sed seq setsid sh sha256sum sleep sort stat stty sync sysctl tail tar tee test time top touch tr true tty",
  "umount uname uniq uptime vi wc wget which whoami xargs yes zcat",
].flatMap((line) => line.split(" "));

/** Major and minor number of /dev/console, which the kernel opens before /init runs. */
const CONSOLE = [5, 1] as const;

/** @param busybox the static binary, unchanged */
export function initramfsEntries(busybox: Uint8Array): CpioEntry[] {
  const none = new Uint8Array(0);
  const text = (value: string) => new TextEncoder().encode(value);
  const offered = appletNames(busybox);
  return [
    ...FOLDERS.map((name) => ({ name, mode: CpioMode.directory | 0o755, data: none })),
    { name: "dev/console", mode: CpioMode.character | 0o600, data: none, device: CONSOLE },
    { name: "bin/busybox", mode: CpioMode.file | 0o755, data: busybox },
    ...APPLETS.filter((name) => offered.has(name)).map((name) => ({
      name: `bin/${name}`,
      mode: CpioMode.link | 0o777,
      data: text("busybox"),
    })),
    { name: "init", mode: CpioMode.file | 0o755, data: text(INIT) },
  ];
}

/** The applets in a busybox binary: a table of NUL-terminated names in order, which begins with "[" and "[[". */
export function appletNames(busybox: Uint8Array): Set<string> {
  const bytes = Buffer.from(busybox.buffer, busybox.byteOffset, busybox.byteLength);
  const start = bytes.indexOf("\0[\0[[\0");
  const end = bytes.indexOf("\0\0", start + 1);
  if (start < 0 || end < 0) throw new Error("busybox: no table of applets");
  return new Set(bytes.toString("latin1", start + 1, end).split("\0"));
}
