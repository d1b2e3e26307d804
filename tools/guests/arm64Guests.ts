/** Debian's arm64 kernel with busybox, and U-Boot, as entries of the manifest. */
import { gzipSync } from "node:zlib";
import { writeCpio } from "../../lib-ts/loader/cpio.ts";
import type { GuestEntry, GuestFile } from "../../lib-ts/machines/guests.ts";
import { type GuestSet, kernelPackage, kernelPath, title } from "./guestSet.ts";
import { initramfsEntries, READY } from "./initramfs.ts";
import type { DebianPackage } from "./packages.ts";

/** Prepared files, relative to the manifest. */
export interface Arm64Files {
  readonly vmlinuz: GuestFile;
  readonly cpio: GuestFile;
  readonly cpioGz: GuestFile;
  readonly uboot: GuestFile;
}

export interface Arm64Packages {
  readonly kernel: DebianPackage;
  readonly busybox: DebianPackage;
  readonly uboot: DebianPackage;
}

/** Debian's command line for a serial console, and nothing else. */
const STOCK = "console=ttyAMA0";
/**
 * The same kernel without the boot work that a browser pays dearly for: crypto self tests, the RSA check of the build key,
 * address randomisation, messages, and 64 MiB set aside for contiguous buffers.
 */
const FAST = `${STOCK} cryptomgr.notests initcall_blacklist=load_system_certificate_list nokaslr quiet cma=0`;

export function arm64Entries(files: Arm64Files, packages: Arm64Packages): GuestEntry[] {
  const debian = {
    architecture: "aarch64",
    origin: `Debian: ${title(packages.kernel)}, ${title(packages.busybox)}`,
    licence: "GPL-2.0-only",
    kind: "fetched",
    kernel: files.vmlinuz,
    memoryMiB: 256,
    vcpus: 1,
    ready: `${READY} aarch64`,
  } as const;
  return [
    {
      ...debian,
      id: "debian-arm64-fast",
      name: "Debian arm64, quick start",
      description:
        "Debian's unmodified kernel and busybox; start-up checks that take long are switched off by its command line.",
      initrd: files.cpio,
      bootArguments: FAST,
    },
    {
      ...debian,
      id: "debian-arm64",
      name: "Debian arm64",
      description: "Debian's unmodified kernel and busybox with the stock command line and all boot messages.",
      initrd: files.cpioGz,
      bootArguments: STOCK,
    },
    {
      id: "uboot-arm64",
      name: "U-Boot arm64",
      architecture: "aarch64",
      description: "The U-Boot boot loader for QEMU's virt board, to its command prompt.",
      origin: `Debian: ${title(packages.uboot)}`,
      licence: "GPL-2.0-or-later",
      kind: "fetched",
      kernel: files.uboot,
      bootArguments: "",
      memoryMiB: 128,
      vcpus: 1,
      ready: "=> ",
    },
  ];
}

export const ARM64_GUESTS: GuestSet = {
  architecture: "aarch64",
  debian: "arm64",
  prepare(archive, download) {
    const packages = {
      kernel: kernelPackage(archive, "linux-image-arm64"),
      busybox: archive.show("busybox-static"),
      uboot: archive.show("u-boot-qemu"),
    };
    const { extract, put } = download(Object.values(packages));
    const initramfs = writeCpio(initramfsEntries(extract(packages.busybox, "bin/busybox")));
    const files = {
      vmlinuz: put("debian-arm64/vmlinuz", extract(packages.kernel, kernelPath(packages.kernel))),
      cpio: put("debian-arm64/initramfs.cpio", initramfs),
      cpioGz: put("debian-arm64/initramfs.cpio.gz", gzipSync(initramfs, { level: 9 })),
      uboot: put("uboot-arm64/u-boot.bin", extract(packages.uboot, "usr/lib/u-boot/qemu_arm64/u-boot.bin")),
    };
    return arm64Entries(files, packages);
  },
};
