import { beforeEach, describe, expect, it } from "vitest";
import {
  Access,
  CODE,
  HANDLER,
  Ia32System,
  KERNEL_CODE,
  KERNEL_DATA,
  OTHER_STACK,
  OTHER_STATE,
  OTHER_TASK,
  SPARE,
  STACK,
  TASK,
  TASK_STATE,
  USER_CODE,
  USER_DATA,
} from "../testing/ia32System.ts";
import { CR0, Cr0, DR6, IDTR_LIMIT, Segment, Vector } from "./state.ts";

const JUMP = [0xea, 0, 0, 0, 0, OTHER_TASK, 0];
const CALL = [0x9a, 0, 0, 0, 0, OTHER_TASK, 0];
const INT_30 = [0xcd, 0x30];
const BUSY = 0x200;
const NT = 0x4000;
const BT = 0x8000n;

let system: Ia32System;

/** A 32-bit task at HANDLER. */
function fillTask(parts: Partial<Record<"eip" | "eflags" | "esp" | "cs" | "ss" | "ds" | "ldt" | "trap", number>> = {}) {
  const values = { eip: HANDLER, eflags: 2, esp: OTHER_STACK, cs: KERNEL_CODE, ss: KERNEL_DATA, ...parts };
  const ds = parts.ds ?? KERNEL_DATA;
  system.write32(OTHER_STATE + 0x20, values.eip);
  system.write32(OTHER_STATE + 0x24, values.eflags);
  [0xa0, 0xc1, 0xd2, 0xb3, values.esp, 0xb5, 0x56, 0xd7].forEach((value, n) => {
    system.write32(OTHER_STATE + 0x28 + 4 * n, value);
  });
  [ds, values.cs, values.ss, ds, 0, 0].forEach((value, n) => {
    system.write32(OTHER_STATE + 0x48 + 4 * n, value);
  });
  system.write32(OTHER_STATE + 0x60, parts.ldt ?? 0);
  system.write32(OTHER_STATE + 0x64, parts.trap ?? 0);
}

beforeEach(() => {
  system = new Ia32System();
  system.core.setU32(IDTR_LIMIT, 0x1ff);
  system.stopAt(HANDLER);
  fillTask();
});

describe("a jump to another task", () => {
  it("loads its registers, and saves the old task's", () => {
    system.run(JUMP, { eax: 1, ebx: 4, edi: 8 });

    expect(system.pc).toBe(HANDLER);
    expect(["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"].map((name) => system.get(name as "eax"))).toEqual([
      0xa0,
      0xc1,
      0xd2,
      0xb3,
      OTHER_STACK,
      0xb5,
      0x56,
      0xd7,
    ]);
    expect(system.read(TASK_STATE + 0x20)).toBe(CODE + JUMP.length);
    expect([system.read(TASK_STATE + 0x28), system.read(TASK_STATE + 0x34)]).toEqual([1, 4]);
    expect(system.read(TASK_STATE + 0x38)).toBe(STACK);
    expect(system.read(TASK_STATE + 0x4c) & 0xffff).toBe(KERNEL_CODE);
  });

  it("moves the busy bit, loads TR and sets CR0.TS", () => {
    system.run(JUMP);

    expect(system.descriptorHigh(TASK) & BUSY).toBe(0);
    expect(system.descriptorHigh(OTHER_TASK) & BUSY).toBe(BUSY);
    expect(system.selector(Segment.Tr)).toBe(OTHER_TASK);
    expect(system.core.u64(CR0) & BigInt(Cr0.TS)).toBe(BigInt(Cr0.TS));
  });

  it("may change the level", () => {
    fillTask({ cs: USER_CODE, ss: USER_DATA, ds: USER_DATA });

    system.run(JUMP);

    expect(system.cpl).toBe(3);
    expect(system.rights(Segment.Ds)).toBe(0xc0f3);
  });

  it("enters virtual-8086 mode when EFLAGS says so", () => {
    fillTask({ eflags: 0x20002, cs: HANDLER >>> 4, ss: 0x100, ds: 0x200, eip: 0 });

    system.run(JUMP);

    expect([system.base(Segment.Cs), system.base(Segment.Ds), system.cpl]).toEqual([HANDLER & 0xffff0, 0x2000, 3]);
  });

  it("raises #GP for a busy task, #NP for an absent one, #TS for a short one", () => {
    const fault = (access: number, limit: number) => {
      system.setDescriptor(OTHER_TASK, OTHER_STATE, limit, access, 0);
      system.run(JUMP);
      return [system.fault?.vector, system.fault?.errorCode];
    };

    expect(fault(Access.Task32 | 2, 0x67)).toEqual([Vector.GP, OTHER_TASK]);
    expect(fault(Access.Task32 & ~0x80, 0x67)).toEqual([Vector.NP, OTHER_TASK]);
    expect(fault(Access.Task32, 0x66)).toEqual([Vector.TS, OTHER_TASK]);
    expect(system.selector(Segment.Tr)).toBe(TASK);
  });

  it("raises #TS in the new task for a selector that does not fit", () => {
    fillTask({ ds: KERNEL_CODE | 4 });

    system.run(JUMP);

    expect(system.fault).toEqual({ vector: Vector.TS, eip: HANDLER, errorCode: KERNEL_CODE | 4 });
    expect(system.selector(Segment.Tr)).toBe(OTHER_TASK);
  });

  it("traps into the debugger before the first instruction when T is set", () => {
    fillTask({ trap: 1 });

    system.run(JUMP);

    expect(system.fault).toEqual({ vector: Vector.DB, eip: HANDLER });
    expect(system.core.u64(DR6) & BT).toBe(BT);
  });

  it("loads the local descriptor table", () => {
    system.setDescriptor(SPARE, CODE + 0x9000, 0xff, 0x82, 0);
    fillTask({ ldt: SPARE });

    system.run(JUMP);

    expect([system.base(Segment.Ldtr), system.limit(Segment.Ldtr)]).toEqual([CODE + 0x9000, 0xff]);
  });
});

describe("a call of another task", () => {
  it("links the old one, which stays busy, and IRET comes back", () => {
    system.write(HANDLER, [0xcf]);

    system.run(CALL, { eax: 7 });

    expect(system.finished).toBe(true);
    expect(system.read(OTHER_STATE) & 0xffff).toBe(TASK);
    expect([system.selector(Segment.Tr), system.get("eax"), system.get("esp")]).toEqual([TASK, 7, STACK]);
    expect(system.descriptorHigh(TASK) & BUSY).toBe(BUSY);
    expect(system.descriptorHigh(OTHER_TASK) & BUSY).toBe(0);
    expect(system.eflags & NT).toBe(0);
    expect(system.read(OTHER_STATE + 0x20)).toBe(HANDLER + 1);
  });

  it("sets NT in the new task", () => {
    system.run(CALL);

    expect(system.eflags & NT).toBe(NT);
  });
});

describe("a task gate in the IDT", () => {
  it("switches, and puts the error code on the new task's stack", () => {
    system.setVector(Vector.GP, OTHER_TASK, 0, Access.TaskGate);

    system.run([0x8e, 0xd8], { eax: 0x80 });

    expect(system.pc).toBe(HANDLER);
    expect([system.get("esp"), system.read(OTHER_STACK - 4)]).toEqual([OTHER_STACK - 4, 0x80]);
    expect(system.read(TASK_STATE + 0x20)).toBe(CODE);
    expect(system.eflags & NT).toBe(NT);
  });

  it("saves the EIP behind INT n", () => {
    system.setVector(0x30, OTHER_TASK, 0, Access.TaskGate);

    system.run(INT_30);

    expect(system.read(TASK_STATE + 0x20)).toBe(CODE + 2);
  });
});

describe("a 16-bit task", () => {
  it("has words, and no FS and GS", () => {
    system.setDescriptor(OTHER_TASK, OTHER_STATE, 0x2b, Access.Task16, 0);
    system.setDescriptor(SPARE, CODE, 0xffff, Access.Code0, 4);
    system.stopAt(CODE + 0x6000);
    const words = [
      0x6000,
      2,
      0xa0,
      0xc1,
      0xd2,
      0xb3,
      0x7000,
      0xb5,
      0x56,
      0xd7,
      KERNEL_DATA,
      SPARE,
      KERNEL_DATA,
      KERNEL_DATA,
    ];
    words.forEach((word, n) => {
      system.write(OTHER_STATE + 0x0e + 2 * n, [word & 0xff, word >> 8]);
    });
    system.write(OTHER_STATE + 0x2a, [0, 0]);

    system.run(JUMP);

    expect(system.pc).toBe(CODE + 0x6000);
    expect([system.get("esp"), system.get("edi")]).toEqual([0x7000, 0xd7]);
    expect([system.selector(Segment.Fs), system.rights(Segment.Fs)]).toEqual([0, 0x10000]);
  });
});
