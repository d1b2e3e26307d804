/** The machines that are compared: how each is started on a guest. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import type { BenchOptions } from "./options.ts";

export type MachineName = "ours" | "chromium" | "qemu";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const PAGE = fileURLToPath(new URL("page.ts", import.meta.url));
const VM = fileURLToPath(new URL("../vm/cli.mjs", import.meta.url));

/** As `npm run vm` takes them. */
export type Execution = Pick<BenchOptions, "tier" | "thresholds">;

/** @param initrd path of the initramfs instead of the guest's own */
export function ourMachine(guest: GuestEntry, { tier, thresholds }: Execution, initrd?: string): Command {
  const own = initrd === undefined ? [] : ["--initrd", initrd];
  const execution = ["--tier", tier, "--thresholds", thresholds];
  return { file: process.execPath, args: [VM, guest.id, ...own, ...execution, "--stats"] };
}

/** Ours in a page of headless Chromium. @param initrd in the guest cache */
export function pageMachine(guest: GuestEntry, tier: string, initrd: string): Command {
  return { file: process.execPath, args: ["--import", "tsx", PAGE, guest.id, initrd, tier] };
}

/** TCG with one thread; the same kernel, initrd, command line and memory. Threads get names, so that they can be told. */
export function qemuMachine(guest: GuestEntry, initrd?: string): Command {
  const cache = guestCacheFolder();
  const own = guest.initrd && join(cache, guest.initrd.file);
  const image = initrd ?? own;
  const args = [
    ["-name", "bench,debug-threads=on"],
    ["-M", "virt,gic-version=2", "-cpu", "cortex-a53", "-accel", "tcg,thread=single", "-m", String(guest.memoryMiB)],
    ["-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot"],
    ["-kernel", join(cache, guest.kernel.file), ...(image === undefined ? [] : ["-initrd", image])],
    ["-append", guest.bootArguments],
  ];
  return { file: "qemu-system-aarch64", args: args.flat() };
}
