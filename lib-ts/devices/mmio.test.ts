import { describe, expect, it } from "vitest";
import { ReservationOverlap, VmRunFailed } from "../errors.ts";
import { UserContextReg, vmGetThreadContextReg, vmRun, vmRunSlice, vmSetThreadContextReg } from "../sel4vm/index.ts";
import * as A64 from "../testing/a64.ts";
import { machine } from "../testing/machine.ts";
import { attachMmio } from "./mmio.ts";
import type { MmioDevice } from "./wires.ts";

const BASE = 0x900_0000;
const SLICE = { budgetInstructions: 20 };
const { x0, x1, x2, x3 } = UserContextReg;

/** Answers reads with `value`, and notes every access. */
function probe(value: number, size = 0x1000) {
  const seen: string[] = [];
  const device: MmioDevice = {
    name: "probe",
    size,
    read: (offset, width) => {
      seen.push(`read ${offset} ${width}`);
      return value;
    },
    write: (offset, written, width) => seen.push(`write ${offset} ${width} ${written.toString(16)}`),
    reset: () => {},
  };
  return { device, seen };
}

function guestOf(...words: number[]) {
  const guest = machine([...words, A64.B_SELF]);
  vmSetThreadContextReg(guest.vcpu, x0, 0xffff_ffff_89ab_cdefn);
  vmSetThreadContextReg(guest.vcpu, x1, BigInt(BASE));
  return guest;
}

describe("attachMmio", () => {
  it("turns stores into writes with offset, width and the low bits", () => {
    const { vm } = guestOf(A64.STR_W0_X1, A64.STRB_W0_X1_3);
    const { device, seen } = probe(0);
    attachMmio(vm, BASE, device);

    vmRunSlice(vm, SLICE);

    expect(seen).toEqual(["write 0 4 89abcdef", "write 3 1 ef"]);
  });

  it("turns loads into reads, and the CPU extends the answer", () => {
    const { vm, vcpu } = guestOf(A64.LDRSH_X2_X1_2);
    const { device, seen } = probe(0x8001);
    attachMmio(vm, BASE, device);

    vmRunSlice(vm, SLICE);

    expect(seen).toEqual(["read 2 2"]);
    expect(vmGetThreadContextReg(vcpu, x2)).toBe(0xffff_ffff_ffff_8001n);
  });

  it("reads each register of a pair once", () => {
    const { vm, vcpu } = guestOf(A64.LDP_X2_X3_X1);
    const { device, seen } = probe(0xffff_ffff);
    attachMmio(vm, BASE, device);

    vmRunSlice(vm, SLICE);

    expect(seen).toEqual(["read 0 8", "read 8 8"]);
    expect([x2, x3].map((reg) => vmGetThreadContextReg(vcpu, reg))).toEqual([0xffff_ffffn, 0xffff_ffffn]);
  });

  it("keeps accesses beyond the device's size away from it", () => {
    const { vm } = guestOf(A64.LDRSH_X2_X1_2);
    const { device, seen } = probe(0, 3);
    attachMmio(vm, BASE, device);

    expect(() => vmRun(vm)).toThrow(VmRunFailed);
    expect(seen).toEqual([]);
  });

  it("refuses a place that is taken", () => {
    const { vm } = guestOf();
    attachMmio(vm, BASE, probe(0).device);

    expect(() => attachMmio(vm, BASE + 0x800, probe(0).device)).toThrow(ReservationOverlap);
  });
});
