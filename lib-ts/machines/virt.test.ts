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
  const type = (size: number) => {
    wires.input.add(new Uint8Array(size));
    machine.uart.inputArrived();
  };
  return { machine, input: wires.input, type, text: () => String.fromCharCode(...printed) };
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
/** Turns the UART on, with FIFOs and receive interrupts, and reads UARTDR for ever. */
const READ_UART = [
  0xd2a1_2001, // mov x1, #0x09000000
  0x5280_0200, // mov w0, #FEN
  0xb900_2c20, // str w0, [x1, #UARTLCR_H]
  0x5280_6020, // mov w0, #UARTEN | TXE | RXE
  0xb900_3020, // str w0, [x1, #UARTCR]
  0x5280_0a00, // mov w0, #RXIM | RTIM
  0xb900_3820, // str w0, [x1, #UARTIMSC]
  0xb940_0022, // ldr w2, [x1]
  0x17ff_ffff, // b .-4
];

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
    expect(machine.alarms.nextEvent()).toBeGreaterThan(machine.vm.core.clock.ticks);
  });

  it("ends a slice where an alarm is set, and says how many instructions it is away", async () => {
    const { machine, input, type } = await machineOf(firmware(B_NEXT, ...READ_UART));
    type(1000);

    expect(vmRunSlice(machine.vm, { budgetInstructions: 1e6 }).kind).toBe("interrupted");
    // 256 characters of 10 µs, at 10 ns an instruction.
    expect([input.size, machine.alarms.untilAlarm()]).toEqual([744, 256_000]);

    vmRunSlice(machine.vm, { budgetInstructions: 255_990 });
    machine.alarms.serve();
    expect(input.size).toBe(744);
    vmRunSlice(machine.vm, { budgetInstructions: machine.alarms.untilAlarm() });
    machine.alarms.serve();
    expect(input.size).toBe(728);
  });

  it("ends the wait for the serial line of a guest that has nothing else to do", async () => {
    const { machine, input, type } = await machineOf(firmware(B_NEXT, ...READ_UART));
    type(1000);
    vmRunSlice(machine.vm, { budgetInstructions: 1e6 });
    vmRunSlice(machine.vm, { budgetInstructions: 100 });

    expect([machine.alarms.line.skip(), input.size, machine.alarms.line.skip()]).toEqual([true, 728, false]);
  });

  it("counts the instructions to an alarm of the real-time clock", async () => {
    const { machine } = await machineOf(firmware(B_SELF));
    machine.vm.core.clock.setTicksPerInstruction(0.5);
    machine.rtc.write(0x4, machine.rtc.read(0) + 2);

    expect(machine.alarms.untilAlarm()).toBe(2 * machine.vm.core.clock.frequency * 2);
  });
});
