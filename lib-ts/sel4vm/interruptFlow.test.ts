/** Interrupts and time with a guest that takes them. */
import { describe, expect, it } from "vitest";
import * as A64 from "../testing/a64.ts";
import { loadWords, machine, RAM_START, type TestMachine } from "../testing/machine.ts";
import {
  GICC_ADDRESS,
  GICD_ADDRESS,
  Psci,
  UserContextReg,
  vmGetThreadContext,
  vmGetThreadContextReg,
  vmInjectIrq,
  vmPowerOff,
  vmRegisterHvcHandlerCallback,
  vmRegisterIrq,
  vmRun,
  vmSetIrqLevel,
  vmSetThreadContextReg,
} from "./index.ts";

const VIRTUAL_TIMER = 27;
const PPI = 20;
const SPURIOUS = 1023n;
/** StateType of PSCI's power_state. */
const POWER_DOWN = 0x1_0000n;
const { x0, x1, x2, x3, x4, x5, x6, x8, x9, x10 } = UserContextReg;

/** Enables the interrupts in W5 and the CPU interface, with W4 = 1 and W9 the priority mask. */
const ENABLE = [
  0xb90000c4, // str w4, [x6]           GICD_CTLR
  0xb90100c5, // str w5, [x6, #0x100]   GICD_ISENABLER0
  0xb9000104, // str w4, [x8]           GICC_CTLR
  0xb9000509, // str w9, [x8, #4]       GICC_PMR
];
/** Acknowledges and ends the interrupt; X10 is its number. */
const ACKNOWLEDGE = 0xb9400d0a; // ldr w10, [x8, #12]   GICC_IAR
const END = 0xb900110a; // str w10, [x8, #16]   GICC_EOIR
/** Exits are looked at between blocks. */
const NEXT_BLOCK = 0x14000001; // b .+4
const START_TIMER = [
  0xd51be302, // msr cntv_tval_el0, x2
  0xd51be324, // msr cntv_ctl_el0, x4
];
const STOP_TIMER = 0xd51be33f; // msr cntv_ctl_el0, xzr

/** A guest that enables interrupt `irq`, runs `words` and stops. */
function guestWith(irq: number, words: readonly number[]): TestMachine {
  const guest = machine([...ENABLE, ...words, A64.hvc()]);
  const registers = [
    [x2, 1000n],
    [x4, 1n],
    [x5, 1n << BigInt(irq)],
    [x6, BigInt(GICD_ADDRESS)],
    [x8, BigInt(GICC_ADDRESS)],
    [x9, 0xffn],
  ] as const;
  for (const [register, value] of registers) vmSetThreadContextReg(guest.vcpu, register, value);
  vmRegisterHvcHandlerCallback(guest.vm, ({ vm }) => vmPowerOff(vm));
  return guest;
}

describe("a vCPU suspended to power-down", () => {
  it("is woken by its timer at the entry point, in the reset state with its context", () => {
    const { vm, vcpu } = guestWith(VIRTUAL_TIMER, [...START_TIMER, A64.smc()]);
    const entry = BigInt(RAM_START + 0x1000);
    loadWords(vm, Number(entry), [A64.ADD_X5_1, A64.hvc()]);
    vmSetThreadContextReg(vcpu, x0, BigInt(Psci.CpuSuspend) | 0x4000_0000n);
    vmSetThreadContextReg(vcpu, x1, POWER_DOWN);
    // The entry point; as the timer's value it also makes the sleep long.
    vmSetThreadContextReg(vcpu, x2, entry);
    vmSetThreadContextReg(vcpu, x3, 0x77n);

    expect(vmRun(vm)).toBe("powered-off");

    expect(vm.core.clock.ticks).toBeGreaterThanOrEqual(entry);
    expect(vmGetThreadContext(vcpu)).toMatchObject({ pc: entry + 8n, x0: 0x77n, x5: 1n, x6: 0n, spsr: 0x3c5n });
  });
});

describe("an idle guest", () => {
  it("is woken by its timer, and vmRun skips the time until then", () => {
    const { vm, vcpu } = guestWith(VIRTUAL_TIMER, [...START_TIMER, A64.WFI, ACKNOWLEDGE, STOP_TIMER, END]);

    expect(vmRun(vm)).toBe("powered-off");

    expect(vmGetThreadContextReg(vcpu, x10)).toBe(BigInt(VIRTUAL_TIMER));
    expect(vm.core.clock.ticks).toBeGreaterThanOrEqual(1000n);
    expect(vm.core.instructions).toBeLessThan(20);
  });

  it("is woken by an injected interrupt", () => {
    const { vm, vcpu } = guestWith(PPI, [A64.WFI, ACKNOWLEDGE, END]);
    vmRegisterIrq(vcpu, PPI);

    const before = vmRun(vm);
    vmInjectIrq(vcpu, PPI);

    expect([before, vmRun(vm)]).toEqual(["idle", "powered-off"]);
    expect(vmGetThreadContextReg(vcpu, x10)).toBe(BigInt(PPI));
  });

  it("takes an interrupt that was injected before it was enabled", () => {
    const { vm, vcpu } = guestWith(PPI, [A64.WFI, ACKNOWLEDGE, END]);
    vmRegisterIrq(vcpu, PPI);
    vmInjectIrq(vcpu, PPI);

    expect(vmRun(vm)).toBe("powered-off");
    expect(vmGetThreadContextReg(vcpu, x10)).toBe(BigInt(PPI));
  });

  it("sees nothing of a line that fell before it looked", () => {
    const { vm, vcpu } = guestWith(PPI, [ACKNOWLEDGE]);
    vmRegisterIrq(vcpu, PPI);
    vmSetIrqLevel(vcpu, PPI, true);
    vmSetIrqLevel(vcpu, PPI, false);

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x10)).toBe(SPURIOUS);
  });
});

describe("acknowledge callbacks", () => {
  it("run when the guest enables the idle interrupt, and again when it ends it", () => {
    const { vm, vcpu } = guestWith(PPI, [A64.WFI, ACKNOWLEDGE, END]);
    const acks: number[] = [];
    vmRegisterIrq(vcpu, PPI, (owner, irq) => acks.push(owner.vcpuId, irq));

    vmRun(vm);
    const enabled = [...acks];
    vmInjectIrq(vcpu, PPI);
    vmRun(vm);

    expect(enabled).toEqual([0, PPI]);
    expect(acks).toEqual([0, PPI, 0, PPI]);
  });

  it("may raise a level source again, which interrupts again", () => {
    const { vm, vcpu } = guestWith(PPI, [A64.WFI, ACKNOWLEDGE, END, NEXT_BLOCK, ACKNOWLEDGE]);
    vmRegisterIrq(vcpu, PPI, () => vmInjectIrq(vcpu, PPI));

    vmRun(vm);

    expect(vmGetThreadContextReg(vcpu, x10)).toBe(BigInt(PPI));
  });
});
