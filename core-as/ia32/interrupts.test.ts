import { beforeEach, describe, expect, it } from "vitest";
import { ExitReason } from "../abi.ts";
import { EXIT_SYNDROME } from "../layout.ts";
import {
  Access,
  CODE,
  DPL3,
  HANDLER,
  Ia32System,
  INNER_STACK,
  KERNEL_CODE,
  KERNEL_DATA,
  SPARE,
  STACK,
  TASK,
  USER_CODE,
  USER_DATA,
} from "../testing/ia32System.ts";
import { IDTR_LIMIT, Segment, Vector } from "./state.ts";

const INT_30 = [0xcd, 0x30];
const INT3 = [0xcc];
const UD2 = [0x0f, 0x0b];
const NO_SEGMENT = 0x78;
const IF = 0x200;
const TF = 0x100;
const NT = 0x4000;
const RF = 0x10000;

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
  system.core.setU32(IDTR_LIMIT, 0x1ff);
  system.stopAt(HANDLER);
});

describe("an interrupt gate of the same level", () => {
  it("pushes EFLAGS, CS and the EIP behind INT n, and clears IF, TF and NT", () => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32);
    system.eflags = IF | NT;

    system.run(INT_30);

    expect(system.pc).toBe(HANDLER);
    expect(system.stack(3)).toEqual([CODE + 2, KERNEL_CODE, IF | NT | 2]);
    expect(system.get("esp")).toBe(STACK - 12);
    expect(system.eflags & (IF | TF | NT)).toBe(0);
  });

  it("leaves IF as it is when it is a trap gate", () => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Trap32);
    system.eflags = IF;

    system.run(INT_30);

    expect(system.eflags & IF).toBe(IF);
  });

  it("pushes words, and cuts the offset, when it is a 16-bit gate", () => {
    system.setDescriptor(SPARE, HANDLER - 0x100, 0xfffff, Access.Code0);
    system.setVector(0x30, SPARE, 0xffff0100, Access.Interrupt16);

    system.run(INT_30);

    expect(system.pc).toBe(HANDLER);
    expect(system.get("esp")).toBe(STACK - 6);
    expect(system.stack(1)).toEqual([(KERNEL_CODE << 16) | ((CODE + 2) & 0xffff)]);
  });

  it("pushes the address of a fault itself, with RF, and the error code", () => {
    system.run([0x8e, 0xd8], { eax: SPARE });

    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: SPARE });
    expect(system.stack(4)[3] & RF).toBe(RF);
  });

  it("returns by IRET to what was interrupted", () => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32);
    system.write(HANDLER, [0xcf]);
    system.eflags = IF | 0x41;

    system.run([...INT_30, 0xb0, 1]);

    expect(system.finished).toBe(true);
    expect(system.eflags & 0xfff).toBe(IF | 0x43);
    expect(system.get("eax")).toBe(1);
  });
});

describe("an interrupt gate to level 0", () => {
  beforeEach(() => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32 | DPL3);
    system.useUser();
  });

  it("takes the stack of the task-state segment, and pushes the old one", () => {
    system.run(INT_30);

    expect(system.pc).toBe(HANDLER);
    expect(system.cpl).toBe(0);
    expect(system.get("esp")).toBe(INNER_STACK - 20);
    expect(system.stack(5)).toEqual([CODE + 2, USER_CODE, 2, STACK, USER_DATA]);
    expect([system.selector(Segment.Cs), system.selector(Segment.Ss)]).toEqual([KERNEL_CODE, KERNEL_DATA]);
    expect(system.selector(Segment.Ds)).toBe(USER_DATA);
  });

  it("comes back by IRET, and makes data segments of level 0 null", () => {
    system.write(HANDLER, [0x8e, 0xd8, 0xcf]); // mov ds, eax; iret

    system.run([...INT_30, 0xb1, 1], { eax: KERNEL_DATA });

    expect(system.finished).toBe(true);
    expect(system.cpl).toBe(3);
    expect(system.get("esp")).toBe(STACK);
    expect([system.selector(Segment.Ds), system.rights(Segment.Ds)]).toEqual([0, 0x10000]);
    expect(system.selector(Segment.Es)).toBe(USER_DATA);
  });

  it("refuses INT n when the gate's DPL is below CPL: #GP names the gate", () => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32);

    system.run(INT_30);

    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: 0x30 * 8 + 2 });
  });

  it("does not look at DPL for a fault", () => {
    system.run(UD2);

    expect(system.fault).toEqual({ vector: Vector.UD, eip: CODE });
  });

  it("raises #TS with the selector when SS of the task-state segment does not fit", () => {
    system.write32(CODE + 0x40008, USER_DATA);

    system.run(INT_30);

    // The stack for #TS is the same, so #TS cannot be delivered either, nor the double fault.
    expect(system.core.u32(EXIT_SYNDROME)).toBe(Vector.TS);
    expect(system.pc).toBe(CODE);
  });

  it("raises #NP for a gate that is not present", () => {
    system.setVector(0x30, KERNEL_CODE, HANDLER, 0x0e | DPL3);

    system.run(INT_30);

    expect(system.fault).toEqual({ vector: Vector.NP, eip: CODE, errorCode: 0x30 * 8 + 2 });
  });
});

describe("faults while an exception is delivered", () => {
  it("make a double fault of two contributory ones, with error code 0", () => {
    system.setVector(Vector.GP, NO_SEGMENT, HANDLER, Access.Interrupt32);

    system.run([0x8e, 0xd8], { eax: SPARE });

    expect(system.fault).toEqual({ vector: Vector.DF, eip: CODE, errorCode: 0 });
  });

  it("are taken alone after one that combines with nothing; EXT says that no INT n was the cause", () => {
    system.setVector(Vector.UD, NO_SEGMENT, HANDLER, Access.Interrupt32);

    system.run(UD2);

    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: NO_SEGMENT | 1 });
  });

  it("have no EXT when INT n was the cause", () => {
    system.setVector(0x30, NO_SEGMENT, HANDLER, Access.Interrupt32);

    system.run(INT_30);

    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: NO_SEGMENT });
  });

  it("shut the processor down when the double fault has no handler, and it stays off", () => {
    system.core.setU32(IDTR_LIMIT, 0);

    expect(system.run(UD2)).toBe(ExitReason.Shutdown);
    expect(system.pc).toBe(CODE);
    expect(system.core.exports.runVcpu(system.core.vcpu(), 10n)).toBe(ExitReason.Off);
  });

  it("end even when every handler faults again", () => {
    system.write(HANDLER, UD2);
    system.setVector(Vector.UD, KERNEL_CODE, HANDLER, Access.Interrupt32);

    expect(system.run(UD2, {}, 50)).toBe(ExitReason.Budget);
    expect(system.pc).toBe(HANDLER);
  });
});

describe("software exceptions", () => {
  it("INT3 returns behind itself", () => {
    system.run(INT3);

    expect(system.fault).toEqual({ vector: Vector.BP, eip: CODE + 1 });
  });

  it("INTO goes on while OF is clear, and traps while it is set", () => {
    system.run([0xce]);
    const without = system.finished;
    system.eflags = 0x800;
    system.run([0xce]);

    expect(without).toBe(true);
    expect(system.fault).toEqual({ vector: Vector.OF, eip: CODE + 1 });
  });

  it("INT1 needs no DPL", () => {
    system.useUser();

    system.run([0xf1]);

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 1 });
  });
});

describe("real mode", () => {
  it("takes the handler's far pointer from the table, and pushes three words", () => {
    system.useReal(CODE);
    system.write32(CODE + 0x8000 + 4 * 0x30, ((HANDLER >>> 4) << 16) | 0);
    system.setRealTable(CODE + 0x8000);
    system.set("esp", 0x7000);
    system.eflags = IF;

    system.run(INT_30);

    expect(system.selector(Segment.Cs)).toBe((HANDLER >>> 4) & 0xffff);
    expect(system.get("esp")).toBe(0x6ffa);
    expect(system.read(CODE + 0x6ffa) & 0xffff).toBe(2);
    expect(system.read(CODE + 0x6ffe) & 0xffff).toBe(IF | 2);
    expect(system.eflags & IF).toBe(0);
  });
});

describe("a task gate", () => {
  it("raises #GP for a task that is busy", () => {
    system.setVector(0x30, TASK, 0, Access.TaskGate);

    system.run(INT_30);

    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: TASK });
  });
});
