/** Debian's two i386 kernels with busybox, U-Boot, Memtest86+ and GNU Mach, as entries of the manifest. */
import { gzipSync } from "node:zlib";
import { writeCpio } from "../../lib-ts/loader/cpio.ts";
import type { GuestEntry, GuestFile } from "../../lib-ts/machines/guests.ts";
import { type GuestSet, kernelPackage, kernelPath, title } from "./guestSet.ts";
import { initramfsEntries, READY } from "./initramfs.ts";
import type { DebianPackage } from "./packages.ts";

/** Prepared files, relative to the manifest. */
export type Ia32Files = Readonly<
  Record<"vmlinuz" | "vmlinuzPae" | "cpio" | "cpioGz" | "uboot" | "memtest" | "gnumach", GuestFile>
>;
export type Ia32Packages = Readonly<
  Record<"kernel" | "kernelPae" | "busybox" | "uboot" | "memtest" | "gnumach", DebianPackage>
>;

/** Debian's command line for a serial console, and nothing else. */
const STOCK = "console=ttyS0";
/**
 * The same kernel without the boot work that a browser pays dearly for: crypto self tests, the RSA check of the build key,
 * the search for ISA Plug and Play cards, address randomisation, and messages.
 */
const FAST = `${STOCK} cryptomgr.notests noisapnp initcall_blacklist=load_system_certificate_list nokaslr quiet`;

/** `uname -m` of both kernels on a processor of family 6. */
const MACHINE = "i686";

export function ia32Entries(files: Ia32Files, packages: Ia32Packages): GuestEntry[] {
  return [...debianEntries(files, packages), ...otherEntries(files, packages)];
}

function debianEntries(files: Ia32Files, packages: Ia32Packages): GuestEntry[] {
  const debian = {
    architecture: "ia32",
    origin: `Debian: ${title(packages.kernel)}, ${title(packages.busybox)}`,
    licence: "GPL-2.0-only",
    kind: "fetched",
    kernel: files.vmlinuz,
    memoryMiB: 256,
    vcpus: 1,
    ready: `${READY} ${MACHINE}`,
  } as const;
  return [
    {
      ...debian,
      id: "debian-i386-fast",
      name: "Debian i386, quick start",
      description:
        "Debian's unmodified kernel, unpacked by the loader, and busybox; start-up checks that take long are switched off.",
      initrd: files.cpio,
      unpack: "host",
      bootArguments: FAST,
    },
    {
      ...debian,
      id: "debian-i386",
      name: "Debian i386",
      description: "Debian's unmodified kernel, which unpacks itself, and busybox with the stock command line.",
      initrd: files.cpioGz,
      unpack: "guest",
      bootArguments: STOCK,
    },
    {
      ...debian,
      id: "debian-i386-pae",
      name: "Debian i386 with PAE",
      description: "Debian's unmodified kernel with 64-bit page tables, and busybox with the stock command line.",
      origin: `Debian: ${title(packages.kernelPae)}, ${title(packages.busybox)}`,
      kernel: files.vmlinuzPae,
      initrd: files.cpioGz,
      unpack: "host",
      bootArguments: STOCK,
    },
  ];
}

function otherEntries(files: Ia32Files, packages: Ia32Packages): GuestEntry[] {
  const common = { architecture: "ia32", kind: "fetched", vcpus: 1 } as const;
  return [
    {
      ...common,
      id: "uboot-x86",
      name: "U-Boot x86",
      description: "The U-Boot boot loader as a ROM, from the reset vector to its command prompt.",
      origin: `Debian: ${title(packages.uboot)}`,
      licence: "GPL-2.0-or-later",
      kernel: files.uboot,
      bootArguments: "",
      memoryMiB: 128,
      ready: "=> ",
    },
    {
      ...common,
      id: "memtest86",
      name: "Memtest86+",
      description: "Tests all memory with one pattern after another and draws its progress on the serial console.",
      origin: `Debian: ${title(packages.memtest)}`,
      licence: "GPL-2.0-only",
      kernel: files.memtest,
      bootArguments: "console=ttyS0,115200",
      memoryMiB: 64,
      ready: "Status: Testing",
    },
    {
      ...common,
      id: "gnumach",
      name: "GNU Mach",
      description: "The Hurd's microkernel: finds its devices, then stops because no servers were loaded with it.",
      origin: `Debian: ${title(packages.gnumach)}`,
      licence: "GPL-2.0-or-later",
      kernel: files.gnumach,
      bootArguments: "console=com0",
      memoryMiB: 128,
      ready: "No bootstrap code loaded",
    },
  ];
}

export const IA32_GUESTS: GuestSet = {
  architecture: "ia32",
  debian: "i386",
  prepare(archive, download) {
    const packages: Ia32Packages = {
      kernel: kernelPackage(archive, "linux-image-686"),
      kernelPae: kernelPackage(archive, "linux-image-686-pae"),
      busybox: archive.show("busybox-static"),
      uboot: archive.show("u-boot-qemu"),
      memtest: archive.show("memtest86+"),
      gnumach: archive.show("gnumach-image-1.8-486"),
    };
    const { extract, put } = download(Object.values(packages));
    const initramfs = writeCpio(initramfsEntries(extract(packages.busybox, "bin/busybox")));
    const files: Ia32Files = {
      vmlinuz: put("debian-i386/vmlinuz", extract(packages.kernel, kernelPath(packages.kernel))),
      vmlinuzPae: put("debian-i386/vmlinuz-pae", extract(packages.kernelPae, kernelPath(packages.kernelPae))),
      cpio: put("debian-i386/initramfs.cpio", initramfs),
      cpioGz: put("debian-i386/initramfs.cpio.gz", gzipSync(initramfs, { level: 9 })),
      uboot: put("uboot-x86/u-boot.rom", extract(packages.uboot, "usr/lib/u-boot/qemu-x86/u-boot.rom")),
      memtest: put("memtest86/memtest86+ia32.bin", extract(packages.memtest, "boot/memtest86+ia32.bin")),
      gnumach: put("gnumach/gnumach.gz", extract(packages.gnumach, "boot/gnumach-1.8-486.gz")),
    };
    return ia32Entries(files, packages);
  },
};
