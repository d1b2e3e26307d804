/** Misuses of the libsel4vm API: each gives a named error that says what to do, and leaves every other VM alone. */
import { describe, expect, it } from "vitest";
import { VmError } from "../errors.ts";
import * as A64 from "../testing/a64.ts";
import { coreModule, machine, RAM_SIZE, RAM_START, type TestMachine } from "../testing/machine.ts";
import * as sel4vm from "./index.ts";

type Misuse = [title: string, error: string, says: RegExp, act: (guest: TestMachine) => unknown];

const DEVICE = 0x900_0000;
const PAGE = 0x1000;
const handled = () => sel4vm.FaultResult.Handled;
const wrong = (value: unknown) => value as never;
const options = (more: Partial<sel4vm.VmOptions>) => ({ name: "another", memorySize: PAGE, ...more });

/** Stops the guest with an open fault: a load of X0 from DEVICE. */
function openFault({ vm, vcpu }: TestMachine): void {
  sel4vm.vmReserveMemoryAt(vm, DEVICE, PAGE, handled);
  sel4vm.vmSetThreadContextReg(vcpu, sel4vm.UserContextReg.x1, BigInt(DEVICE));
  sel4vm.vmRunSlice(vm, { budgetInstructions: 10 });
}

const MAKING: Misuse[] = [
  ["a core of noise", "CoreUnusable", /build:core/, () => sel4vm.CoreModule.compileSync(new Uint8Array(64))],
  [
    "half a page of memory",
    "MachineSizeInvalid",
    /multiple of 4096/,
    () => sel4vm.vmInit(coreModule, options({ memorySize: 2048 })),
  ],
  [
    "memory of no size",
    "MachineSizeInvalid",
    /NaN bytes/,
    () => sel4vm.vmInit(coreModule, options({ memorySize: Number.NaN })),
  ],
  ["nine vCPUs", "MachineSizeInvalid", /1 to 8 vCPUs/, () => sel4vm.vmInit(coreModule, options({ maxVcpus: 9 }))],
  ["a vCPU more than was asked for", "TooManyVcpus", /raise maxVcpus/, ({ vm }) => sel4vm.vmCreateVcpu(vm)],
  ["a negative target CPU", "InvalidArgument", /0 to 255/, ({ vcpu }) => sel4vm.vmAssignVcpuTarget(vcpu, -1)],
  ["starting a vCPU twice", "VcpuAlreadyOnline", /only an offline vCPU/, ({ vcpu }) => sel4vm.vcpuStart(vcpu)],
  ["an unknown vCPU", "NoSuchVcpu", /no vCPU 7.*counted from 0/, ({ vm }) => sel4vm.vmGetVcpu(vm, 7)],
  ["a vCPU below the first", "NoSuchVcpu", /no vCPU -1/, ({ vm }) => sel4vm.vmGetVcpu(vm, -1)],
];

const MEMORY: Misuse[] = [
  [
    "overlapping reservations",
    "ReservationOverlap",
    /overlaps.*free that one/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, RAM_START + 16, 16, handled),
  ],
  [
    "a second RAM at one place",
    "ReservationOverlap",
    /overlaps/,
    ({ vm }) => sel4vm.vmRamRegisterAt(vm, RAM_START, PAGE),
  ],
  [
    "a reservation of no size",
    "InvalidArgument",
    /size is 0/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, DEVICE, 0, handled),
  ],
  [
    "a reservation of half a byte",
    "InvalidArgument",
    /size is 0\.5/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, DEVICE, 0.5, handled),
  ],
  [
    "a reservation below 0",
    "InvalidArgument",
    /address is -4096/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, -PAGE, PAGE, handled),
  ],
  [
    "a reservation beyond all addresses",
    "InvalidArgument",
    /at most 2\^40/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, 2 ** 40 - 1, PAGE, handled),
  ],
  [
    "a reservation without a callback",
    "InvalidArgument",
    /a function/,
    ({ vm }) => sel4vm.vmReserveMemoryAt(vm, DEVICE, PAGE, wrong(undefined)),
  ],
  [
    "an anonymous reservation without a pool",
    "AnonymousSpaceExhausted",
    /vmMemoryMakeAnon/,
    ({ vm }) => sel4vm.vmReserveAnonMemory(vm, PAGE, PAGE, handled),
  ],
  ["an alignment of 0", "InvalidArgument", /align is 0/, ({ vm }) => sel4vm.vmReserveAnonMemory(vm, PAGE, 0, handled)],
  [
    "freeing a reservation twice",
    "ReservationUnknown",
    /freed, or another VM/,
    ({ vm }) => {
      const reservation = sel4vm.vmReserveMemoryAt(vm, DEVICE, PAGE, handled);
      sel4vm.vmFreeReservedMemory(vm, reservation);
      sel4vm.vmFreeReservedMemory(vm, reservation);
    },
  ],
  [
    "mapping another VM's reservation",
    "ReservationUnknown",
    /another VM made it/,
    ({ vm }) => {
      const foreign = sel4vm.vmReserveMemoryAt(machine([]).vm, DEVICE, PAGE, handled);
      sel4vm.vmMapReservationFrames(vm, foreign, []);
    },
  ],
  [
    "too few frames for a reservation",
    "MappingIncomplete",
    /no frame.*tries again/,
    ({ vm }) => sel4vm.vmMapReservationFrames(vm, sel4vm.vmReserveMemoryAt(vm, DEVICE, PAGE, handled), []),
  ],
  [
    "a frame beside its reservation",
    "MappingIncomplete",
    /does not fit/,
    ({ vm }) =>
      sel4vm.vmMapReservation(vm, sel4vm.vmReserveMemoryAt(vm, DEVICE, PAGE, handled), () => ({
        frame: vm.mem.frames.allocate(),
        rights: sel4vm.ALL_RIGHTS,
        vaddr: DEVICE + PAGE,
      })),
  ],
  ["a frame smaller than a page", "InvalidArgument", /between 12 and 31/, ({ vm }) => vm.mem.frames.allocate(5)],
  [
    "giving a frame back twice",
    "InvalidArgument",
    /in use/,
    ({ vm }) => {
      const frame = vm.mem.frames.allocate();
      vm.mem.frames.release(frame);
      vm.mem.frames.release(frame);
    },
  ],
  [
    "more RAM than the VM has memory",
    "OutOfGuestPages",
    /more memory in vmInit/,
    ({ vm }) => sel4vm.vmRamRegisterAt(vm, 0x8000_0000, 64 << 20),
  ],
  [
    "writing past RAM",
    "RamRangeUnknown",
    /not inside registered RAM/,
    ({ vm }) => sel4vm.vmRamWrite(vm, RAM_START + RAM_SIZE - 1, new Uint8Array(2)),
  ],
  ["reading below RAM", "RamRangeUnknown", /0x3fffffff/, ({ vm }) => sel4vm.vmRamRead(vm, RAM_START - 1, 1)],
  [
    "allocating one range twice",
    "RamRangeUnknown",
    /free RAM region/,
    ({ vm }) => {
      sel4vm.vmRamMarkAllocated(vm, RAM_START, PAGE);
      sel4vm.vmRamMarkAllocated(vm, RAM_START, PAGE);
    },
  ],
  ["freeing RAM that is free", "RamRangeUnknown", /allocated RAM/, ({ vm }) => sel4vm.vmRamFree(vm, RAM_START, PAGE)],
  [
    "allocating more RAM than there is",
    "RamExhausted",
    /register more RAM/,
    ({ vm }) => sel4vm.vmRamAllocate(vm, 2 * RAM_SIZE),
  ],
  [
    "allocating RAM aligned to nothing",
    "InvalidArgument",
    /align is NaN/,
    ({ vm }) => sel4vm.vmRamAllocate(vm, PAGE, Number.NaN),
  ],
  [
    "an I/O space after RAM",
    "IospaceTooLate",
    /straight after vmInit/,
    ({ vm }) => sel4vm.vmGuestAddIospace(vm, new sel4vm.Iospace("disk")),
  ],
];

const REGISTERS_AND_FAULTS: Misuse[] = [
  [
    "a register that is not there",
    "RegisterUnknown",
    /36 is no register/,
    ({ vcpu }) => sel4vm.vmGetThreadContextReg(vcpu, wrong(36)),
  ],
  [
    "a number for a register",
    "InvalidArgument",
    /a bigint/,
    ({ vcpu }) => sel4vm.vmSetThreadContextReg(vcpu, sel4vm.UserContextReg.x0, wrong(5)),
  ],
  [
    "a number for a system register",
    "InvalidArgument",
    /a bigint/,
    ({ vcpu }) => sel4vm.vmSetArmVcpuReg(vcpu, sel4vm.VcpuReg.VBAR, wrong(5)),
  ],
  [
    "a mode that the CPU lacks",
    "InvalidArgument",
    /EL0 or EL1/,
    ({ vcpu }) => sel4vm.vmSetThreadContextReg(vcpu, sel4vm.UserContextReg.spsr, 9n),
  ],
  [
    "reading a fault where none is open",
    "NoFaultOpen",
    /from a fault callback/,
    ({ vcpu }) => sel4vm.getVcpuFaultAddress(vcpu),
  ],
  [
    "answering a fault twice",
    "NoFaultOpen",
    /once for each fault/,
    (guest) => {
      openFault(guest);
      sel4vm.advanceVcpuFault(guest.vcpu);
      sel4vm.advanceVcpuFault(guest.vcpu);
    },
  ],
  [
    "answering a fault with a number",
    "InvalidArgument",
    /value is 5.*bigint/,
    (guest) => {
      openFault(guest);
      sel4vm.answerVcpuFault(guest.vcpu, wrong(5));
    },
  ],
];

const INTERRUPTS: Misuse[] = [
  [
    "a second interrupt controller",
    "IrqControllerExists",
    /one only/,
    ({ vm }) => sel4vm.vmCreateDefaultIrqController(vm),
  ],
  [
    "an interrupt without a controller",
    "NoIrqController",
    /vmCreateDefaultIrqController first/,
    () => sel4vm.vmRegisterIrq(sel4vm.vmCreateVcpu(sel4vm.vmInit(coreModule, options({}))), 40),
  ],
  ["an interrupt beyond the last", "IrqOutOfRange", /use 0 to 287/, ({ vcpu }) => sel4vm.vmRegisterIrq(vcpu, 288)],
  [
    "an interrupt with two owners",
    "IrqTaken",
    /one owner/,
    ({ vcpu }) => {
      sel4vm.vmRegisterIrq(vcpu, 40);
      sel4vm.vmRegisterIrq(vcpu, 40);
    },
  ],
  [
    "an interrupt that nobody registered",
    "IrqNotRegistered",
    /vmRegisterIrq first/,
    ({ vcpu }) => sel4vm.vmInjectIrq(vcpu, 40),
  ],
  [
    "a level for an SGI",
    "IrqOutOfRange",
    /use 16 to/,
    ({ vcpu }) => {
      sel4vm.vmRegisterIrq(vcpu, 3);
      sel4vm.vmSetIrqLevel(vcpu, 3, true);
    },
  ],
];

const RUNNING: Misuse[] = [
  [
    "a budget that is no number",
    "InvalidArgument",
    /budgetInstructions is NaN/,
    ({ vm }) => sel4vm.vmRunSlice(vm, { budgetInstructions: Number.NaN }),
  ],
  ["an event without a callback", "VmRunFailed", /no notification callback/, ({ vm }) => sel4vm.vmNotify(vm, 1n)],
  [
    "running a VM from its own callback",
    "VmRunFailed",
    /it runs already/,
    (guest) => {
      sel4vm.vmRegisterUnhandledMemFaultCallback(guest.vm, () => {
        sel4vm.vmRun(guest.vm);
        return sel4vm.FaultResult.Handled;
      });
      sel4vm.vmRun(guest.vm);
    },
  ],
  [
    "a callback that throws",
    "VmRunFailed",
    /at 0x40000000: enough/,
    ({ vm }) => {
      sel4vm.vmRegisterUnhandledMemFaultCallback(vm, () => {
        throw new Error("enough");
      });
      sel4vm.vmRun(vm);
    },
  ],
  [
    "a callback that answers nonsense",
    "VmRunFailed",
    /refused a read from 0x0/,
    ({ vm }) => {
      sel4vm.vmRegisterUnhandledMemFaultCallback(vm, () => wrong("yes"));
      sel4vm.vmRun(vm);
    },
  ],
  ["a fault that nobody handles", "VmRunFailed", /nothing handles a read from 0x0/, ({ vm }) => sel4vm.vmRun(vm)],
  [
    "a clock that stands still",
    "InvalidArgument",
    /ticksPerInstruction is 0/,
    ({ vm }) => vm.core.clock.setTicksPerInstruction(0),
  ],
];

const MISUSES = [...MAKING, ...MEMORY, ...REGISTERS_AND_FAULTS, ...INTERRUPTS, ...RUNNING];

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe("a misuse of the API", () => {
  const other = machine([A64.ADD_X5_1, A64.B_BACK]);

  it.each(MISUSES)("%s is named %s, and other VMs go on", (_, name, says, act) => {
    const guest = machine([A64.LDR_W0_X1, A64.B_SELF]);
    const before = other.vm.core.instructions;

    const error = caught(() => act(guest));

    expect(error).toBeInstanceOf(VmError);
    expect(error).toMatchObject({ name, message: expect.stringMatching(says) });
    expect(sel4vm.vmRunSlice(other.vm, { budgetInstructions: 100 })).toEqual({ kind: "budget" });
    expect(other.vm.core.instructions).toBeGreaterThan(before);
  });
});
