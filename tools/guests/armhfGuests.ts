/** Debian's two armhf kernels with busybox, and U-Boot, as entries of the manifest. */
import { gzipSync } from "node:zlib";
import { writeCpio } from "../../lib-ts/loader/cpio.ts";
import type { GuestEntry, GuestFile } from "../../lib-ts/machines/guests.ts";
import { type GuestSet, kernelPackage, kernelPath, title } from "./guestSet.ts";
import { initramfsEntries, READY } from "./initramfs.ts";
import type { DebianPackage } from "./packages.ts";

/** Prepared files, relative to the manifest. */
export type ArmhfFiles = Readonly<Record<"vmlinuz" | "vmlinuzLpae" | "cpio" | "cpioGz" | "uboot", GuestFile>>;
export type ArmhfPackages = Readonly<Record<"kernel" | "kernelLpae" | "busybox" | "uboot", DebianPackage>>;

/** Debian's command line for a serial console, and nothing else. */
const STOCK = "console=ttyAMA0";
/**
 * The same kernel without the boot work that a browser pays dearly for: crypto self tests, the RSA check of the build key,
 * and messages.
 */
const FAST = `${STOCK} cryptomgr.notests initcall_blacklist=load_system_certificate_list quiet`;

/** `uname -m` of both kernels. */
const MACHINE = "armv7l";

export function armhfEntries(files: ArmhfFiles, packages: ArmhfPackages): GuestEntry[] {
  return [...debianEntries(files, packages), ...lpaeEntries(files, packages), ubootEntry(files, packages)];
}

const DEBIAN = {
  architecture: "aarch32",
  licence: "GPL-2.0-only",
  kind: "fetched",
  memoryMiB: 256,
  vcpus: 1,
  ready: `${READY} ${MACHINE}`,
} as const;

function debianEntries(files: ArmhfFiles, { kernel, busybox }: ArmhfPackages): GuestEntry[] {
  const debian = { ...DEBIAN, origin: `Debian: ${title(kernel)}, ${title(busybox)}`, kernel: files.vmlinuz } as const;
  return [
    {
      ...debian,
      id: "debian-armhf-fast",
      name: "Debian armhf, quick start",
      description:
        "Debian's unmodified kernel, unpacked by the loader, and busybox; start-up checks that take long are switched off.",
      initrd: files.cpio,
      unpack: "host",
      bootArguments: FAST,
    },
    {
      ...debian,
      id: "debian-armhf",
      name: "Debian armhf",
      description: "Debian's unmodified kernel, which unpacks itself, and busybox with the stock command line.",
      initrd: files.cpioGz,
      unpack: "guest",
      bootArguments: STOCK,
    },
  ];
}

function lpaeEntries(files: ArmhfFiles, { kernelLpae, busybox }: ArmhfPackages): GuestEntry[] {
  const origin = `Debian: ${title(kernelLpae)}, ${title(busybox)}`;
  const debian = { ...DEBIAN, origin, kernel: files.vmlinuzLpae, unpack: "host" } as const;
  return [
    {
      ...debian,
      id: "debian-armhf-lpae-fast",
      name: "Debian armhf with LPAE, quick start",
      description: "Debian's unmodified kernel with 64-bit page tables, and busybox; long start-up checks are off.",
      initrd: files.cpio,
      bootArguments: FAST,
    },
    {
      ...debian,
      id: "debian-armhf-lpae",
      name: "Debian armhf with LPAE",
      description: "Debian's unmodified kernel with 64-bit page tables, and busybox with the stock command line.",
      initrd: files.cpioGz,
      bootArguments: STOCK,
    },
  ];
}

function ubootEntry(files: ArmhfFiles, { uboot }: ArmhfPackages): GuestEntry {
  return {
    id: "uboot-arm",
    name: "U-Boot arm",
    architecture: "aarch32",
    description: "The U-Boot boot loader for QEMU's 32-bit virt board, to its command prompt.",
    origin: `Debian: ${title(uboot)}`,
    licence: "GPL-2.0-or-later",
    kind: "fetched",
    kernel: files.uboot,
    bootArguments: "",
    memoryMiB: 128,
    vcpus: 1,
    ready: "=> ",
  };
}

export const ARMHF_GUESTS: GuestSet = {
  architecture: "aarch32",
  debian: "armhf",
  prepare(archive, download) {
    const packages: ArmhfPackages = {
      kernel: kernelPackage(archive, "linux-image-armmp"),
      kernelLpae: kernelPackage(archive, "linux-image-armmp-lpae"),
      busybox: archive.show("busybox-static"),
      uboot: archive.show("u-boot-qemu"),
    };
    const { extract, put } = download(Object.values(packages));
    const initramfs = writeCpio(initramfsEntries(extract(packages.busybox, "bin/busybox")));
    const files: ArmhfFiles = {
      vmlinuz: put("debian-armhf/vmlinuz", extract(packages.kernel, kernelPath(packages.kernel))),
      vmlinuzLpae: put("debian-armhf/vmlinuz-lpae", extract(packages.kernelLpae, kernelPath(packages.kernelLpae))),
      cpio: put("debian-armhf/initramfs.cpio", initramfs),
      cpioGz: put("debian-armhf/initramfs.cpio.gz", gzipSync(initramfs, { level: 9 })),
      uboot: put("uboot-arm/u-boot.bin", extract(packages.uboot, "usr/lib/u-boot/qemu_arm/u-boot.bin")),
    };
    return armhfEntries(files, packages);
  },
};
