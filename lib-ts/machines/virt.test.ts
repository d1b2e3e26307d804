import { describe, expect, it } from "vitest";
import { ByteQueue } from "../devices/byteQueue.ts";
import { vmRunSlice } from "../sel4vm/index.ts";
import { builtInImage } from "../testing/guests.ts";
import { coreModule } from "../testing/machine.ts";
import { planBoot } from "./bootPlan.ts";
import { VirtMachine } from "./virt.ts";

/** A machine with `kernel`, and what it has printed so far. */
async function machineOf(kernel: Uint8Array) {
  const plan = await planBoot({ kernel: { name: "kernel", bytes: kernel } }, { memoryMiB: 16, vcpus: 1 });
  const printed: number[] = [];
  const wires = { output: { put: (byte: number) => printed.push(byte) }, input: new ByteQueue() };
  const machine = new VirtMachine(coreModule, "test", plan, 1, wires);
  return { machine, text: () => String.fromCharCode(...printed) };
}

/** Firmware of a few instructions, padded so that it is recognised as code. */
function firmware(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  return bytes;
}

const B_NEXT = 0x1400_0001;
const B_SELF = 0x1400_0000;
/** mov x1, #0x100000 : an address in the flash after the firmware */
const MOV_X1_FLASH = 0xd2a0_0201;
/** str x0, [x1] */
const STR_X0_X1 = 0xf900_0020;
/** ldr x2, [x1] */
const LDR_X2_X1 = 0xf940_0022;
/** mov x1, #0 */
const MOV_X1_0 = 0xd280_0001;

describe("VirtMachine", () => {
  it("serves the demonstration hypercall", async () => {
    const { machine, text } = await machineOf(builtInImage("hello-hypercall"));
    expect(vmRunSlice(machine.vm, { budgetInstructions: 1e6 }).kind).toBe("powered-off");
    expect(text()).toContain("It answers: 42.");
  });

  it("serves the demonstration faults", async () => {
    const { machine, text } = await machineOf(builtInImage("fault-lab"));
    vmRunSlice(machine.vm, { budgetInstructions: 1e6 });
    expect(text()).toContain("answered 0x10");
    expect(text()).toContain("from memory this time: 0x5678");
  });

  it("runs firmware from ROM, with erased flash after it that stores do not change", async () => {
    const { machine } = await machineOf(firmware(B_NEXT, MOV_X1_FLASH, STR_X0_X1, LDR_X2_X1, B_SELF));
    vmRunSlice(machine.vm, { budgetInstructions: 10 });
    expect(machine.vm.vcpus[0].vcpu.x(2)).toBe(0xffff_ffff_ffff_ffffn);
  });

  it("keeps firmware as it is when the guest stores to it", async () => {
    const { machine } = await machineOf(firmware(B_NEXT, MOV_X1_0, STR_X0_X1, LDR_X2_X1, B_SELF));
    vmRunSlice(machine.vm, { budgetInstructions: 10 });
    expect(machine.vm.vcpus[0].vcpu.x(2)).toBe((BigInt(MOV_X1_0) << 32n) | BigInt(B_NEXT));
  });

  it("names the next timer of a sleeping guest", async () => {
    const { machine } = await machineOf(builtInImage("timer-tick"));
    expect(vmRunSlice(machine.vm, { budgetInstructions: 1e6 }).kind).toBe("idle");
    expect(machine.nextEvent()).toBeGreaterThan(machine.vm.core.clock.ticks);
  });
});
