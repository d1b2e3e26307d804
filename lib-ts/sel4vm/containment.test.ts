/** Whatever address a guest uses: it reaches its RAM, or the VMM hears of it, or it takes an exception itself. */
import { describe, expect, it } from "vitest";
import * as A64 from "../testing/a64.ts";
import { machine, RAM_SIZE, RAM_START } from "../testing/machine.ts";
import {
  FaultResult,
  UserContextReg,
  vmRamRead,
  vmRegisterUnhandledMemFaultCallback,
  vmRunSlice,
  vmSetThreadContextReg,
} from "./index.ts";

const PATTERN = 0xa5a5_a5a5n;
/** Around the ends of RAM, of linear memory as the core sees it, and of what addresses can be. */
const HOSTILE = [
  0n,
  0x400n,
  0x1_0000n,
  0xf_fffcn,
  BigInt(RAM_START) - 4n,
  BigInt(RAM_START + RAM_SIZE),
  BigInt(RAM_START + RAM_SIZE) + 0x1_0000n,
  0x7fff_fffcn,
  0x8000_0000n,
  0xffff_fffcn,
  1n << 32n,
  (1n << 32n) + BigInt(RAM_START),
  (1n << 40n) - 4n,
  1n << 40n,
  (1n << 40n) + BigInt(RAM_START),
  (1n << 48n) + BigInt(RAM_START),
  1n << 63n,
  (1n << 64n) - 4n,
];

describe("a guest", () => {
  it.each(HOSTILE)("that stores to 0x%x changes nothing", (address) => {
    const { vm, vcpu } = machine([A64.STR_W0_X1, A64.B_SELF]);
    const heard: number[] = [];
    vmRegisterUnhandledMemFaultCallback(vm, (_vm, _vcpu, at) => {
      heard.push(at);
      return FaultResult.Ignore;
    });
    vmSetThreadContextReg(vcpu, UserContextReg.x0, PATTERN);
    vmSetThreadContextReg(vcpu, UserContextReg.x1, address);
    const ram = vmRamRead(vm, RAM_START, RAM_SIZE);
    const spare = vm.mem.frames.bytes(vm.mem.frames.allocate());

    vmRunSlice(vm, { budgetInstructions: 20 });

    expect(Buffer.compare(vmRamRead(vm, RAM_START, RAM_SIZE), ram)).toBe(0);
    expect(spare.every((byte) => byte === 0)).toBe(true);
    expect(heard.every((at) => BigInt(at) === address || at < 0x1000)).toBe(true);
    expect(heard.length).toBeGreaterThan(0);
  });
});
