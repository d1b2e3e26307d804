/** Where the core keeps what fields of a VMCS name. SDM volume 3, 25.4 and appendix B. */
import { type CoreVcpu, Gpr, Ia32State, RunState, Segment, type SegmentRegister } from "../../core/index.ts";
import { VmcsFieldUnsupported } from "../../errors.ts";
import * as Field from "./vmcsFields.ts";

export interface VmcsAccess {
  get(vcpu: CoreVcpu): bigint;
  set(vcpu: CoreVcpu, value: bigint): void;
}

const SEGMENTS = [
  Segment.Es,
  Segment.Cs,
  Segment.Ss,
  Segment.Ds,
  Segment.Fs,
  Segment.Gs,
  Segment.Ldtr,
  Segment.Tr,
] as const;

/** Activity state: SDM volume 3, 25.4.2. */
const ACTIVE = 0n;
const HLT = 1n;
const WAIT_FOR_SIPI = 3n;

const low = (value: bigint) => Number(BigInt.asUintN(32, value));

/** A field by how a number of 32 bits is read and written. */
function word(get: (vcpu: CoreVcpu) => number, set: (vcpu: CoreVcpu, value: number) => void): VmcsAccess {
  return { get: (vcpu) => BigInt(get(vcpu) >>> 0), set: (vcpu, value) => set(vcpu, low(value)) };
}

function segmentPart(segment: Segment, part: keyof SegmentRegister): VmcsAccess {
  return word(
    ({ ia32 }) => ia32.segment(segment)[part],
    ({ ia32 }, value) => ia32.setSegment(segment, { [part]: value }),
  );
}

function model(offset: number): VmcsAccess {
  return {
    get: ({ ia32 }) => ia32.modelSpecific(offset),
    set: ({ ia32 }, value) => ia32.setModelSpecific(offset, value),
  };
}

function control(register: 0 | 3 | 4): VmcsAccess {
  return word(
    ({ ia32 }) => ia32.control(register),
    ({ ia32 }, value) => ia32.setControl(register, value),
  );
}

function table(name: "gdtr" | "idtr", part: "base" | "limit"): VmcsAccess {
  return word(
    ({ ia32 }) => ia32[name][part],
    ({ ia32 }, value) => {
      ia32[name] = { ...ia32[name], [part]: value };
    },
  );
}

/** Bit 1: loads of SS; whether it was STI the core does not tell apart. Bit 3: NMIs wait for IRET. 25.4.2. */
const interruptibility = word(
  (vcpu) => (vcpu.u32(Ia32State.INHIBIT) !== 0 ? 2 : 0) | (vcpu.u32(Ia32State.NMI_BLOCKED) !== 0 ? 8 : 0),
  (vcpu, value) => {
    vcpu.setU32(Ia32State.INHIBIT, (value & 3) !== 0 ? 1 : 0);
    vcpu.setU32(Ia32State.NMI_BLOCKED, (value >> 3) & 1);
  },
);

const activity: VmcsAccess = {
  get(vcpu) {
    if (vcpu.runState === RunState.Running) return ACTIVE;
    return vcpu.runState === RunState.Off ? WAIT_FOR_SIPI : HLT;
  },
  set(vcpu, value) {
    if (value === ACTIVE) vcpu.runState = RunState.Running;
    else vcpu.runState = value === HLT ? RunState.WaitInterrupt : RunState.Off;
  },
};

const FIELDS = new Map<number, VmcsAccess>([
  ...SEGMENTS.flatMap((segment): [number, VmcsAccess][] => [
    [Field.VMX_GUEST_ES_SELECTOR + 2 * segment, segmentPart(segment, "selector")],
    [Field.VMX_GUEST_ES_LIMIT + 2 * segment, segmentPart(segment, "limit")],
    [Field.VMX_GUEST_ES_ACCESS_RIGHTS + 2 * segment, segmentPart(segment, "rights")],
    [Field.VMX_GUEST_ES_BASE + 2 * segment, segmentPart(segment, "base")],
  ]),
  [Field.VMX_GUEST_GDTR_BASE, table("gdtr", "base")],
  [Field.VMX_GUEST_GDTR_LIMIT, table("gdtr", "limit")],
  [Field.VMX_GUEST_IDTR_BASE, table("idtr", "base")],
  [Field.VMX_GUEST_IDTR_LIMIT, table("idtr", "limit")],
  [Field.VMX_GUEST_CR0, control(0)],
  [Field.VMX_GUEST_CR3, control(3)],
  [Field.VMX_GUEST_CR4, control(4)],
  [
    Field.VMX_GUEST_DR7,
    word(
      ({ ia32 }) => ia32.debug(7),
      ({ ia32 }, value) => ia32.setDebug(7, value),
    ),
  ],
  [
    Field.VMX_GUEST_RSP,
    word(
      ({ ia32 }) => ia32.general(Gpr.Esp),
      ({ ia32 }, value) => ia32.setGeneral(Gpr.Esp, value),
    ),
  ],
  [
    Field.VMX_GUEST_RFLAGS,
    word(
      ({ ia32 }) => ia32.eflags,
      ({ ia32 }, value) => {
        ia32.eflags = value;
      },
    ),
  ],
  [Field.VMX_GUEST_EFER, model(Ia32State.EFER)],
  [Field.VMX_GUEST_PAT, model(Ia32State.PAT)],
  [Field.VMX_GUEST_SYSENTER_CS, model(Ia32State.SYSENTER_CS)],
  [Field.VMX_GUEST_SYSENTER_ESP, model(Ia32State.SYSENTER_ESP)],
  [Field.VMX_GUEST_SYSENTER_EIP, model(Ia32State.SYSENTER_EIP)],
  [Field.VMX_GUEST_INTERRUPTABILITY, interruptibility],
  [Field.VMX_GUEST_ACTIVITY, activity],
]);

/** Fields that the last exit left: to be read only. */
const EXIT_DATA = new Map<number, (vcpu: CoreVcpu) => bigint>([
  [
    Field.VMX_DATA_GUEST_PHYSICAL,
    (vcpu) => exitOf(vcpu, (exit) => (exit.kind === "memory" ? BigInt(exit.address) : 0n)),
  ],
  [
    Field.VMX_DATA_GUEST_LINEAR_ADDRESS,
    (vcpu) => exitOf(vcpu, (exit) => (exit.kind === "memory" ? exit.virtualAddress : 0n)),
  ],
  [Field.VMX_DATA_EXIT_QUALIFICATION, (vcpu) => exitOf(vcpu, qualification)],
]);

type Exit = ReturnType<CoreVcpu["lastExit"]>;

function exitOf(vcpu: CoreVcpu, part: (exit: Exit) => bigint): bigint {
  return part(vcpu.lastExit());
}

/** Of I/O instructions (table 28-5: size, direction, port) and EPT violations (table 28-7: read, write, fetch). */
function qualification(exit: Exit): bigint {
  if (exit.kind === "port") {
    const direction = exit.direction === "in" ? 8 : 0;
    return BigInt(exit.port * 0x1_0000 + exit.width - 1 + direction);
  }
  if (exit.kind !== "memory") return 0n;
  return { read: 1n, write: 2n, fetch: 4n }[exit.direction];
}

/** @throws VmcsFieldUnsupported */
export function vmcsField(field: number, purpose: "read" | "write"): VmcsAccess {
  const access = FIELDS.get(field);
  if (access !== undefined) return access;
  const get = EXIT_DATA.get(field);
  if (get === undefined || purpose === "write") throw new VmcsFieldUnsupported(field, purpose);
  return { get, set: () => {} };
}
