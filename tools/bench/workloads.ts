/** Fixed work for both machines, and how each machine is started on a guest. */
import { join } from "node:path";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import type { Command } from "./measure.ts";

export interface Workload {
  readonly name: string;
  readonly guest: string;
  readonly script?: Command["script"];
  /** Its appearance ends the work. It is printed by the guest, never echoed from the script. */
  readonly marker: string;
  /** Seconds. */
  readonly timeout: number;
}

const READY = "GUEST-READY";
/** The shell's echo shows `$((..))`; only its output shows the sum. */
const END = { type: "echo end-$((40+2))\n", marker: "end-42" };

function shell(name: string, command: string): Workload {
  return {
    name,
    guest: "debian-arm64-fast",
    script: [{ after: READY, type: `${command}; ${END.type}` }],
    marker: END.marker,
    timeout: 600,
  };
}

export const WORKLOADS: readonly Workload[] = [
  { name: "boot of debian-arm64-fast", guest: "debian-arm64-fast", marker: READY, timeout: 300 },
  { name: "boot of debian-arm64", guest: "debian-arm64", marker: READY, timeout: 600 },
  shell("boot, then sha256sum of 16 MiB", "dd if=/dev/zero bs=1M count=16 | sha256sum"),
  shell("boot, then 200 forks", "i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i+1)); done"),
  shell("boot, then gzip of 4 MiB", "dd if=/dev/urandom bs=1M count=4 | gzip | gunzip | md5sum"),
];

/** Both machines on the same guest, kernel, initrd, command line and memory. */
export function machines(guest: GuestEntry, cache: string): { name: "ours" | "qemu"; command: Command }[] {
  const initrd = guest.initrd ? ["-initrd", join(cache, guest.initrd.file)] : [];
  const qemu = [
    ["-M", "virt,gic-version=2", "-cpu", "cortex-a53", "-accel", "tcg,thread=single", "-m", String(guest.memoryMiB)],
    ["-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot"],
    ["-kernel", join(cache, guest.kernel.file), ...initrd, "-append", guest.bootArguments],
  ];
  return [
    { name: "ours", command: { file: process.execPath, args: ["--import", "tsx", "tools/vm/main.ts", guest.id] } },
    { name: "qemu", command: { file: "qemu-system-aarch64", args: qemu.flat() } },
  ];
}
