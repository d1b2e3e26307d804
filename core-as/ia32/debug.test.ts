import { beforeEach, describe, expect, it } from "vitest";
import { DATA } from "../testing/ia32.ts";
import { CODE, HANDLER, Ia32System, KERNEL_CODE, STACK } from "../testing/ia32System.ts";
import { CR4, Cr4, DR0, DR6, DR7, Vector } from "./state.ts";

const MOV_EAX_1 = [0xb8, 1, 0, 0, 0];
const MOV_ECX_2 = [0xb9, 2, 0, 0, 0];
const TF = 0x100;
const RF = 0x10000;
const BS = 0x4000;
const BD = 0x2000;
const STORE_EBX = [0x89, 0x03];
const LOAD_EBX = [0x8b, 0x03];
const GD = 0x2000;
/** DR7 of breakpoint 0: enabled, with R/W and LEN. */
const enabled = (rw: number, len: number) => 1 | (rw << 16) | (len << 18);

let system: Ia32System;

function setBreakpoint(address: number, control: number): void {
  system.core.setU64(DR0, BigInt(address));
  system.core.setU64(DR7, BigInt(control | 0x400));
}

beforeEach(() => {
  system = new Ia32System();
});

const reasons = () => system.core.u32(DR6) & 0xe00f;

describe("single steps", () => {
  it("trap behind each instruction, and the handler runs without TF", () => {
    system.eflags = TF;

    system.run([...MOV_EAX_1, ...MOV_ECX_2], { ecx: 0 });

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 5 });
    expect([system.get("eax"), system.get("ecx")]).toEqual([1, 0]);
    expect(reasons()).toBe(BS);
    expect(system.eflags & TF).toBe(0);
    expect(system.stack(3)[2] & TF).toBe(TF);
  });

  it("do not come behind an instruction that faults", () => {
    system.eflags = TF;

    system.run([0x0f, 0x0b]);

    expect(system.fault).toEqual({ vector: Vector.UD, eip: CODE });
    expect(reasons()).toBe(0);
  });

  it("begin behind the instruction that follows IRET", () => {
    [CODE + 1, KERNEL_CODE, TF | 2].forEach((value, n) => {
      system.write32(STACK - 12 + 4 * n, value);
    });

    system.run([0xcf, ...MOV_EAX_1, ...MOV_ECX_2], { esp: STACK - 12 });

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 6 });
  });

  it("wait for the instruction behind a load of SS", () => {
    system.eflags = TF;

    system.run([0x8e, 0xd0, ...MOV_ECX_2, ...MOV_EAX_1], { eax: 0x10 });

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 7 });
  });

  it("come between the elements of a repeated instruction, whose image of EFLAGS has RF then", () => {
    system.eflags = TF;

    system.run([0xf3, 0xab, ...MOV_EAX_1], { ecx: 2, edi: DATA }); // rep stosd

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE });
    expect([system.get("ecx"), system.get("edi")]).toEqual([1, DATA + 4]);
    expect(system.stack(3)[2] & (TF | RF)).toBe(TF | RF);
  });

  it("find no RF behind the last element", () => {
    system.eflags = TF;

    system.run([0xf3, 0xab, ...MOV_EAX_1], { ecx: 1, edi: DATA });

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 2 });
    expect(system.stack(3)[2] & (TF | RF)).toBe(TF);
  });

  it("are not taken into INT n's handler", () => {
    system.setVector(0x1f, KERNEL_CODE, HANDLER, 0x8e);
    system.write(HANDLER, [...MOV_ECX_2, 0xeb, 0xfe]);
    system.eflags = TF;

    system.run([0xcd, 0x1f]);

    expect(system.pc).toBe(HANDLER + 5);
    expect(reasons()).toBe(0);
  });
});

describe("a breakpoint on an instruction", () => {
  it("faults before it", () => {
    setBreakpoint(CODE + 5, enabled(0, 0));

    system.run([...MOV_EAX_1, ...MOV_ECX_2], { ecx: 0 });

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 5 });
    expect([system.get("eax"), system.get("ecx")]).toEqual([1, 0]);
    expect(reasons()).toBe(1);
  });

  it("is passed when IRET sets RF, and RF lasts for one instruction", () => {
    setBreakpoint(CODE + 1, enabled(0, 0));
    [CODE + 1, KERNEL_CODE, RF | 2].forEach((value, n) => {
      system.write32(STACK - 12 + 4 * n, value);
    });

    system.run([0xcf, ...MOV_EAX_1], { esp: STACK - 12 });

    expect(system.finished).toBe(true);
    expect(system.eflags & RF).toBe(0);
  });

  it("stays on the instruction while RF is needed: a fault there pushes RF again", () => {
    setBreakpoint(CODE + 1, enabled(0, 0));
    [CODE + 1, KERNEL_CODE, RF | 2].forEach((value, n) => {
      system.write32(STACK - 12 + 4 * n, value);
    });

    system.run([0xcf, 0x0f, 0x0b], { esp: STACK - 12 });

    expect(system.fault).toEqual({ vector: Vector.UD, eip: CODE + 1 });
    expect(system.stack(3)[2] & RF).toBe(RF);
  });
});

describe("a breakpoint on data", () => {
  it("traps behind a write into its range, and only of its range", () => {
    setBreakpoint(DATA + 4, enabled(1, 3));
    system.run([...STORE_EBX, ...MOV_EAX_1], { ebx: DATA + 8, eax: 5 });
    const beside = system.finished;
    system.run([...STORE_EBX, ...MOV_EAX_1], { ebx: DATA + 1, eax: 5 });

    expect(beside).toBe(true);
    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 2 });
    expect(system.read(DATA + 1)).toBe(5);
    expect(reasons()).toBe(1);
  });

  it("hears of reads only when it asks for them", () => {
    setBreakpoint(DATA, enabled(1, 3));
    system.run(LOAD_EBX, { ebx: DATA });
    const writesOnly = system.finished;
    setBreakpoint(DATA, enabled(3, 3));
    system.run(LOAD_EBX, { ebx: DATA });

    expect(writesOnly).toBe(true);
    expect(system.fault?.vector).toBe(Vector.DB);
  });
});

describe("a breakpoint on a port", () => {
  it("traps behind the access, under CR4.DE", () => {
    system.core.setU64(CR4, BigInt(Cr4.DE));
    setBreakpoint(0x21, enabled(2, 0));

    system.run([0xe4, 0x21, ...MOV_ECX_2]);

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE + 2 });
  });
});

describe("debug registers", () => {
  it("read back what exists of what was written", () => {
    system.run([0x0f, 0x23, 0xf8, 0x0f, 0x21, 0xfb], { eax: 0xffff0000 }); // mov dr7, eax; mov ebx, dr7

    expect(system.get("ebx")).toBe(0xffff0400);
  });

  it("are guarded by GD, which the handler finds clear", () => {
    system.core.setU64(DR7, BigInt(GD | 0x400));

    system.run([0x0f, 0x21, 0xc3]);

    expect(system.fault).toEqual({ vector: Vector.DB, eip: CODE });
    expect(reasons()).toBe(BD);
    expect(system.core.u32(DR7) & GD).toBe(0);
  });

  it("have DR4 as another name of DR6, but not under CR4.DE", () => {
    system.run([0x0f, 0x21, 0xe3]);
    const alias = system.get("ebx");
    system.core.setU64(CR4, BigInt(Cr4.DE));
    system.run([0x0f, 0x21, 0xe3]);

    expect(alias).toBe(0xffff0ff0);
    expect(system.fault).toEqual({ vector: Vector.UD, eip: CODE });
  });
});
