import { beforeEach, describe, expect, it } from "vitest";
import {
  Access,
  CODE,
  DPL3,
  HANDLER,
  Ia32System,
  INNER_STACK,
  KERNEL_CODE,
  TASK_STATE,
} from "../testing/ia32System.ts";
import { CR4, Cr4, EFLAGS_SYSTEM, IDTR_LIMIT, Segment, Vector } from "./state.ts";

/** The program, by paragraph: linear address 0x1000, which is RAM too. */
const PARAGRAPH = 0x100;
const PROGRAM = PARAGRAPH << 4;
const LOW = CODE;
const INT_30 = [0xcd, 0x30];
const IF = 0x200;
const VIF = 1 << 19;
const VIP = 1 << 20;
const VM = 1 << 17;
const IOPL3 = 0x3000;
/** Where the interrupt redirection map lies when the I/O map begins at 0x88. */
const MAP_BASE = 0x88;

let system: Ia32System;

/** Runs `code` as a virtual-8086 program whose segments all are PARAGRAPH. */
function runVirtual(code: readonly number[], iopl = 0, flags = 0): void {
  system.useVirtual(PROGRAM, iopl);
  system.core.setU64(EFLAGS_SYSTEM, system.core.u64(EFLAGS_SYSTEM) | BigInt(flags));
  system.set("esp", 0x800);
  system.write(LOW + PROGRAM, [...code, 0xeb, 0xfe]);
  system.core.run(50n, BigInt(PROGRAM));
}

beforeEach(() => {
  system = new Ia32System();
  system.core.setU32(IDTR_LIMIT, 0x1ff);
  system.write32(TASK_STATE + 0x64, MAP_BASE << 16);
  system.stopAt(HANDLER);
  system.setVector(0x30, KERNEL_CODE, HANDLER, Access.Interrupt32 | DPL3);
});

const word = (address: number) => system.read(LOW + address) & 0xffff;

describe("virtual-8086 mode without VME", () => {
  it("raises #GP(0) for INT n, CLI, STI, PUSHF, POPF and IRET below IOPL 3", () => {
    const codes = [INT_30, [0xfa], [0xfb], [0x9c], [0x9d], [0xcf]];
    const faults = codes.map((code) => {
      runVirtual(code);
      return [system.fault?.vector, system.fault?.eip, system.fault?.errorCode];
    });

    expect(faults).toEqual(codes.map(() => [Vector.GP, 0, 0]));
  });

  it("goes to level 0 with all segments on the stack, and null in the registers", () => {
    runVirtual(INT_30, 3);

    expect(system.pc).toBe(HANDLER);
    expect(system.get("esp")).toBe(INNER_STACK - 36);
    expect(system.stack(9)).toEqual([
      2,
      PARAGRAPH,
      VM | IOPL3 | 2,
      0x800,
      PARAGRAPH,
      PARAGRAPH,
      PARAGRAPH,
      PARAGRAPH,
      PARAGRAPH,
    ]);
    expect([system.selector(Segment.Ds), system.rights(Segment.Gs), system.cpl]).toEqual([0, 0x10000, 0]);
    expect(system.eflags & VM).toBe(0);
  });

  it("is come back to by IRET of level 0", () => {
    system.write(HANDLER, [0xcf]);

    runVirtual([...INT_30, 0xb0, 7], 3);

    expect(system.get("eax") & 0xff).toBe(7);
    expect([system.base(Segment.Ds), system.cpl, system.get("esp")]).toEqual([PROGRAM, 3, 0x800]);
    expect(system.eflags & (VM | IOPL3)).toBe(VM | IOPL3);
  });

  it("takes a fault to level 0, whatever IOPL is", () => {
    runVirtual([0x0f, 0x0b]);

    expect(system.fault).toEqual({ vector: Vector.UD, eip: 0 });
  });

  it("has no instructions that need descriptors", () => {
    runVirtual([0x0f, 0x00, 0xc0]);

    expect(system.fault).toEqual({ vector: Vector.UD, eip: 0 });
  });
});

describe("the virtual-mode extensions", () => {
  beforeEach(() => {
    system.core.setU64(CR4, BigInt(Cr4.VME));
  });

  it("send INT n to the program's own handler where the map has a zero", () => {
    system.write32(LOW + 4 * 0x30, (0x200 << 16) | 0x10);
    system.stopAt(LOW + 0x2010);

    runVirtual(INT_30, 0, VIF);

    expect(system.pc).toBe(0x2010);
    expect(system.selector(Segment.Cs)).toBe(0x200);
    expect(system.get("esp")).toBe(0x7fa);
    expect([word(PROGRAM + 0x7fa), word(PROGRAM + 0x7fc)]).toEqual([2, PARAGRAPH]);
    expect(word(PROGRAM + 0x7fe)).toBe(IOPL3 | IF | 2);
    expect(system.eflags & (VIF | VM)).toBe(VM);
  });

  it("send it to the monitor where the map has a one, if IOPL is 3", () => {
    system.write(TASK_STATE + MAP_BASE - 32 + 6, [1]);
    runVirtual(INT_30);
    const below = system.fault;
    runVirtual(INT_30, 3);

    expect(below).toEqual({ vector: Vector.GP, eip: 0, errorCode: 0 });
    expect(system.pc).toBe(HANDLER);
  });

  it("let CLI and STI change VIF, and PUSHF show it as IF with IOPL 3", () => {
    runVirtual([0xfb, 0x9c, 0xfa]);

    expect(word(PROGRAM + 0x7fe)).toBe(IOPL3 | IF | 2);
    expect(system.eflags & (IF | VIF)).toBe(0);
  });

  it("raise #GP for STI while an interrupt waits, and for a POPF that would let it in", () => {
    runVirtual([0xfb], 0, VIP);
    const sti = system.fault?.vector;
    runVirtual([0x9d], 0, VIP);
    system.write(LOW + PROGRAM + 0x800, [0x02, 0x02]);
    runVirtual([0x9d], 0, VIP);

    expect(sti).toBe(Vector.GP);
    expect(system.fault?.vector).toBe(Vector.GP);
  });
});
