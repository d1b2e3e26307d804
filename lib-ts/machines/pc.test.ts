import { describe, expect, it } from "vitest";
import { Segment } from "../core/index.ts";
import { ByteQueue } from "../devices/byteQueue.ts";
import { flatStart } from "../loader/ia32Start.ts";
import type { Segment as Placed } from "../loader/loadPlan.ts";
import { vmRun } from "../sel4vm/guestVm.ts";
import { readPort, writePort } from "../sel4vm/x86/ioports.ts";
import { coreModule } from "../testing/core.ts";
import { PcMachine } from "./pc.ts";
import type { PcBootPlan } from "./pcBootPlan.ts";
import { pcMemoryMap, pcRam } from "./pcMemory.ts";

const MEMORY_MIB = 16;
const GDT: Placed = { name: "gdt", address: 0x1000, bytes: new Uint8Array(32), size: 32 };
const PROGRAM: Placed = { name: "program", address: 0x10_0000, bytes: Uint8Array.of(0xf4), size: 1 };

function machine(parts: Partial<PcBootPlan> = {}, vcpus = 1) {
  const sent: number[] = [];
  const plan = { ram: pcRam(MEMORY_MIB), map: pcMemoryMap(MEMORY_MIB), segments: [], ...parts };
  const input = new ByteQueue();
  const pc = new PcMachine(coreModule, "pc", plan, vcpus, { output: { put: (byte) => void sent.push(byte) }, input });
  const [boot] = pc.vm.vcpus;
  return { pc, sent, input, boot, vm: pc.vm, guest: pc.vm.core.guest };
}

/** The address of the table in the BIOS area, or undefined. */
function find(read: (address: number) => number, signature: string, step: number): number | undefined {
  for (let address = 0xe_0000; address < 0x10_0000; address += step) {
    const text = [...signature].map((_, index) => String.fromCharCode(read(address + index))).join("");
    if (text === signature) return address;
  }
  return undefined;
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
}

describe("the pc machine", () => {
  it("starts a program as its boot protocol says", () => {
    const start = flatStart(0x10_0000, { esi: 0x9000 }, GDT);
    const { boot } = machine({ segments: [GDT, PROGRAM], start });
    const { ia32, pc } = boot.vcpu;

    expect([pc, ia32.general(6), ia32.cpl, ia32.control(0) & 1]).toEqual([0x10_0000n, 0x9000, 0, 1]);
    expect(ia32.segment(Segment.Ss)).toMatchObject({ selector: 0x18, base: 0, limit: 0xffff_ffff });
    expect(ia32.gdtr).toEqual({ base: 0x1000, limit: 31 });
  });

  it("starts firmware at the reset vector, and shows its end below 1 MiB", () => {
    const bytes = new Uint8Array(0x2_0000);
    bytes[0x1_fff0] = 0xea;
    const { boot, guest } = machine({ rom: { name: "rom", address: 0xfffe_0000, bytes, size: bytes.length } });

    expect([boot.vcpu.pc, guest.u8(0xffff_fff0), guest.u8(0xf_fff0)]).toEqual([0xffff_fff0n, 0xea, 0xea]);
  });

  it("lets application processors wait for the guest", () => {
    const { vm } = machine({ segments: [PROGRAM] }, 4);

    expect(vm.vcpus.map(({ vcpuOnline }) => vcpuOnline)).toEqual([true, false, false, false]);
  });

  it("has ACPI and MP tables where kernels look, with sums of zero and all processors", () => {
    const { guest } = machine({}, 4);
    const rsdp = find((address) => guest.u8(address), "RSD PTR ", 16) ?? 0;
    const mp = find((address) => guest.u8(address), "_MP_", 16) ?? 0;
    const rsdt = guest.u32(rsdp + 16);
    const tables = [guest.u32(rsdt + 36), guest.u32(rsdt + 40)];
    const madt = guest.read(tables[1], guest.u32(tables[1] + 4));
    const mpTable = guest.u32(mp + 4);

    expect([guest.read(rsdp, 20), guest.read(mp, 16), guest.read(mpTable, guest.u16(mpTable + 4))].map(sum)).toEqual([
      0, 0, 0,
    ]);
    expect([rsdt, ...tables].map((at) => sum(guest.read(at, guest.u32(at + 4))))).toEqual([0, 0, 0]);
    expect([...madt.subarray(44, 44 + 32)].filter((_, index) => index % 8 === 3)).toEqual([0, 1, 2, 3]);
  });

  it("tells a BIOS's successors of COM1 and of memory", () => {
    const { guest, vm } = machine();
    const cmos = (register: number) => vm.core.pc.cmos(register) | (vm.core.pc.cmos(register + 1) << 8);

    expect([guest.u16(0x400), guest.u16(0x413), guest.u16(0x40e)]).toEqual([0x3f8, 639, 0x9fc0]);
    expect([cmos(0x15), cmos(0x17), cmos(0x30), cmos(0x34)]).toEqual([640, 15 * 1024, 15 * 1024, 0]);
  });

  it("has its devices at their ports", () => {
    const { boot, sent } = machine();
    writePort(boot, 0x3f8, 1, 0x41);
    writePort(boot, 0xcf8, 4, 0x8000_0000);
    writePort(boot, 0x80, 1, 0x55);

    expect([sent, readPort(boot, 0x3fd, 1), readPort(boot, 0xcfc, 4)]).toEqual([[0x41], 0x60, 0x1237_8086]);
    expect([readPort(boot, 0x64, 1), readPort(boot, 0x92, 1), readPort(boot, 0x80, 1)]).toEqual([0x14, 2, 0x55]);
    expect(readPort(boot, 0x2f8, 1)).toBe(0xff);
  });

  it("holds address bit 20 at zero while gate A20 is closed", () => {
    const MOV_AL = 0xb0;
    const OUT_92 = [0xe6, 0x92];
    const store = (address: number, byte: number) => [
      0xc6,
      0x05,
      address & 255,
      (address >> 8) & 255,
      address >> 16,
      0,
      byte,
    ];
    const [low, high] = [0x2000, 0x10_2000];
    const code = [store(high, 1), [MOV_AL, 0], OUT_92, store(high, 2), store(high + 1, 3), [MOV_AL, 2], OUT_92];
    const bytes = Uint8Array.from([...code.flat(), ...store(high + 1, 4), 0xf4]);
    const program: Placed = { name: "program", address: 0x8000, bytes, size: bytes.length };
    const { vm, guest } = machine({ segments: [GDT, program], start: flatStart(0x8000, {}, GDT) });

    expect(vmRun(vm)).toBe("idle");

    expect([guest.u8(low), guest.u8(low + 1), guest.u8(high), guest.u8(high + 1)]).toEqual([2, 3, 1, 4]);
  });

  it("powers off by ACPI", () => {
    const { boot, vm } = machine();
    writePort(boot, 0x604, 2, 0x3400);

    expect(vm.run.power).toBe("powered-off");
  });

  it.each([
    ["the keyboard controller", 0x64, 0xfe],
    ["port 92h", 0x92, 0x01],
    ["port CF9h", 0xcf9, 0x06],
  ])("is reset by %s", (_, port, value) => {
    const { boot, vm } = machine();
    writePort(boot, port, 1, value);

    expect(vm.run.power).toBe("reset-requested");
  });
});
