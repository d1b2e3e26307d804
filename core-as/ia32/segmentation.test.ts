import { beforeEach, describe, expect, it } from "vitest";
import { EXIT_SYNDROME, VM_STAT_SLOW_ACCESS } from "../layout.ts";
import { DATA } from "../testing/ia32.ts";
import { Access, CODE, Ia32System, KERNEL_CODE, KERNEL_DATA, SPARE, STACK, USER_DATA } from "../testing/ia32System.ts";
import { CR0, Segment, Vector } from "./state.ts";

const MOV_DS_EAX = [0x8e, 0xd8];
const MOV_SS_EAX = [0x8e, 0xd0];
const LOAD_EBX = [0x8b, 0x03];
const STORE_EBX = [0x89, 0x03];
const CS_OVERRIDE = 0x2e;
const ACCESSED = 0x100;
const READ_ONLY = 0x90;
const EXPAND_DOWN = 0x96;
const NOT_PRESENT = 0x12;

let system: Ia32System;

beforeEach(() => {
  system = new Ia32System();
});

const gp = (errorCode: number, eip = CODE) => ({ vector: Vector.GP, eip, errorCode });

describe("PUSH of a segment register", () => {
  it("writes 16 bits of an element of 32", () => {
    system.write32(STACK - 4, 0xaaaa_bbbb);

    system.run([0x06], { esp: STACK });

    expect([system.stack(1), system.get("esp")]).toEqual([[0xaaaa_0000 + KERNEL_DATA], STACK - 4]);
  });
});

describe("MOV to a segment register", () => {
  it("loads base, limit in bytes and rights, and sets the accessed bit in memory", () => {
    system.setDescriptor(SPARE, 0x12345678, 0xabcde, Access.Data0, 0xc);

    system.run(MOV_DS_EAX, { eax: SPARE });

    expect(system.base(Segment.Ds)).toBe(0x12345678);
    expect(system.limit(Segment.Ds)).toBe(0xabcdefff);
    expect(system.rights(Segment.Ds)).toBe(0xc093);
    expect(system.descriptorHigh(SPARE) & ACCESSED).toBe(ACCESSED);
  });

  it("lets a null selector in, and refuses accesses through it", () => {
    system.run([...MOV_DS_EAX, ...LOAD_EBX], { eax: 3, ebx: DATA });

    expect(system.selector(Segment.Ds)).toBe(3);
    expect(system.fault).toEqual(gp(0, CODE + 2));
  });

  it("refuses a null selector for SS", () => {
    system.run(MOV_SS_EAX, { eax: 0 });

    expect(system.fault).toEqual(gp(0));
  });

  it("refuses data more privileged than CPL or RPL", () => {
    system.run(MOV_DS_EAX, { eax: KERNEL_DATA | 3 });
    const byRpl = system.fault;
    system.useUser();
    system.run(MOV_DS_EAX, { eax: KERNEL_DATA });

    expect(byRpl).toEqual(gp(KERNEL_DATA));
    expect(system.fault).toEqual(gp(KERNEL_DATA));
    expect(system.selector(Segment.Ds)).toBe(USER_DATA);
  });

  it("takes a readable code segment, and conforming code whatever its DPL", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, Access.Conforming0);
    system.useUser();

    system.run(MOV_DS_EAX, { eax: SPARE | 3 });

    expect(system.finished).toBe(true);
  });

  it("refuses code that cannot be read, system segments, and what lies behind the table", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, 0x98);
    const faults = [SPARE, 0x28, 0x80, 0x04].map((eax) => {
      system.run(MOV_DS_EAX, { eax });
      return system.fault?.errorCode;
    });

    expect(faults).toEqual([SPARE, 0x28, 0x80, 0x04]);
  });

  it("raises #NP for a segment that is not present, and #SS when it is for SS", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, NOT_PRESENT);
    system.run(MOV_DS_EAX, { eax: SPARE });
    const data = system.fault;
    system.run(MOV_SS_EAX, { eax: SPARE });

    expect(data).toEqual({ vector: Vector.NP, eip: CODE, errorCode: SPARE });
    expect(system.fault).toEqual({ vector: Vector.SS, eip: CODE, errorCode: SPARE });
  });

  it("wants writable data of exactly CPL for SS", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, READ_ONLY);
    const faults = [SPARE, KERNEL_CODE, USER_DATA].map((eax) => {
      system.run(MOV_SS_EAX, { eax });
      return system.fault?.errorCode;
    });

    expect(faults).toEqual([SPARE, KERNEL_CODE, USER_DATA & ~3]);
  });

  it("cannot load CS", () => {
    system.run([0x8e, 0xc8], { eax: KERNEL_CODE });

    expect(system.fault).toEqual({ vector: Vector.UD, eip: CODE });
  });

  it("loads a paragraph number in virtual-8086 mode", () => {
    system.useVirtual(CODE);

    system.run(MOV_DS_EAX, { eax: 0x1234 });

    expect(system.base(Segment.Ds)).toBe(0x12340);
    expect(system.limit(Segment.Ds)).toBe(0xffff);
  });

  it("keeps limit and rights in real mode", () => {
    system.useReal(CODE);
    system.setSegment(Segment.Ds, 0, 0xffffffff, 0xc093);

    system.run(MOV_DS_EAX, { eax: 0x1234 });

    expect([system.base(Segment.Ds), system.limit(Segment.Ds)]).toEqual([0x12340, 0xffffffff]);
  });
});

describe("other loads of segment registers", () => {
  it("POP pops an operand, and MOV reads a selector, zero-extended", () => {
    system.run([0x0f, 0xa0, 0x1f, 0x8c, 0xd8], { eax: 0xffffffff }); // push fs; pop ds; mov eax, ds

    expect(system.get("eax")).toBe(KERNEL_DATA);
    expect(system.get("esp")).toBe(STACK);
  });

  it("LSS loads SS and the register together", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, Access.Data0);
    system.write32(DATA, 0x11223344);
    system.write32(DATA + 4, SPARE);

    system.run([0x0f, 0xb2, 0x23], { ebx: DATA }); // lss esp, [ebx]

    expect([system.selector(Segment.Ss), system.get("esp")]).toEqual([SPARE, 0x11223344]);
  });

  it("LES changes neither register when it faults", () => {
    system.write32(DATA, 0x11223344);
    system.write32(DATA + 4, 0x80);

    system.run([0xc4, 0x03], { ebx: DATA, eax: 5 }); // les eax, [ebx]

    expect(system.fault).toEqual(gp(0x80));
    expect([system.selector(Segment.Es), system.get("eax")]).toEqual([KERNEL_DATA, 5]);
  });
});

describe("an access through a segment", () => {
  it("may touch the last byte of the limit, and none behind", () => {
    system.setSegment(Segment.Ds, DATA, 0xfff, 0x4093);
    system.run(LOAD_EBX, { ebx: 0xffc });
    const inside = system.finished;
    system.run(LOAD_EBX, { ebx: 0xffd });

    expect(inside).toBe(true);
    expect(system.fault).toEqual(gp(0));
  });

  it("raises #SS through SS", () => {
    system.setSegment(Segment.Ss, DATA, 0xfff, 0x4093);

    system.run([0x36, ...LOAD_EBX], { ebx: 0x1000, esp: 0x800 });

    expect(system.core.u32(EXIT_SYNDROME)).toBe(Vector.SS);
  });

  it("finds an expand-down segment above its limit", () => {
    system.setSegment(Segment.Ds, DATA, 0xfff, 0x4097);
    system.run(LOAD_EBX, { ebx: 0x1000 });
    const above = system.finished;
    system.run(LOAD_EBX, { ebx: 0xfff });

    expect(above).toBe(true);
    expect(system.fault).toEqual(gp(0));
  });

  it("ends an expand-down segment without B at 64 KiB", () => {
    system.setDescriptor(SPARE, DATA, 0xfff, EXPAND_DOWN, 0);

    system.run([...MOV_DS_EAX, ...LOAD_EBX], { eax: SPARE, ebx: 0xfffd });

    expect(system.fault).toEqual(gp(0, CODE + 2));
  });

  it("cannot write read-only data", () => {
    system.setDescriptor(SPARE, 0, 0xfffff, READ_ONLY);

    system.run([...MOV_DS_EAX, ...STORE_EBX], { eax: SPARE, ebx: DATA });

    expect(system.fault).toEqual(gp(0, CODE + 2));
  });

  it("can read but not write code", () => {
    system.write32(DATA, 0xcafe);
    system.run([CS_OVERRIDE, ...LOAD_EBX], { ebx: DATA });
    const read = system.get("eax");
    system.run([CS_OVERRIDE, ...STORE_EBX], { ebx: DATA });

    expect(read).toBe(0xcafe);
    expect(system.fault).toEqual(gp(0));
  });

  it("is checked again after a load of the same register with another limit", () => {
    system.setDescriptor(SPARE, 0, 0xfff, Access.Data0, 0x4);

    system.run([...MOV_DS_EAX, ...LOAD_EBX], { eax: SPARE, ebx: DATA });

    expect(system.fault).toEqual(gp(0, CODE + 2));
  });
});

describe("alignment", () => {
  it("is checked at level 3 under CR0.AM and EFLAGS.AC", () => {
    system.core.setU64(CR0, 0x40011n);
    system.useUser();
    system.eflags = 0x40000;

    system.run(LOAD_EBX, { ebx: DATA + 1 });

    expect(system.fault).toEqual({ vector: Vector.AC, eip: CODE, errorCode: 0 });
  });

  it("is not checked at level 0, nor of what is aligned", () => {
    system.core.setU64(CR0, 0x40011n);
    system.eflags = 0x40000;
    system.run(LOAD_EBX, { ebx: DATA + 1 });
    const inner = system.finished;
    system.useUser();
    system.run(LOAD_EBX, { ebx: DATA + 4 });

    expect([inner, system.finished]).toEqual([true, true]);
  });
});

describe("16-bit addresses in a segment of 64 KiB", () => {
  const LOAD_BYTE = [0x8a, 0x07]; // mov al, [bx]
  const LOAD_WORD = [0x8b, 0x07]; // mov ax, [bx]
  const STORE_WORD = [0x89, 0x07]; // mov [bx], ax
  const LES = [0xc4, 0x07]; // les ax, [bx]
  /** mov cx, 100; mov al, [bx]; add [bx], ax; loop to the load */
  const LOOP = [0xb9, 100, 0, ...LOAD_BYTE, 0x01, 0x07, 0xe2, 0xfa];

  const slowAccesses = () => new DataView(system.core.bytes.buffer).getUint32(VM_STAT_SLOW_ACCESS, true);
  const run = (base: number, code: readonly number[], bx: number) => {
    system = new Ia32System();
    system.useReal(CODE);
    system.setRealTable(STACK);
    system.setSegment(Segment.Ds, base, 0xffff, 0x93);
    // Twice, so that the page is in the translation cache.
    system.run(code, { ebx: bx & 0xff00 });
    system.run(code, { ebx: bx });
    return system.finished;
  };

  it.each([DATA - 0x8000, DATA - 0x8010])("end with the last byte: base %i", (base) => {
    expect([run(base, LOAD_BYTE, 0xffff), run(base, LOAD_WORD, 0xfffe), run(base, LES, 0xfffc)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([run(base, LOAD_WORD, 0xffff), run(base, STORE_WORD, 0xffff), run(base, LES, 0xfffe)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("need no look at each access", () => {
    run(DATA, LOOP, 0x100);

    expect(slowAccesses()).toBeLessThan(20);
  });
});
