import { describe, expect, it } from "vitest";
import {
  AnonymousSpaceExhausted,
  InvalidArgument,
  OutOfGuestPages,
  RamExhausted,
  RamRangeUnknown,
  ReservationOverlap,
} from "../errors.ts";
import { emptyVm, RAM_SIZE, RAM_START } from "../testing/machine.ts";
import {
  ALL_RIGHTS,
  vmGuestRamReadCallback,
  vmGuestRamWriteCallback,
  vmMemoryMakeAnon,
  vmRamAllocate,
  vmRamFindLargestFreeRegion,
  vmRamFree,
  vmRamMarkAllocated,
  vmRamRead,
  vmRamRegister,
  vmRamRegisterAt,
  vmRamRegisterAtCustomIterator,
  vmRamTouch,
  vmRamWrite,
} from "./index.ts";

const END = RAM_START + RAM_SIZE;

describe("registering RAM", () => {
  it("merges neighbours into one free region", () => {
    const vm = emptyVm();

    vmRamRegisterAt(vm, END, 0x4000);

    expect(vm.mem.ramRegions).toEqual([{ start: RAM_START, size: RAM_SIZE + 0x4000, allocated: false }]);
  });

  it("finds a place in the anonymous regions when no address is asked for", () => {
    const vm = emptyVm();
    vmMemoryMakeAnon(vm, 0x8000_0000, 0x10000);

    expect(vmRamRegister(vm, 0x4000)).toBe(0x8000_0000);
    expect(vmRamRead(vm, 0x8000_3fff, 1)).toEqual(new Uint8Array(1));
  });

  it("takes frames from the caller's iterator", () => {
    const vm = emptyVm();
    const frame = vm.mem.frames.allocate();

    vmRamRegisterAtCustomIterator(vm, END, 0x1000, (vaddr) => ({ frame, rights: ALL_RIGHTS, vaddr }));
    vmRamWrite(vm, END, Uint8Array.of(7));

    expect(vm.mem.frames.bytes(frame)[0]).toBe(7);
  });

  it("leaves nothing behind when the VM has too few pages", () => {
    const vm = emptyVm();

    expect(() => vmRamRegisterAt(vm, END, 1 << 30)).toThrow(OutOfGuestPages);
    vmRamRegisterAt(vm, END, 0x1000);
  });

  it("refuses RAM over RAM, RAM without regions, and RAM of no size", () => {
    const vm = emptyVm();

    expect(() => vmRamRegisterAt(vm, RAM_START, 0x1000)).toThrow(ReservationOverlap);
    expect(() => vmRamRegister(vm, 0x1000)).toThrow(AnonymousSpaceExhausted);
    expect(() => vmRamRegisterAt(vm, END, 0)).toThrow(InvalidArgument);
  });
});

describe("allocating RAM", () => {
  it("splits a region into three when the middle is marked", () => {
    const vm = emptyVm();

    vmRamMarkAllocated(vm, RAM_START + 0x1000, 0x1000);

    expect(vm.mem.ramRegions).toEqual([
      { start: RAM_START, size: 0x1000, allocated: false },
      { start: RAM_START + 0x1000, size: 0x1000, allocated: true },
      { start: RAM_START + 0x2000, size: RAM_SIZE - 0x2000, allocated: false },
    ]);
  });

  it("gives the lowest free bytes, aligned when asked", () => {
    const vm = emptyVm();

    expect(vmRamAllocate(vm, 3)).toBe(RAM_START);
    expect(vmRamAllocate(vm, 3)).toBe(RAM_START + 3);
    expect(vmRamAllocate(vm, 16, 4096)).toBe(RAM_START + 4096);
  });

  it("frees, and merges what was split", () => {
    const vm = emptyVm();
    vmRamMarkAllocated(vm, RAM_START + 0x1000, 0x1000);

    vmRamFree(vm, RAM_START + 0x1000, 0x1000);

    expect(vm.mem.ramRegions).toEqual([{ start: RAM_START, size: RAM_SIZE, allocated: false }]);
  });

  it("finds the largest free region, the lowest of equals", () => {
    const vm = emptyVm();
    vmRamMarkAllocated(vm, RAM_START + RAM_SIZE / 2 - 0x1000, 0x2000);

    expect(vmRamFindLargestFreeRegion(vm)).toEqual({ address: RAM_START, size: RAM_SIZE / 2 - 0x1000 });
  });

  it("refuses what is not there", () => {
    const vm = emptyVm();
    vmRamMarkAllocated(vm, RAM_START, RAM_SIZE);

    expect(() => vmRamMarkAllocated(vm, RAM_START, 1)).toThrow(RamRangeUnknown);
    expect(() => vmRamAllocate(vm, 1)).toThrow(RamExhausted);
    expect(() => vmRamFindLargestFreeRegion(vm)).toThrow(RamExhausted);
    expect(() => vmRamFree(vm, END, 1)).toThrow(RamRangeUnknown);
  });
});

describe("vmRamTouch", () => {
  it("visits each page once, with the offset from the start of the range", () => {
    const vm = emptyVm();
    const visits: number[][] = [];

    vmRamTouch(vm, RAM_START + 0xff0, 0x1020, (_vm, address, bytes, size, offset) => {
      visits.push([address - RAM_START, bytes.length, size, offset]);
    });

    expect(visits).toEqual([
      [0, 0x10, 0x10, 0],
      [0x1000, 0x1000, 0x1000, 0x10],
      [0x2000, 0x10, 0x10, 0x1010],
    ]);
  });

  it("copies in and out over page boundaries with the ready-made callbacks", () => {
    const vm = emptyVm();
    const source = Uint8Array.from({ length: 0x1800 }, (_, i) => i * 7);
    const target = new Uint8Array(source.length);

    vmRamTouch(vm, RAM_START + 0x800, source.length, (...page) => vmGuestRamWriteCallback(...page, source));
    vmRamTouch(vm, RAM_START + 0x800, target.length, (...page) => vmGuestRamReadCallback(...page, target));

    expect(target).toEqual(source);
  });

  it("works over the border between allocated and free RAM", () => {
    const vm = emptyVm();
    vmRamMarkAllocated(vm, RAM_START, 0x1000);

    vmRamWrite(vm, RAM_START + 0xffe, Uint8Array.of(1, 2, 3, 4));

    expect(vmRamRead(vm, RAM_START + 0xffe, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
  });

  it("refuses a range that leaves RAM, before the first callback", () => {
    const vm = emptyVm();
    const visited: number[] = [];

    expect(() => vmRamTouch(vm, END - 0x1000, 0x1001, (_vm, address) => visited.push(address))).toThrow(
      RamRangeUnknown,
    );
    expect(visited).toEqual([]);
  });

  it("does nothing for an empty range", () => {
    vmRamTouch(emptyVm(), RAM_START, 0, () => {
      throw new Error("called");
    });
  });
});
