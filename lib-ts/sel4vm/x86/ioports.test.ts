import { describe, expect, it } from "vitest";
import { InvalidArgument, IoPortFailed, IoPortRangeTaken, IoPortRangeUnknown } from "../../errors.ts";
import { ia32Machine } from "../../testing/ia32.ts";
import {
  IoportFaultResult,
  readPort,
  type VmIoportInterface,
  vmEnablePassthroughIoport,
  vmIoPortAddHandler,
  vmIoPortRemoveHandler,
  vmRegisterUnhandledIoportCallback,
  vmSetHostPorts,
  writePort,
} from "./ioports.ts";

/** Reads give `value`; accesses are noted as "in 60/1" or "out 60/1=ff". */
function recorder(notes: string[], value: number): VmIoportInterface {
  return {
    portIn(_vcpu, port, size, result) {
      notes.push(`in ${port.toString(16)}/${size}`);
      result.value = value;
      return IoportFaultResult.Handled;
    },
    portOut(_vcpu, port, size, written) {
      notes.push(`out ${port.toString(16)}/${size}=${written.toString(16)}`);
      return IoportFaultResult.Handled;
    },
  };
}

describe("I/O ports", () => {
  it("go to the range that has them, whole where the range has the whole access", () => {
    const { vm, vcpu } = ia32Machine();
    const notes: string[] = [];
    vmIoPortAddHandler(vm, { start: 0x60, end: 0x6f }, recorder(notes, 0xdead_beef));

    expect([readPort(vcpu, 0x60, 1), readPort(vcpu, 0x62, 2), readPort(vcpu, 0x64, 4)]).toEqual([
      0xef, 0xbeef, 0xdead_beef,
    ]);
    writePort(vcpu, 0x6f, 1, 0x1ff);
    expect(notes).toEqual(["in 60/1", "in 62/2", "in 64/4", "out 6f/1=ff"]);
  });

  it("are split into bytes where an access reaches over an end of a range", () => {
    const { vm, vcpu } = ia32Machine();
    const notes: string[] = [];
    vmIoPortAddHandler(vm, { start: 0x70, end: 0x71 }, recorder(notes, 0x12));

    expect(readPort(vcpu, 0x71, 2)).toBe(0xff12);
    expect(readPort(vcpu, 0x6f, 4)).toBe(0xff12_12ff);
    writePort(vcpu, 0x71, 4, 0x4433_2211);
    expect(notes).toEqual(["in 71/1", "in 70/1", "in 71/1", "out 71/1=11"]);
  });

  it("read as ones where nobody is, and swallow what is written", () => {
    const { vcpu } = ia32Machine();
    writePort(vcpu, 0x80, 1, 5);

    expect([readPort(vcpu, 0x80, 1), readPort(vcpu, 0x80, 2), readPort(vcpu, 0xfffe, 4)]).toEqual([
      0xff, 0xffff, 0xffff_ffff,
    ]);
  });

  it("refuses ranges that share a port, also a single one or an end: the C library lets those in", () => {
    const { vm } = ia32Machine();
    vmIoPortAddHandler(vm, { start: 0x60, end: 0x60 }, recorder([], 0));
    vmIoPortAddHandler(vm, { start: 0x62, end: 0x64 }, recorder([], 0));

    expect(() => vmIoPortAddHandler(vm, { start: 0x60, end: 0x60 }, recorder([], 0))).toThrow(IoPortRangeTaken);
    expect(() => vmIoPortAddHandler(vm, { start: 0x64, end: 0x70 }, recorder([], 0))).toThrow(IoPortRangeTaken);
    expect(() => vmIoPortAddHandler(vm, { start: 0x5, end: 0x100 }, recorder([], 0))).toThrow(IoPortRangeTaken);
    expect(() => vmIoPortAddHandler(vm, { start: 2, end: 1 }, recorder([], 0))).toThrow(InvalidArgument);
    vmIoPortAddHandler(vm, { start: 0x61, end: 0x61 }, recorder([], 0));
  });

  it("are free again once their handler is removed", () => {
    const { vm, vcpu } = ia32Machine();
    vmIoPortAddHandler(vm, { start: 0x60, end: 0x64 }, recorder([], 0));
    vmIoPortRemoveHandler(vm, { start: 0x60, end: 0x64 });

    expect(readPort(vcpu, 0x60, 1)).toBe(0xff);
    expect(() => vmIoPortRemoveHandler(vm, { start: 0x60, end: 0x64 })).toThrow(IoPortRangeUnknown);
  });

  it("without a range go to the hook", () => {
    const { vm, vcpu } = ia32Machine();
    vmRegisterUnhandledIoportCallback(vm, (_vcpu, port, isIn, value, size) => {
      if (!isIn || port !== 0x99) return IoportFaultResult.Unhandled;
      value.value = size * 16;
      return IoportFaultResult.Handled;
    });

    expect([readPort(vcpu, 0x99, 2), readPort(vcpu, 0x98, 1)]).toEqual([32, 0xff]);
  });

  it("fail by name when a handler answers with an error", () => {
    const { vm, vcpu } = ia32Machine();
    const portIn = () => IoportFaultResult.Error;
    vmIoPortAddHandler(vm, { start: 1, end: 1 }, { portIn, portOut: portIn, desc: "a broken device" });

    expect(() => readPort(vcpu, 1, 1)).toThrow(IoPortFailed);
    expect(() => writePort(vcpu, 1, 1, 0)).toThrow("a broken device refused OUT at port 0x1");
  });

  it("that are passed through bypass handlers", () => {
    const { vm, vcpu } = ia32Machine();
    const notes: string[] = [];
    vmIoPortAddHandler(vm, { start: 0x300, end: 0x30f }, recorder(notes, 1));
    vmEnablePassthroughIoport(vcpu, 0x308, 0x30b);
    const silent = readPort(vcpu, 0x308, 1);
    vmSetHostPorts(vm, { read: (port) => port & 0xf, write: () => {} });

    expect([silent, readPort(vcpu, 0x308, 1), readPort(vcpu, 0x307, 2)]).toEqual([0xff, 8, 0x801]);
    expect(notes).toEqual(["in 307/1"]);
  });
});
