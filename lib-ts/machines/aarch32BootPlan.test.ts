import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { joined } from "../loader/bytes.ts";
import { childOf, stringOf } from "../loader/fdt.ts";
import { readFdt } from "../loader/fdtReader.ts";
import { writeFdt } from "../loader/fdtWriter.ts";
import { BRANCH_TO_SELF_A32, sampleZImage } from "../loader/testing/sampleZImage.ts";
import { type BootOptions, planBoot } from "./bootPlan.ts";
import { sampleInitrd, text } from "./testing/sampleImages.ts";
import { virtTree } from "./virtTree.ts";

const MIB = 2 ** 20;
const RAM = 0x4000_0000;
const OPTIONS: BootOptions = { architecture: "aarch32", memoryMiB: 256, vcpus: 2, bootArguments: "console=ttyAMA0" };
/** sub r8, r8, #0x208000 */
const SUB_TEXT_OFFSET = 0xe248_8982;

/** A kernel that is unpacked, with `words` at its start. */
function sampleImage(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(0x2000);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) view.setUint32(4 * index, word, true);
  return bytes;
}

function sampleElf(entry: number): Uint8Array {
  const bytes = new Uint8Array(52 + 32 + 8);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  for (const [at, value] of [
    [16, 2],
    [18, 40],
    [42, 32],
    [44, 1],
  ])
    view.setUint16(at, value, true);
  for (const [at, value] of [
    [24, entry],
    [28, 52],
    [52, 1],
    [56, 84],
    [60, RAM + MIB],
    [64, RAM + MIB],
    [68, 8],
    [72, 16],
  ])
    view.setUint32(at, value, true);
  return bytes;
}

function plan(kernel: Uint8Array, options: Partial<BootOptions> = {}, initrd = sampleInitrd()) {
  const images = { kernel: { name: "kernel", bytes: kernel }, initrd: { name: "initrd", bytes: initrd } };
  return planBoot(images, { ...OPTIONS, ...options });
}

async function places(...args: Parameters<typeof plan>): Promise<(readonly [string, number])[]> {
  return (await plan(...args)).segments.map(({ name, address }) => [name, address - RAM]);
}

const image = sampleImage(BRANCH_TO_SELF_A32, SUB_TEXT_OFFSET);
const packed = sampleZImage({ payload: new Uint8Array(gzipSync(image)) });

describe("planBoot for AArch32", () => {
  it("unpacks a zImage to where its table says, and leaves it room before tree and initrd", async () => {
    const found = await plan(packed);

    expect(found.segments.map(({ name, address }) => [name, address - RAM])).toEqual([
      ["kernel", 0x20_8000],
      ["device tree", 128 * MIB],
      ["initrd", 130 * MIB],
    ]);
    expect(found.segments[0].size).toBe(image.length + 0x1000);
    expect([found.entry, found.argument, found.architecture]).toEqual([RAM + 0x20_8000, RAM + 128 * MIB, "aarch32"]);
  });

  it("lets a zImage unpack itself where that is asked for", async () => {
    const found = await plan(packed, { unpack: "guest" });

    expect([found.entry, found.segments[0].bytes]).toEqual([RAM + 32 * MIB, packed]);
    expect(await places(packed, { unpack: "guest", memoryMiB: 64 })).toEqual([
      ["kernel", 16 * MIB],
      ["device tree", 32 * MIB],
      ["initrd", 34 * MIB],
    ]);
  });

  it("places an Image as the code at its start says", async () => {
    expect((await places(image))[0]).toEqual(["kernel", 0x20_8000]);
    expect((await places(sampleImage(BRANCH_TO_SELF_A32)))[0]).toEqual(["kernel", 0x8000]);
  });

  it("starts an ELF file at its entry, in T32 state where that is odd", async () => {
    expect((await plan(sampleElf(RAM + MIB + 5))).entry).toBe(RAM + MIB + 5);
  });

  it("describes 32-bit processors in the tree", async () => {
    const { root } = readFdt("tree", (await plan(packed)).segments[1].bytes);
    const cpus = childOf(root, "cpus");
    const timer = childOf(root, "timer");
    const psci = childOf(root, "psci");

    expect(cpus?.children.map((cpu) => stringOf(cpu, "compatible"))).toEqual(["arm,cortex-a15", "arm,cortex-a15"]);
    expect(timer && stringOf(timer, "compatible")).toBe("arm,armv7-timer");
    expect(psci && stringOf(psci, "method")).toBe("hvc");
  });

  it("amends the tree that is appended to a zImage", async () => {
    const appended = virtTree({ start: RAM, size: MIB }, 1, { bootArguments: "from=board" }, "aarch32");
    appended.root.properties.set("model", text("my board\0"));
    const found = await plan(joined([packed, writeFdt(appended)]), { bootArguments: undefined });
    const { root } = readFdt("tree", found.segments[1].bytes);
    const chosen = childOf(root, "chosen");

    expect([stringOf(root, "model"), chosen && stringOf(chosen, "bootargs")]).toEqual(["my board", "from=board"]);
  });

  it("places what begins with vectors in ROM", async () => {
    const vectors = sampleImage(0xea00_0014, ...Array.from({ length: 7 }, () => 0xe59f_f014));
    const found = await plan(vectors);

    expect([found.rom?.address, found.entry, found.argument]).toEqual([0, 0, RAM]);
  });

  it("takes command lines of up to 1023 bytes", async () => {
    await expect(plan(image, { bootArguments: "x".repeat(1023) })).resolves.toBeDefined();
    await expect(plan(image, { bootArguments: "x".repeat(1024) })).rejects.toMatchObject({
      name: "MachineOptionError",
    });
  });

  it.each([
    ["a text", text("a kernel is expected\n"), "ImageNotRecognised"],
    ["no bytes", new Uint8Array(0), "ImageEmpty"],
    [
      "an AArch64 kernel",
      Uint8Array.from([...new Uint8Array(56), 0x41, 0x52, 0x4d, 0x64, 0, 0, 0, 0]),
      "ImageNotRecognised",
    ],
    [
      "a kernel that is too large for the memory",
      sampleZImage({ payload: new Uint8Array(gzipSync(new Uint8Array(17 * MIB))) }),
      "ImageTooLarge",
    ],
    ["a zImage whose kernel nobody can find", sampleZImage({ payload: new Uint8Array(64) }), "ImageUnsupported"],
  ])("refuses %s", async (_, kernel, name) => {
    await expect(plan(kernel, { memoryMiB: 16 })).rejects.toMatchObject({ name });
  });
});
