/** The machines that are compared: how each is started on a guest. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { VM_ARGUMENTS } from "../vm/command.ts";
import type { BenchOptions } from "./options.ts";
import { qemuKernel } from "./uImage.ts";

export type MachineName = "ours" | "chromium" | "qemu" | "v86";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const PAGE = fileURLToPath(new URL("page.ts", import.meta.url));
const V86 = fileURLToPath(new URL("v86.ts", import.meta.url));

/** As `npm run vm` takes them. */
export type Execution = Pick<BenchOptions, "tier" | "thresholds">;

/** @param initrd path of the initramfs instead of the guest's own */
export function ourMachine(guest: GuestEntry, { tier, thresholds }: Execution, initrd?: string): Command {
  const own = initrd === undefined ? [] : ["--initrd", initrd];
  const execution = ["--tier", tier, "--thresholds", thresholds];
  return { file: process.execPath, args: [...VM_ARGUMENTS, guest.id, ...own, ...execution, "--stats"] };
}

/** Ours in a page of headless Chromium. @param initrd in the guest cache */
export function pageMachine(guest: GuestEntry, tier: string, initrd: string): Command {
  return { file: process.execPath, args: ["--import", "tsx", PAGE, guest.id, initrd, tier] };
}

/** v86 in Node, whose main thread runs the guest. @param initrd path of the initramfs instead of the guest's own */
export function v86Machine(guest: GuestEntry, initrd?: string): Command {
  return {
    file: process.execPath,
    args: ["--import", "tsx", V86, guest.id, ...(initrd === undefined ? [] : [initrd])],
  };
}

/** QEMU's program and machine for a guest. A Pentium III with SSE2 is what v86 and our machine are, too. */
const QEMU: Readonly<
  Record<GuestEntry["architecture"], { readonly file: string; readonly machine: readonly string[] }>
> = {
  aarch64: { file: "qemu-system-aarch64", machine: ["-M", "virt,gic-version=2", "-cpu", "cortex-a53"] },
  aarch32: { file: "qemu-system-arm", machine: ["-M", "virt,gic-version=2", "-cpu", "cortex-a15"] },
  ia32: { file: "qemu-system-i386", machine: ["-M", "pc", "-cpu", "pentium3,+sse2"] },
};

/**
 * TCG with one thread; the same kernel, initrd, command line and memory. Threads get names, so that they can be told.
 * `buildQemuKernel` must have made the kernel.
 */
export function qemuMachine(guest: GuestEntry, initrd?: string): Command {
  const own = guest.initrd && join(guestCacheFolder(), guest.initrd.file);
  const image = initrd ?? own;
  const { file, machine } = QEMU[guest.architecture];
  const args = [
    ["-name", "bench,debug-threads=on"],
    [...machine, "-accel", "tcg,thread=single", "-m", String(guest.memoryMiB)],
    ["-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot"],
    ["-kernel", qemuKernel(guest), ...(image === undefined ? [] : ["-initrd", image])],
    ["-append", guest.bootArguments],
  ];
  return { file, args: args.flat() };
}
