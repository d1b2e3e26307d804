import { describe, expect, it } from "vitest";
import { RAM_START } from "../../testing/core.ts";
import { DATA, TestProgram } from "../../testing/program.ts";
import { Sctlr } from "../state.ts";

const SP_ALIGNMENT = 0x26;
const FP_TRAP = 0x07;
const DATA_ABORT = 0x25;
const ALIGNMENT_FAULT = 0x21;
const WRITE = 0x40;
const MEMORY_EXIT = 3;

describe("loads and stores of one register", () => {
  it("write the base back after a post-indexed load", () => {
    const program = new TestProgram();
    program.write(DATA, 0x1122_3344_5566_7788n);
    program.run([0xf85f8401], [DATA]); // ldr x1, [x0], #-8

    expect([program.x(1), program.x(0)]).toEqual([0x1122_3344_5566_7788n, DATA - 8n]);
  });

  it("sign-extend a byte to 32 bits and clear the rest", () => {
    const program = new TestProgram();
    program.write(DATA, 0x8000n);
    program.run([0x39c00401], [DATA]); // ldrsb w1, [x0, #1]

    expect(program.x(1)).toBe(0xffff_ff80n);
  });

  it("sign-extend the index register before the shift", () => {
    const program = new TestProgram();
    program.write(DATA, 0x8000_0000n << 32n);
    program.run([0xb8a2d801], [DATA + 8n, 0n, 0xffff_ffffn]); // ldrsw x1, [x0, w2, sxtw #2]

    expect(program.x(1)).toBe(0xffff_ffff_8000_0000n);
  });

  it("let the write-back win over a load to the base", () => {
    const program = new TestProgram();
    program.run([0xf8408c00], [DATA]); // ldr x0, [x0, #8]!

    expect(program.x(0)).toBe(DATA + 8n);
  });

  it("leave the base alone when a device takes the access", () => {
    const program = new TestProgram();
    const reason = program.run([0xf85f8401], [0x1000n]); // ldr x1, [x0], #-8

    expect([reason, program.x(0), program.core.pc]).toEqual([MEMORY_EXIT, 0x1000n, RAM_START]);
  });

  it("load literals relative to the instruction", () => {
    const program = new TestProgram();
    program.write(RAM_START + 8n, 0x0123_4567_89ab_cdefn);
    program.core.load([0x58000041, 0xd4000002]); // ldr x1, .+8; hvc

    program.core.run();

    expect(program.x(1)).toBe(0x0123_4567_89ab_cdefn);
  });
});

describe("loads and stores of pairs", () => {
  it("may overwrite the base with the first element", () => {
    const program = new TestProgram();
    program.write(DATA, 1n);
    program.write(DATA + 8n, 2n);
    program.run([0xa9400400], [DATA]); // ldp x0, x1, [x0]

    expect([program.x(0), program.x(1)]).toEqual([1n, 2n]);
  });

  it("sign-extend words in LDPSW", () => {
    const program = new TestProgram();
    program.write(DATA, 0x0000_0001_8000_0000n);
    program.run([0x697f0801], [DATA + 8n]); // ldpsw x1, x2, [x0, #-8]

    expect([program.x(1), program.x(2)]).toEqual([0xffff_ffff_8000_0000n, 1n]);
  });

  it("cross a page", () => {
    const program = new TestProgram();
    program.write(DATA + 0xff8n, 1n);
    program.write(DATA + 0x1000n, 2n);
    program.run([0xa8c10801], [DATA + 0xff8n]); // ldp x1, x2, [x0], #16

    expect([program.x(1), program.x(2), program.x(0)]).toEqual([1n, 2n, DATA + 0x1008n]);
  });

  it("change no register when the second element faults", () => {
    const program = new TestProgram();
    const end = RAM_START + 0x10_0000n;
    const reason = program.run([0xa8c10801], [end - 8n, 11n, 22n]); // ldp x1, x2, [x0], #16

    expect([reason, program.x(0), program.x(1), program.x(2)]).toEqual([MEMORY_EXIT, end - 8n, 11n, 22n]);
  });

  it("store two words before the base moves", () => {
    const program = new TestProgram();
    program.run([0x29bf0801], [DATA + 8n, 0x1_0000_0001n, 2n]); // stp w1, w2, [x0, #-8]!

    expect([program.read(DATA), program.x(0)]).toEqual([0x2_0000_0001n, DATA]);
  });
});

describe("loads and stores of SIMD&FP registers", () => {
  it("load quadwords", () => {
    const program = new TestProgram();
    program.write(DATA + 16n, 1n);
    program.write(DATA + 24n, 2n);
    program.run([0x3dc00400], [DATA]); // ldr q0, [x0, #16]

    expect(program.v(0)).toEqual([1n, 2n]);
  });

  it("clear what lies above a smaller element", () => {
    const program = new TestProgram();
    program.setV(0, ~0n, ~0n);
    program.setV(1, ~0n, ~0n);
    program.write(DATA, 0x2_0000_0001n);
    program.run([0x2d400400], [DATA]); // ldp s0, s1, [x0]

    expect([program.v(0), program.v(1)]).toEqual([
      [1n, 0n],
      [2n, 0n],
    ]);
  });

  it("trap while CPACR_EL1 does not enable them", () => {
    const program = new TestProgram();
    program.disableFp();
    program.run([0x3dc00400], [DATA]); // ldr q0, [x0, #16]

    expect([program.exception.class, program.exception.syndrome]).toEqual([FP_TRAP, 0x1e0_0000]);
  });
});

describe("alignment of SP", () => {
  it("is checked when SCTLR_EL1.SA is set", () => {
    const program = new TestProgram();
    program.enable(Sctlr.SA);
    program.sp = DATA + 8n;
    program.run([0xf94003e1]); // ldr x1, [sp]

    expect(program.exception.class).toBe(SP_ALIGNMENT);
  });

  it("is checked after an instruction of the same block has moved SP", () => {
    const program = new TestProgram();
    program.enable(Sctlr.SA);
    program.run([0x9100001f, 0xf94003e1], [DATA + 8n]); // mov sp, x0; ldr x1, [sp]

    expect(program.exception.class).toBe(SP_ALIGNMENT);
  });

  it("does not matter when SA is clear", () => {
    const program = new TestProgram();
    program.sp = DATA + 8n;
    program.write(DATA + 8n, 5n);
    program.run([0xf94003e1]); // ldr x1, [sp]

    expect(program.x(1)).toBe(5n);
  });

  it("lets the access that misaligns SP happen", () => {
    const program = new TestProgram();
    program.enable(Sctlr.SA);
    program.run([0xf81f8fe1, 0xf94003e1], [0n, 7n]); // str x1, [sp, #-8]!; ldr x1, [sp]

    expect([program.read(DATA + 0x7f8n), program.exception.class]).toEqual([7n, SP_ALIGNMENT]);
  });
});

describe("LDAR and STLR", () => {
  it("fault when misaligned", () => {
    const program = new TestProgram();
    program.run([0xc8dffc01], [DATA + 4n]); // ldar x1, [x0]

    expect(program.exception).toEqual({ class: DATA_ABORT, syndrome: ALIGNMENT_FAULT, address: DATA + 4n });
  });

  it("store words", () => {
    const program = new TestProgram();
    program.write(DATA, ~0n);
    program.run([0x889ffc01], [DATA, 3n]); // stlr w1, [x0]

    expect(program.read(DATA)).toBe(0xffff_ffff_0000_0003n);
  });

  it("fault when misaligned in a page whose translation is cached", () => {
    const program = new TestProgram();
    program.run([0x39400002, 0x48dffc01], [DATA + 1n]); // ldrb w2, [x0]; ldarh w1, [x0]

    expect(program.exception).toEqual({ class: DATA_ABORT, syndrome: ALIGNMENT_FAULT, address: DATA + 1n });
  });

  it("fault when misaligned in a page of code whose translation is cached", () => {
    const program = new TestProgram();
    const address = RAM_START + 3n;
    program.run([0x39000020, 0x889ffc01], [address, RAM_START + 0x800n]); // strb w0, [x1]; stlr w1, [x0]

    expect(program.exception).toEqual({ class: DATA_ABORT, syndrome: ALIGNMENT_FAULT | WRITE, address });
  });
});
