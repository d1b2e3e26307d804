import { describe, expect, it } from "vitest";
import { X87_CONTROL, X87_EXPONENT, X87_NOTED, X87_REGISTER_SIZE, X87_REGISTERS } from "../../core-as/fp/x87/layout.ts";
import { operand, Random, randomRecord } from "../../core-as/testing/x87/random.ts";
import { FLAGS, IMAGE_AT, STACK_AT, X87State } from "../../core-as/testing/x87/unit.ts";
import { FLAT_START, flatIa32Core } from "../testing/ia32.ts";
import { type CoreInstance, type ExecutionTier, Gpr } from "./index.ts";

const DATA = FLAT_START + 0x8_0000;
const DATA_SIZE = 128;
/** JMP to itself: the budget ends there. */
const STOP = [0xeb, 0xfe];
const PROGRAM_BYTES = 128;
const MASKED_NEAREST = 0x37f;

/** A first byte with several second ones. */
function forms(first: number, ...second: readonly number[]): (readonly [first: number, second: number])[] {
  return second.map((each) => [first, each]);
}

/** First byte and ModR/M of what a run does itself, i or the memory operand to be added; and of some that end one. */
const REGISTER_FORMS = [
  ...forms(0xd8, 0xc0, 0xc8, 0xe0, 0xe8, 0xf0, 0xf8),
  ...forms(0xdc, 0xc0, 0xc8, 0xe0, 0xe8, 0xf0, 0xf8),
  ...forms(0xde, 0xc0, 0xc8, 0xe0, 0xe8, 0xf0, 0xf8),
  ...forms(0xd9, 0xc0, 0xc8),
  ...forms(0xdd, 0xd0, 0xd8),
  ...forms(0xda, 0xc0, 0xd0),
  ...forms(0xdb, 0xc8, 0xd8, 0xe8, 0xf0),
  ...forms(0xdf, 0xe8, 0xf0),
];
const FIXED_FORMS = [...forms(0xd9, 0xe0, 0xe1, 0xe8, 0xee, 0xeb, 0xfa)];
/** Those with memory: FADD, FMUL, FSUB, FSUBR, FDIV, FDIVR, FLD, FST, FSTP of both sizes, FILD of three. */
const MEMORY_FORMS = [
  ...forms(0xd8, 0, 1, 4, 5, 6, 7),
  ...forms(0xdc, 0, 1, 4, 5, 6, 7),
  ...forms(0xd9, 0, 2, 3),
  ...forms(0xdd, 0, 2, 3),
  ...forms(0xdf, 0, 5),
  ...forms(0xdb, 0),
];

/** A program of x87 instructions, with others between them. */
function randomProgram(random: Random): number[] {
  const bytes: number[] = [];
  for (let count = 3 + random.next(14); count > 0; count--) {
    const kind = random.next(20);
    if (kind < 9) {
      const [first, modrm] = random.pick(REGISTER_FORMS);
      bytes.push(first, modrm + random.next(4));
    } else if (kind < 11) bytes.push(...random.pick(FIXED_FORMS));
    else if (kind < 19) {
      const [first, reg] = random.pick(MEMORY_FORMS);
      bytes.push(first, 0x47 | (reg << 3), 8 * random.next(DATA_SIZE / 8));
    } else bytes.push(0x83, 0xc0, 1 + random.next(100));
  }
  return [...bytes, ...STOP];
}

/** Numbers of which a double and a single are mostly ordinary. */
function randomData(random: Random): Uint8Array {
  const data = new DataView(new ArrayBuffer(DATA_SIZE));
  for (let at = 0; at < DATA_SIZE; at += 8) {
    const sign = random.next(2) === 0 ? 1 : -1;
    const kind = random.next(8);
    if (kind === 0) data.setBigUint64(at, random.bits(64), true);
    else if (kind === 1) data.setFloat64(at, sign * 0, true);
    else if (kind < 5) data.setFloat64(at, sign * (random.next(1 << 30) + 1) * 2 ** (random.next(60) - 40), true);
    else
      for (const low of [0, 4])
        data.setFloat32(at + low, sign * random.next(1 << 24) * 2 ** (random.next(40) - 20), true);
  }
  return new Uint8Array(data.buffer);
}

/** A state whose registers are mostly ordinary numbers, and masked to nearest. */
function randomState(random: Random): DataView {
  const record = randomRecord(random, 0, 0);
  const usual = random.next(8) !== 0;
  if (usual) record.setUint16(IMAGE_AT, MASKED_NEAREST, true);
  else record.setUint16(IMAGE_AT, 0x7f | (random.next(16) << 8), true);
  if (!usual) return record;
  for (let i = 0; i < 8; i++) {
    const [head, significand] = random.next(6) === 0 ? [random.next(2) << 15, 0n] : operand(random);
    record.setBigUint64(STACK_AT + 10 * i, significand, true);
    record.setUint16(STACK_AT + 10 * i + 8, head, true);
  }
  // Three full registers, so that there is room to push.
  const top = (record.getUint16(IMAGE_AT + 4, true) >> 11) & 7;
  const tags = [0, 1, 2].reduce((all, i) => all & ~(3 << (2 * ((top + i) & 7))), 0xffff);
  record.setUint16(IMAGE_AT + 8, tags, true);
  return record;
}

/** A flat 32-bit machine. */
class Machine {
  readonly core: CoreInstance;
  private readonly state: X87State;

  constructor(tier: ExecutionTier) {
    this.core = flatIa32Core(tier);
    this.state = new X87State(this.core.linear, this.core.vcpus[0].base);
  }

  /** Runs the program at `pc` from a state; everything that it may have changed. */
  run(pc: number, record: DataView, data: Uint8Array): string {
    const { core } = this;
    const [cpu] = core.vcpus;
    this.state.restore(record);
    core.guest.write(DATA, data);
    cpu.ia32.eflags = 2;
    cpu.setX(Gpr.Edi, BigInt(DATA));
    cpu.setX(Gpr.Eax, 0n);
    cpu.pc = BigInt(pc);
    cpu.run(40);
    core.compileHotCode();
    return this.describe();
  }

  private describe(): string {
    const [cpu] = this.core.vcpus;
    const u32 = (offset: number) => this.core.linear.getUint32(cpu.base + offset, true).toString(16);
    const registers = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => {
      const at = X87_REGISTERS + n * X87_REGISTER_SIZE;
      const head = this.core.linear.getUint16(cpu.base + at + X87_EXPONENT, true).toString(16);
      return `R${n}=${head}:${u32(at + 4)}:${u32(at)}`;
    });
    const control = [0, 4, 8, 12].map((offset) => u32(X87_CONTROL + offset));
    const notes = [0, 4, 8, 12].map((offset) => u32(X87_NOTED + offset));
    const memory = Buffer.from(this.core.guest.read(DATA, DATA_SIZE)).toString("hex");
    const flags = cpu.ia32.eflags & FLAGS;
    return [`control ${control}`, `notes ${notes}`, ...registers, memory, flags, cpu.x(Gpr.Eax), cpu.pc].join("\n");
  }
}

describe("x87 instructions with their registers in locals", () => {
  it("leave what the interpreter leaves, whatever is on the stack", () => {
    const compiled = new Machine("all");
    const interpreted = new Machine("interp");
    for (let seed = 1; seed <= 1500; seed++) {
      const random = new Random(seed * 0x9e3779b1);
      const program = randomProgram(random);
      const pc = FLAT_START + (seed % 1024) * PROGRAM_BYTES;
      for (const { core } of [compiled, interpreted]) core.guest.write(pc, Uint8Array.from(program));
      for (let round = 0; round < 6; round++) {
        const record = randomState(random);
        const data = randomData(random);
        const expected = interpreted.run(pc, record, data);
        expect(
          compiled.run(pc, record, data),
          `seed ${seed}, round ${round}: ${program.map((b) => b.toString(16))}`,
        ).toBe(expected);
      }
    }
    expect(compiled.core.stats.regions?.refused).toBeUndefined();
  }, 120_000);
});
