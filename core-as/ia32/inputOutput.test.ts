import { beforeEach, describe, expect, it } from "vitest";
import { Direction, ExitReason } from "../abi.ts";
import { EXIT_ADDRESS, EXIT_DATA, EXIT_DIRECTION, EXIT_REASON, EXIT_WIDTH } from "../layout.ts";
import { DATA } from "../testing/ia32.ts";
import { CODE, Ia32System, STACK, TASK_STATE } from "../testing/ia32System.ts";
import { Segment, Vector } from "./state.ts";

const PORT = 0x3f0;
const IN_AL_DX = [0xec];
const IN_AX_DX = [0x66, 0xed];
const OUT_DX_AL = [0xee];
const GP_0 = { vector: Vector.GP, eip: CODE, errorCode: 0 };
const MAP = TASK_STATE + 0x68;
const DF = 0x400;

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
});

const access = () => [
  Number(system.core.u64(EXIT_ADDRESS)),
  system.core.u32(EXIT_WIDTH),
  system.core.u32(EXIT_DIRECTION),
];

/** Answers the open access and lets the instruction, or its element, finish. */
function answer(value: number): void {
  system.core.exports.completeAccess(system.core.vcpu(), BigInt(value));
  system.core.exports.stepVcpu(system.core.vcpu());
}

const resume = () => {
  system.core.exports.runVcpu(system.core.vcpu(), 50n);
  return system.core.u32(EXIT_REASON);
};

describe("ports of the VMM", () => {
  it("leave the instruction, and IN changes only what it names", () => {
    const reason = system.run(IN_AX_DX, { eax: 0x11112222, edx: PORT });
    const what = access();
    answer(0xabcd);

    expect(reason).toBe(ExitReason.Port);
    expect(what).toEqual([PORT, 2, Direction.Read]);
    expect([system.get("eax"), system.finished]).toEqual([0x1111abcd, true]);
  });

  it("get what OUT writes", () => {
    system.run(OUT_DX_AL, { eax: 0x1234, edx: PORT });

    expect(access()).toEqual([PORT, 1, Direction.Write]);
    expect(system.core.u64(EXIT_DATA)).toBe(0x34n);
  });
});

describe("string forms", () => {
  it("REP OUTS exits once an element, with the registers of that element", () => {
    system.write(DATA, [0x61, 0x62, 0x63]);
    system.run([0xf3, 0x6e], { esi: DATA, ecx: 3, edx: PORT });
    const data = [system.core.u64(EXIT_DATA)];
    answer(0);
    const between = [system.get("ecx"), system.get("esi")];
    resume();
    data.push(system.core.u64(EXIT_DATA));
    answer(0);
    resume();
    data.push(system.core.u64(EXIT_DATA));
    answer(0);

    expect(data).toEqual([0x61n, 0x62n, 0x63n]);
    expect(between).toEqual([2, DATA + 1]);
    expect([system.get("ecx"), system.finished]).toEqual([0, true]);
  });

  it("INS writes ES:EDI, downwards under DF", () => {
    system.eflags = DF;
    system.run([0x66, 0x6d], { edi: DATA + 2, edx: PORT });
    answer(0xbeef);

    expect(system.read(DATA)).toBe(0xbeef0000);
    expect([system.get("edi"), system.finished]).toEqual([DATA, true]);
  });

  it("INS proves its place writable before it reads the port", () => {
    system.setSegment(Segment.Es, 0, DATA, 0x4093);

    system.run([0x6c], { edi: DATA + 1, edx: PORT });

    expect(system.fault).toEqual(GP_0);
  });

  it("REP with a count of zero does nothing", () => {
    system.run([0xf3, 0x6c], { ecx: 0, edx: PORT, edi: DATA });

    expect(system.finished).toBe(true);
  });
});

describe("who may use a port", () => {
  it("is said by the map of the task where CPL is beyond IOPL", () => {
    system.write(MAP + (PORT >> 3), [0xfe]);
    system.useUser();
    const allowed = system.run(IN_AL_DX, { edx: PORT });
    system.run(IN_AL_DX, { edx: PORT + 1 });
    const denied = system.fault;
    system.useUser();
    system.run(IN_AX_DX, { edx: PORT, esp: STACK });

    expect(allowed).toBe(ExitReason.Port);
    expect([denied, system.fault]).toEqual([GP_0, GP_0]);
  });

  it("ends with the task-state segment", () => {
    system.setSegment(Segment.Tr, TASK_STATE, 0x68 + (PORT >> 3), 0x8b);
    system.useUser();

    system.run(IN_AL_DX, { edx: PORT });

    expect(system.fault).toEqual(GP_0);
  });

  it("is everyone with IOPL 3", () => {
    system.setSegment(Segment.Tr, TASK_STATE, 0x67, 0x8b);
    system.useUser();
    system.eflags = 0x3000;

    expect(system.run(IN_AL_DX, { edx: PORT })).toBe(ExitReason.Port);
  });
});
