/** The loaders take the real images; skipped, and saying so, where they have not been fetched. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textOffsetOf } from "../../lib-ts/loader/linuxAarch32.ts";
import { planBoot } from "../../lib-ts/machines/bootPlan.ts";
import type { GuestEntry, GuestFile } from "../../lib-ts/machines/guests.ts";
import { type PcBootPlan, planPcBoot } from "../../lib-ts/machines/pcBootPlan.ts";
import type { KernelUnpacking } from "../../lib-ts/machines/virtOptions.ts";
import { guestCacheFolder } from "./cache.ts";
import { intactGuests } from "./store.ts";

const guests = intactGuests(guestCacheFolder()).filter(({ architecture }) => architecture === "ia32");
const isHere = guests.length > 0;
if (!isHere)
  console.warn("the IA32 guests are not in the cache; their tests are skipped. npm run guests fetches them.");

function plan(id: string, unpack?: KernelUnpacking): Promise<PcBootPlan> {
  const guest = guests.find((candidate) => candidate.id === id);
  if (guest === undefined) throw new Error(`no guest ${id}`);
  const read = ({ file }: GuestFile) => ({ name: file, bytes: readFileSync(join(guestCacheFolder(), file)) });
  const images = { kernel: read(guest.kernel), initrd: guest.initrd && read(guest.initrd) };
  return planPcBoot(images, { ...optionsOf(guest), unpack: unpack ?? guest.unpack });
}

function optionsOf({ memoryMiB, vcpus, bootArguments }: GuestEntry) {
  return { memoryMiB, vcpus, bootArguments };
}

/** Name, address and size in memory of what a plan loads from 1 MiB on. */
function high({ segments }: PcBootPlan): [string, number, number][] {
  return segments.filter(({ address }) => address >= 2 ** 20).map(({ name, address, size }) => [name, address, size]);
}

describe.skipIf(!isHere)(isHere ? "real IA32 images" : "real IA32 images (npm run guests fetches them)", () => {
  it("Debian's kernel unpacks itself from 1 MiB", async () => {
    const found = await plan("debian-i386");
    expect([found.start?.eip, found.start?.registers]).toEqual([0x10_0000, { esi: 0x1_0000 }]);
    const [kernel, initrd] = high(found);
    expect(kernel.slice(0, 2)).toEqual(["kernel", 0x10_0000]);
    // Past pref_address and init_size, where the kernel unpacks itself.
    expect(initrd[1]).toBeGreaterThan(0x200_0000);
  });

  it.each(["debian-i386-fast", "debian-i386-pae"])("%s is unpacked to 16 MiB, where it begins", async (id) => {
    const found = await plan(id);
    expect(found.start?.eip).toBe(0x100_0000);
    const [text, data] = high(found);
    expect(text[1]).toBe(0x100_0000);
    expect(data[1]).toBeGreaterThanOrEqual(text[1] + text[2]);
  });

  it("Debian's kernel is the same whoever unpacks it", async () => {
    const { segments } = await plan("debian-i386", "host");
    const text = Buffer.from(segments.find(({ name }) => name === "segment 0")?.bytes ?? []).toString("latin1");
    expect(/Linux version 6\.1\.[^\n]*Debian/.exec(text)?.[0]).toContain("debian-kernel@lists.debian.org");
  });

  it("Memtest86+ begins at 1 MiB", async () => {
    expect((await plan("memtest86")).start?.eip).toBe(0x10_0000);
  });

  it("GNU Mach is a multiboot kernel at 16 MiB", async () => {
    const { start, segments } = await plan("gnumach");
    expect([start?.eip, start?.registers.eax]).toEqual([0x100_0000, 0x2bad_b002]);
    expect(segments.map(({ name }) => name)).toContain("multiboot information");
  });

  it("U-Boot is a ROM of 1 MiB below 4 GiB", async () => {
    const { rom, start } = await plan("uboot-x86");
    expect([rom?.address, rom?.size, start]).toEqual([0xfff0_0000, 0x10_0000, undefined]);
  });
});

const armGuests = intactGuests(guestCacheFolder()).filter(({ architecture }) => architecture === "aarch32");
const RAM = 0x4000_0000;
const MIB = 2 ** 20;

/** The plan of an AArch32 guest: where things go, from the start of memory. */
async function armPlan(id: string) {
  const guest = armGuests.find((candidate) => candidate.id === id);
  if (guest === undefined) throw new Error(`no guest ${id}`);
  const read = ({ file }: GuestFile) => ({ name: file, bytes: readFileSync(join(guestCacheFolder(), file)) });
  const images = { kernel: read(guest.kernel), initrd: guest.initrd && read(guest.initrd) };
  const plan = await planBoot(images, { ...optionsOf(guest), architecture: "aarch32", unpack: guest.unpack });
  return { ...plan, places: plan.segments.map(({ name, address }) => [name, address - RAM]) };
}

describe.skipIf(armGuests.length === 0)("real AArch32 images (npm run guests fetches them)", () => {
  it.each(["debian-armhf-fast", "debian-armhf-lpae"])("%s is unpacked to its TEXT_OFFSET", async (id) => {
    const { places, entry, segments } = await armPlan(id);
    const text = Buffer.from(segments[0].bytes).toString("latin1");

    expect(places).toEqual([
      ["kernel", 0x20_8000],
      ["device tree", 128 * MIB],
      [expect.stringContaining("initramfs.cpio"), 130 * MIB],
    ]);
    expect(entry).toBe(RAM + 0x20_8000);
    expect(textOffsetOf(segments[0].bytes)).toBe(0x20_8000);
    expect(/Linux version 6\.1\.[^\n]*Debian/.exec(text)?.[0]).toContain("debian-kernel@lists.debian.org");
  });

  it("Debian's zImage unpacks itself from 32 MiB", async () => {
    expect((await armPlan("debian-armhf")).places[0]).toEqual(["kernel", 32 * MIB]);
  });

  it("U-Boot lies in ROM at 0 with the tree at the start of memory", async () => {
    const { rom, entry, argument } = await armPlan("uboot-arm");
    expect([rom?.address, entry, argument]).toEqual([0, 0, RAM]);
  });
});
