/**
 * `npm run guests [-- --mirror URL] [-- --refresh]`: fetches Debian's arm64 kernel, busybox and U-Boot and prepares them as
 * guests, in a folder outside the checkout that later checkouts reuse. What is there and intact is not fetched again.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { writeCpio } from "../../lib-ts/loader/cpio.ts";
import type { GuestFile, GuestManifest } from "../../lib-ts/machines/guests.ts";
import { dropAptState, extractFile, FetchError, PrivateApt } from "./apt.ts";
import { guestCacheFolder } from "./cache.ts";
import { guestEntries, type PreparedFiles, type PreparedPackages } from "./catalogue.ts";
import { initramfsEntries } from "./initramfs.ts";
import { type DebianPackage, kernelPackageName, PackageMissing } from "./packages.ts";
import { MANIFEST, storeFile, verifiedManifest } from "./store.ts";

const META_PACKAGE = "linux-image-arm64";

function main(): void {
  const { values } = parseArgs({ options: { mirror: { type: "string" }, refresh: { type: "boolean" } } });
  const folder = guestCacheFolder();
  const ready = values.refresh ? undefined : verifiedManifest(folder);
  if (ready) {
    say(`all there and intact in ${folder}`);
    for (const { id } of ready.guests) say(`  ${id}`);
    return;
  }
  const manifest = prepare(folder, values.mirror ?? process.env.SEL4VM_WEB_MIRROR);
  say(`ready in ${folder}: ${manifest.guests.map(({ id }) => id).join(", ")}`);
}

function prepare(folder: string, mirror: string | undefined): GuestManifest {
  const state = join(folder, "apt");
  const apt = new PrivateApt(state, mirror);
  say(`asking ${mirror ?? "this machine's apt sources"} for its index`);
  apt.update();
  const packages: PreparedPackages = {
    kernel: apt.show(signedOrNot(apt)),
    busybox: apt.show("busybox-static"),
    uboot: apt.show("u-boot-qemu"),
  };
  const debs = Object.values(packages).map((item: DebianPackage) => {
    say(`${item.name} ${item.version}: ${item.size} bytes, sha256 ${item.sha256}`);
    return apt.download(item, join(folder, "packages"));
  });
  const files = extract(folder, packages, debs);
  const manifest = { guests: guestEntries(files, packages), packages: Object.values(packages) };
  storeFile(folder, MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  dropAptState(state);
  return manifest;
}

/** The kernel that the meta package stands for; some archives carry its unsigned twin alone. */
function signedOrNot(apt: PrivateApt): string {
  const kernel = kernelPackageName(apt.show(META_PACKAGE));
  return apt.offers(kernel) ? kernel : `${kernel}-unsigned`;
}

function extract(folder: string, packages: PreparedPackages, debs: readonly string[]): PreparedFiles {
  const [kernelDeb, busyboxDeb, ubootDeb] = debs;
  const put = (file: string, bytes: Uint8Array): GuestFile => {
    const stored = storeFile(folder, file, bytes);
    say(`  ${file}: ${stored.size} bytes, sha256 ${stored.sha256}`);
    return stored;
  };
  const release = packages.kernel.name.replace(/^linux-image-/, "").replace(/-unsigned$/, "");
  const vmlinuz = put("debian-arm64/vmlinuz", extractFile(kernelDeb, `boot/vmlinuz-${release}`));
  const initramfs = writeCpio(initramfsEntries(extractFile(busyboxDeb, "bin/busybox")));
  return {
    vmlinuz,
    cpio: put("debian-arm64/initramfs.cpio", initramfs),
    cpioGz: put("debian-arm64/initramfs.cpio.gz", gzipSync(initramfs, { level: 9 })),
    uboot: put("uboot-arm64/u-boot.bin", extractFile(ubootDeb, "usr/lib/u-boot/qemu_arm64/u-boot.bin")),
  };
}

function say(line: string): void {
  console.log(`guests: ${line}`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof FetchError) && !(error instanceof PackageMissing)) throw error;
  console.error(`guests: ${error.message}`);
  process.exit(1);
}
