import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageError } from "../loader/imageError.ts";
import type { Segment } from "../loader/loadPlan.ts";
import { mangled } from "../loader/testing/mangled.ts";
import { type PcBootPlan, planPcBoot } from "./pcBootPlan.ts";
import { BROKEN_PC_INPUTS, type BrokenPcInput } from "./testing/brokenPcInputs.ts";
import { sampleInitrd, text } from "./testing/sampleImages.ts";
import { sampleBzImage, sampleMultiboot, sampleRom, sampleVmlinux } from "./testing/samplePcImages.ts";
import type { KernelUnpacking } from "./virtOptions.ts";

const MIB = 2 ** 20;
const MEMORY_MIB = 64;
const LINE = "console=ttyS0";

function plan(kernel: Uint8Array, initrd?: Uint8Array, unpack?: KernelUnpacking): Promise<PcBootPlan> {
  const images = { kernel: { name: "kernel", bytes: kernel }, initrd: initrd && { name: "initrd", bytes: initrd } };
  return planPcBoot(images, { memoryMiB: MEMORY_MIB, vcpus: 1, bootArguments: LINE, unpack });
}

function segment({ segments }: PcBootPlan, name: string): Segment {
  const found = segments.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no segment ${name}`);
  return found;
}

const viewOf = ({ bytes }: Segment) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Memory from an address on, as long as the segment goes. */
function memoryAt({ segments }: PcBootPlan, address: number): DataView {
  const home = segments.find(({ address: start, size }) => address >= start && address < start + size);
  if (home === undefined) throw new Error(`nothing at ${address}`);
  return new DataView(home.bytes.buffer, home.bytes.byteOffset + address - home.address);
}

function stringAt(found: PcBootPlan, address: number): string {
  const view = memoryAt(found, address);
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

describe("planPcBoot with a bzImage", () => {
  it("puts the code at code32_start and enters it there, with ESI at boot_params", async () => {
    const found = await plan(sampleBzImage(), undefined, "guest");
    expect(found.start?.eip).toBe(0x10_0000);
    expect(segment(found, "kernel")).toMatchObject({ address: 0x10_0000, size: 16 });
    expect(found.start?.registers).toEqual({ esi: segment(found, "boot_params").address });
  });

  it("enters with flat segments that the descriptor table has too, protected, without paging or interrupts", async () => {
    const { start, segments } = await plan(sampleBzImage());
    expect(start?.cs).toEqual({ selector: 0x10, base: 0, limit: 0xffff_ffff, rights: 0xc09b });
    expect(start?.data).toEqual({ selector: 0x18, base: 0, limit: 0xffff_ffff, rights: 0xc093 });
    expect([start?.cr0, start?.eflags, start?.gdtr]).toEqual([0x11, 2, { base: segments[0].address, limit: 31 }]);
    // As QEMU's own loader has them.
    expect(viewOf(segments[0]).getBigUint64(0x10, true)).toBe(0x00cf_9b00_0000_ffffn);
    expect(viewOf(segments[0]).getBigUint64(0x18, true)).toBe(0x00cf_9300_0000_ffffn);
  });

  it("copies the setup header, and fills in what a loader must", async () => {
    const found = await plan(sampleBzImage(), sampleInitrd());
    const page = viewOf(segment(found, "boot_params"));
    expect([page.getUint32(0x202, true), page.getUint16(0x206, true)]).toEqual([0x5372_6448, 0x20f]);
    expect([page.getUint8(0x210), page.getUint8(0x211)]).toEqual([0xff, 1]);
    const { address, size } = segment(found, "initrd");
    expect([page.getUint32(0x218, true), page.getUint32(0x21c, true)]).toEqual([address, size]);
    expect(stringAt(found, page.getUint32(0x228, true))).toBe(LINE);
  });

  it("tells the memory map", async () => {
    const page = viewOf(segment(await plan(sampleBzImage()), "boot_params"));
    const entries = Array.from({ length: page.getUint8(0x1e8) }, (_, index) => {
      const at = 0x2d0 + 20 * index;
      return [page.getBigUint64(at, true), page.getBigUint64(at + 8, true), page.getUint32(at + 16, true)];
    });
    expect(entries).toEqual([
      [0n, 0x9_fc00n, 1],
      [0x9_fc00n, 0x400n, 2],
      [0xe_0000n, 0x2_0000n, 2],
      [0x10_0000n, BigInt(63 * MIB), 1],
    ]);
  });

  it("puts the initrd at the end of memory, or where the kernel allows it", async () => {
    const initrd = sampleInitrd();
    const low = sampleBzImage();
    new DataView(low.buffer).setUint32(0x22c, 0x1ff_ffff, true);
    expect(segment(await plan(sampleBzImage(), initrd), "initrd").address).toBe(MEMORY_MIB * MIB - 4096);
    expect(segment(await plan(low, initrd), "initrd").address).toBe(32 * MIB - 4096);
  });

  it("hands over a seed for random numbers, where the kernel's protocol knows of it", async () => {
    const rngSeed = Uint8Array.of(1, 2, 3, 4);
    const old = sampleBzImage();
    new DataView(old.buffer).setUint16(0x206, 0x208, true);
    const planned = (bytes: Uint8Array) =>
      planPcBoot({ kernel: { name: "kernel", bytes } }, { memoryMiB: MEMORY_MIB, vcpus: 1, rngSeed });
    const found = await planned(sampleBzImage());
    const address = viewOf(segment(found, "boot_params")).getUint32(0x250, true);
    const data = memoryAt(found, address);
    expect([data.getBigUint64(0, true), data.getUint32(8, true), data.getUint32(12, true)]).toEqual([0n, 9, 4]);
    expect(data.getUint32(16)).toBe(0x0102_0304);
    expect((await planned(old)).segments.map(({ name }) => name)).not.toContain("setup data");
  });

  it("unpacks the kernel and enters it at its own address", async () => {
    const found = await plan(sampleBzImage(new Uint8Array(gzipSync(sampleVmlinux()))));
    expect(found.start?.eip).toBe(16 * MIB);
    expect(segment(found, "segment 0")).toMatchObject({ address: 16 * MIB, size: 0x2000 });
    expect(viewOf(segment(found, "boot_params")).getUint32(0x202, true)).toBe(0x5372_6448);
  });

  it("leaves that to the guest when asked to", async () => {
    const found = await plan(sampleBzImage(new Uint8Array(gzipSync(sampleVmlinux()))), undefined, "guest");
    expect(found.start?.eip).toBe(0x10_0000);
  });
});

describe("planPcBoot with other kernels", () => {
  it("starts a vmlinux with a header of its own making", async () => {
    const found = await plan(sampleVmlinux());
    const page = viewOf(segment(found, "boot_params"));
    expect([found.start?.eip, page.getUint32(0x202, true)]).toEqual([16 * MIB, 0x5372_6448]);
  });

  it("takes a virtual entry point through its segment", async () => {
    const kernel = sampleVmlinux();
    new DataView(kernel.buffer).setUint32(24, 0xc100_0010, true);
    expect((await plan(kernel)).start?.eip).toBe(0x100_0010);
  });

  it("puts a multiboot kernel where its header says", async () => {
    const found = await plan(sampleMultiboot());
    expect(segment(found, "kernel")).toMatchObject({ address: MIB, size: 0x1000 });
    expect(found.start?.eip).toBe(MIB);
    expect(found.start?.registers).toEqual({ eax: 0x2bad_b002, ebx: segment(found, "multiboot information").address });
  });

  it("tells a multiboot kernel its memory, command line and module", async () => {
    const found = await plan(sampleMultiboot(), text("any bytes"));
    const info = viewOf(segment(found, "multiboot information"));
    const word = (at: number) => info.getUint32(at, true);
    expect([word(4), word(8), word(20)]).toEqual([639, 63 * 1024, 1]);
    expect(stringAt(found, word(16))).toBe(LINE);
    const module = memoryAt(found, word(24));
    expect([module.getUint32(0, true), module.getUint32(4, true)]).toEqual([0x10_1000, 0x10_1009]);
    expect(stringAt(found, module.getUint32(8, true))).toBe("initrd");
    const map = memoryAt(found, word(48));
    expect([word(44), map.getUint32(0, true), map.getUint32(12, true)]).toEqual([96, 20, 0x9_fc00]);
  });

  it("puts a ROM at the end of the address space and starts at the reset vector", async () => {
    const found = await plan(sampleRom());
    expect([found.rom?.address, found.start, found.segments]).toEqual([0xffff_0000, undefined, []]);
  });

  it.each(BROKEN_PC_INPUTS)("refuses $title with $error", async (input) => {
    expect(await outcome(input)).toBe(input.error);
  });
});

/** The name of the error that planning gives, or "fine". */
function outcome(input: BrokenPcInput): Promise<string> {
  const { kernel, initrd, memoryMiB = MEMORY_MIB, bootArguments = LINE, unpack } = input;
  const images = { kernel: { name: "kernel", bytes: kernel }, initrd: initrd && { name: "initrd", bytes: initrd } };
  return planPcBoot(images, { memoryMiB, vcpus: 1, bootArguments, unpack }).then(
    () => "fine",
    (error: Error) => error.name,
  );
}

describe("planPcBoot on hostile bytes", () => {
  const survives = (kernel: Uint8Array) =>
    plan(kernel).then(
      () => true,
      (error: unknown) => error instanceof ImageError,
    );

  it.each([
    ["bzImages", sampleBzImage(sampleVmlinux()).subarray(0x1f0), 0x1f0],
    ["ELF files", sampleVmlinux(), 0],
    ["multiboot kernels", sampleMultiboot(), 0],
  ] as const)("gives a plan or an ImageError for mangled %s", async (_, image, offset) => {
    const whole = (part: Uint8Array) => {
      const bytes = new Uint8Array(offset + part.length);
      bytes.set(part, offset);
      return bytes;
    };
    await fc.assert(
      fc.asyncProperty(mangled(image), (part) => survives(whole(part))),
      { numRuns: 500, seed: 5 },
    );
  });

  it("gives a plan or an ImageError for any bytes", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), survives), { numRuns: 500, seed: 6 });
  });
});
