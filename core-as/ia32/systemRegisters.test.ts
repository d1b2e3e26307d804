import { beforeEach, describe, expect, it } from "vitest";
import { DATA } from "../testing/ia32.ts";
import {
  Access,
  CODE,
  Ia32System,
  KERNEL_CODE,
  KERNEL_DATA,
  OTHER_STATE,
  OTHER_TASK,
  SPARE,
  STACK,
  TASK,
  USER_CODE,
  USER_DATA,
} from "../testing/ia32System.ts";
import { CR0, CR2, CR4, Cr0, Segment, Vector } from "./state.ts";

const MOV_CR0_EAX = [0x0f, 0x22, 0xc0];
const MOV_CR4_EAX = [0x0f, 0x22, 0xe0];
const PE_ET = 0x11;
const ZF = 0x40;

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
});

const GP_0 = { vector: Vector.GP, eip: CODE, errorCode: 0 };
const UD = { vector: Vector.UD, eip: CODE };

describe("control registers", () => {
  it("refuse combinations and bits that do not exist", () => {
    const faults = [
      [MOV_CR0_EAX, 0x80000000],
      [MOV_CR0_EAX, 0x20000011],
      [MOV_CR4_EAX, 0x800],
    ].map(([code, eax]) => {
      system.run(code as number[], { eax: eax as number });
      return system.fault;
    });

    expect(faults).toEqual([GP_0, GP_0, GP_0]);
    expect([system.core.u32(CR0), system.core.u32(CR4)]).toEqual([PE_ET, 0]);
  });

  it("keep ET set, and read back", () => {
    system.run([...MOV_CR0_EAX, 0x0f, 0x20, 0xc3], { eax: 0x60000021 });

    expect(system.get("ebx")).toBe(0x60000031);
  });

  it("CR2 holds what was written", () => {
    system.run([0x0f, 0x22, 0xd0], { eax: 0x12345678 });

    expect(system.core.u64(CR2)).toBe(0x12345678n);
  });

  it("1, 5, 6, 7 are no registers", () => {
    const faults = [0xc8, 0xe8, 0xf0, 0xf8].map((modrm) => {
      system.run([0x0f, 0x22, modrm]);
      return system.fault;
    });

    expect(faults).toEqual([UD, UD, UD, UD]);
  });

  it("are level 0's", () => {
    const codes = [
      [0x0f, 0x20, 0xc0],
      MOV_CR0_EAX,
      [0x0f, 0x06],
      [0xf4],
      [0x0f, 0x09],
      [0x0f, 0x32],
      [0x0f, 0x21, 0xc0],
    ];
    const faults = codes.map((code) => {
      system.useUser();
      system.run(code, { esp: STACK });
      return system.fault;
    });

    expect(faults).toEqual(codes.map(() => GP_0));
  });
});

describe("the machine status word", () => {
  it("LMSW sets PE and does not clear it; SMSW reads it at any level", () => {
    system.run([0x0f, 0x01, 0xf0], { eax: 0xa });
    const lmsw = system.core.u32(CR0);
    system.useUser();
    system.run([0x0f, 0x01, 0xe3], { ebx: 0xffffffff });

    expect(lmsw).toBe(PE_ET | 0xa);
    expect(system.get("ebx")).toBe(PE_ET | 0xa);
  });

  it("CLTS clears TS", () => {
    system.core.setU64(CR0, BigInt(PE_ET | Cr0.TS));

    system.run([0x0f, 0x06]);

    expect(system.core.u32(CR0)).toBe(PE_ET);
  });
});

describe("protected mode", () => {
  it("is entered by MOV to CR0 and a far jump", () => {
    system.useReal(0x1000);
    system.write(CODE + 0x1000, [0x0f, 0x22, 0xc0, 0x66, 0xea, 0, 0x20, 0, 0x40, KERNEL_CODE, 0]);
    system.stopAt(CODE + 0x2000);
    system.set("eax", PE_ET);

    system.core.run(20n, 0x1000n);

    expect(system.pc).toBe(CODE + 0x2000);
    expect(system.rights(Segment.Cs)).toBe(0xc09b);
  });
});

describe("descriptor-table registers", () => {
  it("LGDT loads six bytes, and with 16-bit operands 24 bits of the base; SGDT stores all", () => {
    system.write32(DATA, 0x56781234);
    system.write32(DATA + 4, 0x9abc);
    system.run([0x66, 0x0f, 0x01, 0x13, 0x0f, 0x01, 0x41, 0x08], { ebx: DATA, ecx: DATA }); // lgdtw [ebx]; sgdt [ecx+8]

    expect([system.read(DATA + 8), system.read(DATA + 12)]).toEqual([0x56781234, 0x00bc]);
  });

  it("SIDT crosses a page whole or not at all", () => {
    system.setSegment(Segment.Ds, 0, DATA + 0x103, 0x4093);

    system.run([0x0f, 0x01, 0x0b], { ebx: DATA + 0x100 });

    expect(system.fault).toEqual(GP_0);
    expect(system.read(DATA + 0x100)).toBe(0);
  });

  it("LTR takes an available task and makes it busy", () => {
    system.run([0x0f, 0x00, 0xd8], { eax: OTHER_TASK });
    const loaded = [system.base(Segment.Tr), system.descriptorHigh(OTHER_TASK) & 0x200];
    system.run([0x0f, 0x00, 0xd8], { eax: OTHER_TASK });

    expect(loaded).toEqual([OTHER_STATE, 0x200]);
    expect(system.fault).toEqual({ vector: Vector.GP, eip: CODE, errorCode: OTHER_TASK });
  });

  it("LLDT takes a local table or nothing, and then selectors with TI name its descriptors", () => {
    system.setDescriptor(SPARE, DATA, 0x1f, 0x82, 0);
    system.write32(DATA + 0x10, 0x0000ffff);
    system.write32(DATA + 0x14, 0x00cf9200);

    system.run([0x0f, 0x00, 0xd0, 0x8e, 0xdb], { eax: SPARE, ebx: 0x14 });

    expect(system.finished).toBe(true);
    expect([system.selector(Segment.Ds), system.limit(Segment.Ds)]).toEqual([0x14, 0xffffffff]);
  });

  it("STR and SLDT store selectors", () => {
    system.run([0x0f, 0x00, 0xc8], { eax: 0xffffffff });

    expect(system.get("eax")).toBe(TASK);
  });
});

describe("what a selector would allow", () => {
  const ask = (opcode: readonly number[], eax: number) => {
    system.run([...opcode], { eax, ebx: 0x5555 });
    return [(system.flags & ZF) !== 0, system.get("ebx")];
  };
  const LAR = [0x0f, 0x02, 0xd8];
  const LSL = [0x0f, 0x03, 0xd8];
  const VERR = [0x0f, 0x00, 0xe0];
  const VERW = [0x0f, 0x00, 0xe8];

  it("LAR gives the rights of segments and gates, and leaves the register when there are none", () => {
    system.setGate(SPARE, KERNEL_CODE, 0, Access.CallGate32);

    expect(ask(LAR, KERNEL_DATA)).toEqual([true, 0xc09300]);
    expect(ask(LAR, SPARE)).toEqual([true, 0x8c00]);
    expect(ask(LAR, 0)).toEqual([false, 0x5555]);
    expect(ask(LAR, 0x80)).toEqual([false, 0x5555]);
  });

  it("LSL gives the limit in bytes of segments only", () => {
    system.setGate(SPARE, KERNEL_CODE, 0, Access.CallGate32);

    expect(ask(LSL, USER_DATA)).toEqual([true, 0xffffffff]);
    expect(ask(LSL, TASK)).toEqual([true, 0x2067]);
    expect(ask(LSL, SPARE)).toEqual([false, 0x5555]);
  });

  it("VERR and VERW look at type and level", () => {
    expect([ask(VERR, KERNEL_CODE)[0], ask(VERW, KERNEL_CODE)[0], ask(VERW, KERNEL_DATA)[0]]).toEqual([
      true,
      false,
      true,
    ]);
    system.useUser();
    expect([ask(VERR, KERNEL_DATA)[0], ask(VERR, USER_CODE)[0], ask(VERW, USER_DATA)[0]]).toEqual([false, true, true]);
  });

  it("ARPL raises the RPL of its destination", () => {
    system.run([0x63, 0xc3], { eax: 3, ebx: 0xabcd0010 }); // arpl bx, ax
    const raised = [system.get("ebx"), system.flags & ZF];
    system.run([0x63, 0xc3], { eax: 1, ebx: 0x12 });

    expect(raised).toEqual([0xabcd0013, ZF]);
    expect([system.get("ebx"), system.flags & ZF]).toEqual([0x12, 0]);
  });
});
