import { beforeEach, describe, expect, it } from "vitest";
import { DATA } from "../testing/ia32.ts";
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
  SPARE_2,
  STACK,
  USER_CODE,
  USER_DATA,
} from "../testing/ia32System.ts";
import { Segment, Vector } from "./state.ts";

const bytes = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
const jump = (selector: number, offset: number) => [0xea, ...bytes(offset), selector & 0xff, selector >> 8];
const call = (selector: number, offset: number) => [0x9a, ...bytes(offset), selector & 0xff, selector >> 8];
const CALL_LENGTH = 7;

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
  system.stopAt(HANDLER);
});

const gp = (errorCode: number) => ({ vector: Vector.GP, eip: CODE, errorCode });

describe("a far jump", () => {
  it("loads CS and EIP", () => {
    system.setDescriptor(SPARE, HANDLER - 0x10, 0xfffff, Access.Code0);

    system.run(jump(SPARE, 0x10));

    expect(system.pc).toBe(HANDLER);
    expect([system.selector(Segment.Cs), system.eip]).toEqual([SPARE, 0x10]);
  });

  it("takes its pointer from memory", () => {
    system.write32(DATA, HANDLER);
    system.write32(DATA + 4, KERNEL_CODE);

    system.run([0xff, 0x2b], { ebx: DATA });

    expect(system.pc).toBe(HANDLER);
  });

  it("stays at its level in conforming code", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, Access.Conforming0);
    system.useUser();

    system.run(jump(SPARE, HANDLER));

    expect(system.pc).toBe(HANDLER);
    expect([system.cpl, system.selector(Segment.Cs)]).toEqual([3, SPARE | 3]);
  });

  it("reaches no code of another level", () => {
    system.useUser();
    system.run(jump(KERNEL_CODE, HANDLER));
    const inner = system.fault;
    const other = new Ia32System();
    other.run(jump(USER_CODE, HANDLER));

    expect(inner).toEqual(gp(KERNEL_CODE));
    expect(other.fault).toEqual(gp(USER_CODE & ~3));
  });

  it("refuses null selectors, data, and offsets beyond the limit", () => {
    system.setDescriptor(SPARE, 0, 0xfff, Access.Code0, 4);
    const faults = [jump(0, HANDLER), jump(KERNEL_DATA, HANDLER), jump(SPARE, 0x1000)].map((code) => {
      system.run(code);
      return system.fault?.errorCode;
    });

    expect(faults).toEqual([0, KERNEL_DATA, 0]);
  });

  it("loads a paragraph number in real mode", () => {
    system.useReal(CODE);
    system.setSegment(Segment.Cs, CODE, 0xffff, 0x409b);

    system.run(jump(HANDLER >>> 4, 0));

    expect(system.base(Segment.Cs)).toBe(HANDLER & 0xffff0);
    expect(system.eip).toBe(0);
  });
});

describe("a far call", () => {
  it("pushes CS and the EIP behind it, and RETF comes back", () => {
    system.write(HANDLER, [0xcb]);

    system.run(call(KERNEL_CODE, HANDLER));

    expect(system.finished).toBe(true);
    expect([system.read(STACK - 8), system.read(STACK - 4)]).toEqual([CODE + CALL_LENGTH, KERNEL_CODE]);
    expect(system.get("esp")).toBe(STACK);
  });

  it("changes nothing when the stack has no room", () => {
    system.setSegment(Segment.Ss, 0, STACK - 5, 0x4093);

    system.run(call(KERNEL_CODE, HANDLER));

    expect(system.get("esp")).toBe(STACK);
    expect(system.selector(Segment.Cs)).toBe(KERNEL_CODE);
    expect(system.pc).not.toBe(HANDLER);
  });
});

describe("a call gate", () => {
  it("to a more privileged level takes its stack, and copies parameters", () => {
    system.setGate(SPARE, KERNEL_CODE, HANDLER, Access.CallGate32 | DPL3, 2);
    system.write32(STACK - 8, 0x1111);
    system.write32(STACK - 4, 0x2222);
    system.useUser();

    system.run(call(SPARE | 3, 0xdeadbeef), { esp: STACK - 8 });

    expect(system.pc).toBe(HANDLER);
    expect(system.get("esp")).toBe(INNER_STACK - 24);
    expect(system.stack(6)).toEqual([CODE + CALL_LENGTH, USER_CODE, 0x1111, 0x2222, STACK - 8, USER_DATA]);
    expect([system.cpl, system.selector(Segment.Ss)]).toEqual([0, KERNEL_DATA]);
  });

  it("is left by RETF n, which drops the parameters of both stacks", () => {
    system.setGate(SPARE, KERNEL_CODE, HANDLER, Access.CallGate32 | DPL3, 2);
    system.write(HANDLER, [0xca, 8, 0]);
    system.useUser();

    system.run(call(SPARE | 3, 0), { esp: STACK - 8 });

    expect(system.finished).toBe(true);
    expect([system.cpl, system.get("esp"), system.selector(Segment.Ss)]).toEqual([3, STACK, USER_DATA]);
  });

  it("to the same level pushes CS and EIP only", () => {
    system.setGate(SPARE, KERNEL_CODE, HANDLER, Access.CallGate32, 5);

    system.run(call(SPARE, 0));

    expect(system.stack(2)).toEqual([CODE + CALL_LENGTH, KERNEL_CODE]);
    expect(system.get("esp")).toBe(STACK - 8);
  });

  it("of 16 bits pushes words and cuts the offset", () => {
    system.setDescriptor(SPARE_2, HANDLER & ~0xffff, 0xfffff, Access.Code0);
    system.setGate(SPARE, SPARE_2, 0xabc00000 | (HANDLER & 0xffff), Access.CallGate16);

    system.run(call(SPARE, 0));

    expect(system.pc).toBe(HANDLER);
    expect(system.stack(1)).toEqual([((KERNEL_CODE << 16) | ((CODE + CALL_LENGTH) & 0xffff)) >>> 0]);
  });

  it("cannot be jumped through to a more privileged level", () => {
    system.setGate(SPARE, KERNEL_CODE, HANDLER, Access.CallGate32 | DPL3);
    system.useUser();

    system.run(jump(SPARE | 3, 0));

    expect(system.fault).toEqual(gp(KERNEL_CODE));
  });

  it("must be within reach of CPL, present, and lead to code", () => {
    system.setGate(SPARE, KERNEL_DATA, HANDLER, Access.CallGate32 | DPL3);
    system.setGate(SPARE_2, KERNEL_CODE, HANDLER, (Access.CallGate32 & ~0x80) | DPL3);
    system.useUser();
    system.run(call(SPARE | 3, 0));
    const noCode = system.fault;
    system.useUser();
    system.run(call(SPARE_2 | 3, 0), { esp: STACK });
    const absent = system.fault;
    system.setGate(SPARE, KERNEL_CODE, HANDLER, Access.CallGate32);
    system.useUser();
    system.run(call(SPARE | 3, 0), { esp: STACK });

    expect(noCode).toEqual(gp(KERNEL_DATA));
    expect(absent).toEqual({ vector: Vector.NP, eip: CODE, errorCode: SPARE_2 });
    expect(system.fault).toEqual(gp(SPARE));
  });
});

describe("a far return", () => {
  it("never goes to a more privileged level", () => {
    system.useUser();
    system.write32(STACK - 8, HANDLER);
    system.write32(STACK - 4, KERNEL_CODE);

    system.run([0xcb], { esp: STACK - 8 });

    expect(system.fault).toEqual(gp(KERNEL_CODE));
  });

  it("wants a stack of the level that it returns to", () => {
    [HANDLER, USER_CODE, STACK, KERNEL_DATA].forEach((value, n) => {
      system.write32(STACK - 16 + 4 * n, value);
    });

    system.run([0xcb], { esp: STACK - 16 });

    expect(system.fault).toEqual(gp(KERNEL_DATA));
    expect(system.cpl).toBe(0);
  });
});

describe("SYSENTER and SYSEXIT", () => {
  const wrmsr = (index: number, value: number) =>
    system.core.exports.vcpuWriteMsr(system.core.vcpu(), index, BigInt(value));

  beforeEach(() => {
    wrmsr(0x174, KERNEL_CODE);
    wrmsr(0x175, INNER_STACK);
    wrmsr(0x176, HANDLER);
  });

  it("go to level 0 and back, with flat segments and no stack touched", () => {
    system.write(HANDLER, [0x0f, 0x35]);
    system.stopAt(CODE + 0x100);
    system.useUser();
    system.eflags = 0x202;

    system.run([0x0f, 0x34], { edx: CODE + 0x100, ecx: STACK - 64 });

    expect([system.cpl, system.get("esp")]).toEqual([3, STACK - 64]);
    expect([system.selector(Segment.Cs), system.selector(Segment.Ss)]).toEqual([USER_CODE, USER_DATA]);
    expect(system.eflags & 0x200).toBe(0);
  });

  it("raise #GP(0) while IA32_SYSENTER_CS is null, and SYSEXIT at level 3", () => {
    system.useUser();
    system.run([0x0f, 0x35]);
    const exit = system.fault;
    wrmsr(0x174, 3);
    system.useUser();
    system.run([0x0f, 0x34], { esp: STACK });

    expect([exit, system.fault]).toEqual([gp(0), gp(0)]);
  });
});
