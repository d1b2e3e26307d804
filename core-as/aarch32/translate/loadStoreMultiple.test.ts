import { describe, expect, it } from "vitest";
import { ExitReason } from "../../abi.ts";
import { DATA, TestProgram32 } from "../../testing/aarch32.ts";
import { RAM_START } from "../../testing/core.ts";
import { BANK_R13, BANK_R14, BANK_SIZE, BANK_SPSR, BANKS, Bank, CPSR_E, Mode } from "../state.ts";

const BASE = Number(DATA);
const START = Number(RAM_START);
const RAM_END = START + (1 << 20);

/** A program with words 0x100, 0x101, … from DATA - 64 on (DATA has 0x110), and DATA in R1. */
function withData(): TestProgram32 {
  const program = new TestProgram32();
  program.setR(1, BASE);
  for (let i = 0; i < 64; i++) program.write(DATA - 64n + BigInt(4 * i), 0x100 + i);
  return program;
}

const words = (program: TestProgram32, at: bigint, count: number) =>
  Array.from({ length: count }, (_, i) => program.read(at + BigInt(4 * i)));
const registers = (program: TestProgram32, numbers: readonly number[]) => numbers.map((n) => program.r(n));

describe("LDM and STM", () => {
  it("load in the four directions", () => {
    const program = withData();
    // ldm r1,{r2,r3}; ldmib r1,{r4,r5,r6}; ldmda r1,{r7,r8}; ldmdb r1,{r9,r10}
    program.run("a32", [0xe891000c, 0xe9910070, 0xe8110180, 0xe9110600]);
    expect(registers(program, [2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual([
      0x110, 0x111, 0x111, 0x112, 0x113, 0x10f, 0x110, 0x10e, 0x10f,
    ]);
    expect(program.r(1)).toBe(BASE);
  });

  it("store in the four directions, and write back", () => {
    const program = withData();
    program.setR(2, 0x22);
    program.setR(3, 0x33);
    program.setR(4, 0x44);
    // stm r1!,{r2,r3,r4}; stmib r1!,{r2}; stmda r1!,{r2,r3}; stmdb r1!,{r3,r4}
    program.run("a32", [0xe8a1001c, 0xe9a10004, 0xe821000c, 0xe9210018]);
    expect(program.r(1)).toBe(BASE);
    expect(words(program, DATA, 5)).toEqual([0x33, 0x44, 0x44, 0x22, 0x33]);
  });

  it("load the base itself, wherever it is in the list", () => {
    const program = withData();
    // ldm r1,{r0,r1,r2,r3}; ldm r4,{r4,r5,r6}; ldm r7,{r6,r7}
    program.setR(4, BASE);
    program.setR(7, BASE);
    program.run("a32", [0xe891000f, 0xe8940070, 0xe89700c0]);
    expect(registers(program, [0, 1, 2, 3])).toEqual([0x110, 0x111, 0x112, 0x113]);
    expect(registers(program, [4, 5, 6, 7])).toEqual([0x110, 0x111, 0x110, 0x111]);
  });

  it("store the base as it was before write-back, and R15 plus 8", () => {
    const program = withData();
    program.setR(0, 0x55);
    // stm r1!,{r0,r1,pc}
    program.run("a32", [0xe8a18003]);
    expect(words(program, DATA, 3)).toEqual([0x55, BASE, START + 8]);
    expect(program.r(1)).toBe(BASE + 12);
  });

  it("push and pop, and return to the instruction set in bit 0", () => {
    const program = withData();
    const stack = program.r(13);
    program.put("t32", [0xf7e0_8000], RAM_START + 0x100n);
    // push {r4,r5,lr}; pop {r4,r5,pc}
    program.setR(14, START + 0x101);
    expect(program.run("a32", [0xe92d4030, 0xe8bd8030])).toBe(ExitReason.Hypercall);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
    expect(program.r(13)).toBe(stack);
  });

  it("return on a condition", () => {
    const program = withData();
    program.flags = 0b0100;
    program.write(DATA, 0x44);
    program.write(DATA + 4n, START + 0x40);
    program.put("a32", [0xe1400070], RAM_START + 0x40n);
    program.setR(13, BASE);
    // popne {r4,pc}; popeq {r4,pc}
    program.run("a32", [0x18bd8010, 0x08bd8010]);
    expect(program.core.pc).toBe(RAM_START + 0x44n);
    expect([program.r(4), program.r(13)]).toEqual([0x44, BASE + 8]);
  });

  it("leave the base and what is behind alone when an access does not end", () => {
    const program = withData();
    // ldmib r0!,{r1,r2,r3,r4}; the third word lies behind RAM
    expect(program.run("a32", [0xe9b0001e], [RAM_END - 12])).toBe(ExitReason.Memory);
    expect(program.r(0)).toBe(RAM_END - 12);
    expect(program.core.pc).toBe(RAM_START);
    const base = withData();
    // ldm r1,{r1,r2,r3,r4}
    expect(base.run("a32", [0xe891001e], [0, RAM_END - 8])).toBe(ExitReason.Memory);
    expect(base.r(1)).toBe(RAM_END - 8);
  });

  it("go on when the VMM has answered", () => {
    const program = withData();
    program.write(BigInt(RAM_END - 4), 0x77);
    // ldm r0!,{r2,r3,r4}: the second and third word come from the VMM
    expect(program.run("a32", [0xe8b0001c], [RAM_END - 4])).toBe(ExitReason.Memory);
    const { core } = program;
    core.exports.completeAccess(core.vcpu(), 0x88n);
    expect(core.exports.stepVcpu(core.vcpu())).toBe(ExitReason.Memory);
    core.exports.completeAccess(core.vcpu(), 0x99n);
    expect(core.exports.stepVcpu(core.vcpu())).toBe(ExitReason.Step);
    expect(registers(program, [0, 2, 3, 4])).toEqual([RAM_END + 8, 0x77, 0x88, 0x99]);
  });

  it("abort where the words are not aligned", () => {
    const program = withData();
    // ldm r1!,{r2,r3}
    program.run("a32", [0xe8b1000c], [0, BASE + 2]);
    expect(program.cpsr & 0x1f).toBe(Mode.Abt);
    expect([program.r(1), program.r(14)]).toEqual([BASE + 2, START + 8]);
    const single = withData();
    // stmdb r1!,{r2}
    single.run("a32", [0xe9210004], [0, BASE + 1]);
    expect(single.cpsr & 0x1f).toBe(Mode.Abt);
    expect(single.r(1)).toBe(BASE + 1);
  });

  it("wrap at the end of the address space", () => {
    const program = withData();
    // ldmdb r0,{r1,r2}: at 0xfffffffc and 0, where there is nothing
    expect(program.run("a32", [0xe9100006], [4])).toBe(ExitReason.Memory);
    expect(program.r(0)).toBe(4);
  });

  it("are undefined without registers, and where a loaded base is written back", () => {
    const empty = withData();
    empty.run("a32", [0xe8910000]);
    expect(empty.cpsr & 0x1f).toBe(Mode.Und);
    const both = withData();
    // ldm r1!,{r1,r2}
    both.run("a32", [0xe8b10006]);
    expect(both.cpsr & 0x1f).toBe(Mode.Und);
  });

  it("reverse the bytes of words where CPSR.E is set", () => {
    const program = withData();
    program.core.setU64(CPSR_E, 1n << 9n);
    // ldm r1,{r1,r2,r3}; stm r0,{r2,r3}
    program.run("a32", [0xe891000e, 0xe880000c], [BASE + 32]);
    expect(registers(program, [1, 2, 3])).toEqual([0x1001_0000, 0x1101_0000, 0x1201_0000]);
    expect(words(program, DATA + 32n, 2)).toEqual([0x111, 0x112]);
  });
});

describe("LDM and STM in T32", () => {
  it("are 16 or 32 bits long", () => {
    const program = withData();
    // ldmia r1!,{r0,r2}; stmia r1!,{r0,r2}; ldmdb.w r1!,{r2,r3,r8}
    program.run("t32", [0xc905, 0xc105, 0xe931010c]);
    expect(registers(program, [0, 2, 3, 8])).toEqual([0x110, 0x111, 0x110, 0x111]);
    expect(program.r(1)).toBe(BASE + 4);
  });

  it("do not write back to a base that is loaded", () => {
    const program = withData();
    // ldmia r1,{r0,r1}
    program.run("t32", [0xc903]);
    expect(registers(program, [0, 1])).toEqual([0x110, 0x111]);
  });

  it("push and pop", () => {
    const program = withData();
    program.setR(4, 0x44);
    program.setR(14, START + 0x101);
    program.put("t32", [0xf7e0_8000], RAM_START + 0x100n);
    // push {r4,lr}; push {r0}; pop {r0}; pop {r4,pc}
    program.run("t32", [0xb510, 0xb401, 0xbc01, 0xbd10]);
    expect(program.core.pc).toBe(RAM_START + 0x105n);
    expect([program.r(4), program.r(13)]).toEqual([0x44, BASE + 0x800]);
  });
});

describe("LDM and STM with ^", () => {
  const userBank = BANKS + Bank.Usr * BANK_SIZE;

  it("move the registers of User mode", () => {
    const program = withData();
    const { core } = program;
    core.setU64(userBank + BANK_R13, 0xdddn);
    core.setU64(userBank + BANK_R14, 0xeeen);
    program.setR(8, 0x88);
    // stm r1,{r8,sp,lr}^; ldm r0,{r7,sp,lr}^
    program.run("a32", [0xe8c16100, 0xe8d06080], [BASE - 4]);
    expect(words(program, DATA, 3)).toEqual([0x88, 0xddd, 0xeee]);
    expect(program.r(7)).toBe(0x10f);
    expect(core.u64(userBank + BANK_R13)).toBe(0x88n);
    expect(core.u64(userBank + BANK_R14)).toBe(0xdddn);
    expect(program.r(13)).toBe(BASE + 0x800);
  });

  it("return from an exception where R15 is in the list", () => {
    const program = withData();
    const { core } = program;
    core.setU64(BANKS + Bank.Svc * BANK_SIZE + BANK_SPSR, 0x6000_0030n);
    core.setU64(userBank + BANK_R13, 0xddd0n);
    program.write(DATA, 0x11);
    program.write(DATA + 4n, START + 0x100);
    program.put("t32", [0xdf00], RAM_START + 0x100n);
    program.setR(13, BASE);
    // ldm sp!,{r0,pc}^
    core.setU64(userBank + BANK_R14, 0n);
    program.put("a32", [0xe8fd8001], RAM_START);
    core.run(1n, RAM_START);
    expect(program.cpsr & 0x3f).toBe(0x30);
    expect(program.flags).toBe(6);
    expect([program.r(0), program.r(13)]).toEqual([0x11, 0xddd0]);
    expect(core.pc).toBe(RAM_START + 0x101n);
    expect(core.u64(BANKS + Bank.Svc * BANK_SIZE + BANK_R13)).toBe(BigInt(BASE + 8));
  });

  it("are undefined in User mode", () => {
    const program = withData();
    program.core.exports.setCpsr(program.core.vcpu(), Mode.Usr);
    program.setR(1, BASE);
    // stm r1,{sp,lr}^
    program.run("a32", [0xe8c16000]);
    expect(program.cpsr & 0x1f).toBe(Mode.Und);
  });
});
