import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, childOf, stringOf } from "../loader/fdt.ts";
import { readFdt } from "../loader/fdtReader.ts";
import { ImageError } from "../loader/imageError.ts";
import { mangled } from "../loader/testing/mangled.ts";
import { type BootImages, planBoot } from "./bootPlan.ts";
import { BROKEN_INPUTS, type BrokenInput } from "./testing/brokenInputs.ts";
import { sampleElf, sampleInitrd, sampleKernel, sampleTree } from "./testing/sampleImages.ts";

const OPTIONS = { memoryMiB: 64, vcpus: 1, bootArguments: "console=ttyAMA0" };
const MIB = 2 ** 20;
const RAM = 0x4000_0000;

function imagesOf({ kernel = sampleKernel(), initrd, dtb }: Partial<BrokenInput>): BootImages {
  return {
    kernel: { name: "kernel", bytes: kernel },
    initrd: initrd && { name: "initrd", bytes: initrd },
    dtb: dtb && { name: "dtb", bytes: dtb },
  };
}

/** The name of the error that planning gives, or "fine". */
function outcome(input: Partial<BrokenInput>): Promise<string> {
  const { memoryMiB = 64, vcpus = 1, bootArguments = "" } = input;
  return planBoot(imagesOf(input), { memoryMiB, vcpus, bootArguments }).then(
    () => "fine",
    (error: Error) => error.name,
  );
}

describe("planBoot", () => {
  it("places the kernel at the start of memory, the tree and the initrd after it", async () => {
    const plan = await planBoot(imagesOf({ initrd: sampleInitrd() }), OPTIONS);
    expect(plan.segments.map(({ name, address }) => [name, address - RAM])).toEqual([
      ["kernel", 0],
      ["device tree", 2 * MIB],
      ["initrd", 4 * MIB],
    ]);
    expect([plan.entry, plan.argument]).toEqual([RAM, RAM + 2 * MIB]);
  });

  it("describes memory, CPUs, command line and initrd in the tree", async () => {
    const initrd = sampleInitrd();
    const plan = await planBoot(imagesOf({ initrd }), { ...OPTIONS, vcpus: 4 });
    const { root } = readFdt("tree", plan.segments[1].bytes);
    const chosen = childOf(root, "chosen");
    expect(chosen && stringOf(chosen, "bootargs")).toBe("console=ttyAMA0");
    expect(chosen?.properties.get("linux,initrd-end")).toEqual(bytes64(RAM + 4 * MIB + initrd.length));
    expect(childOf(root, "memory")?.properties.get("reg")).toEqual(bytes64(RAM, 64 * MIB));
    expect(childOf(root, "cpus")?.children.map((cpu) => cellOf(cpu, "reg"))).toEqual([0, 1, 2, 3]);
  });

  it("gives the same bytes every time", async () => {
    const [first, second] = [await planBoot(imagesOf({}), OPTIONS), await planBoot(imagesOf({}), OPTIONS)];
    expect(first).toEqual(second);
  });

  it("unpacks a gzip kernel", async () => {
    const kernel = new Uint8Array(gzipSync(sampleKernel()));
    expect((await planBoot(imagesOf({ kernel }), OPTIONS)).segments[0].bytes).toEqual(sampleKernel());
  });

  it("stops a gzip bomb at the size of memory", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(65 * MIB)));
    expect(await outcome({ kernel: bomb })).toBe("ImageTooLarge");
  });

  it("takes an ELF file at its addresses", async () => {
    const plan = await planBoot(imagesOf({ kernel: sampleElf() }), OPTIONS);
    expect([plan.entry, plan.segments[0].address, plan.segments[0].size]).toEqual([RAM, RAM, 16]);
  });

  it("puts firmware into ROM at 0 and the tree at the start of memory", async () => {
    const firmware = new Uint8Array(5000).fill(0xa5);
    firmware.set([0x0a, 0, 0, 0x14]);
    const plan = await planBoot(imagesOf({ kernel: firmware }), OPTIONS);
    expect([plan.rom?.address, plan.rom?.size, plan.entry, plan.argument]).toEqual([0, 8192, 0, RAM]);
  });

  it("keeps a given tree but for memory and boot", async () => {
    const plan = await planBoot(imagesOf({ dtb: sampleTree() }), {
      ...OPTIONS,
      memoryMiB: 128,
      bootArguments: undefined,
    });
    const { root } = readFdt("tree", plan.segments[1].bytes);
    const chosen = childOf(root, "chosen");
    expect(chosen && stringOf(chosen, "bootargs")).toBe("console=ttyAMA0");
    expect(childOf(root, "memory")?.properties.get("reg")).toEqual(bytes64(RAM, 128 * MIB));
  });

  it.each(BROKEN_INPUTS)("refuses $title with $error", async (input) => {
    expect(await outcome(input)).toBe(input.error);
  });

  it("lists at least 40 broken inputs", () => {
    expect(BROKEN_INPUTS.length).toBeGreaterThanOrEqual(40);
  });
});

/** Whatever bytes come: either a plan or an ImageError. */
async function survives(input: Partial<BrokenInput>): Promise<boolean> {
  const { memoryMiB, vcpus } = OPTIONS;
  return planBoot(imagesOf(input), { memoryMiB, vcpus }).then(
    () => true,
    (error: unknown) => error instanceof ImageError,
  );
}

describe("planBoot on hostile bytes", () => {
  it.each([
    ["kernels", "kernel", sampleKernel()],
    ["ELF files", "kernel", sampleElf()],
    ["initrds", "initrd", sampleInitrd()],
    ["device trees", "dtb", sampleTree()],
  ] as const)("gives a plan or an ImageError for mangled %s", async (_, role, image) => {
    await fc.assert(
      fc.asyncProperty(mangled(image), (bytes) => survives({ [role]: bytes })),
      { numRuns: 500, seed: 2 },
    );
  });

  it("gives a plan or an ImageError for any bytes in any role", async () => {
    const role = fc.constantFrom("kernel", "initrd", "dtb");
    await fc.assert(
      fc.asyncProperty(role, fc.uint8Array({ maxLength: 300 }), (name, bytes) => survives({ [name]: bytes })),
      { numRuns: 500, seed: 3 },
    );
  });
});

function bytes64(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  values.forEach((value, index) => {
    new DataView(bytes.buffer).setBigUint64(8 * index, BigInt(value));
  });
  return bytes;
}
