import { describe, expect, it } from "vitest";
import { exactInstructions, type Instruction } from "../../core-as/testing/x87/instructions.ts";
import { hashOf, nameOf, readAnswers, recordsOf } from "../../core-as/testing/x87/recorded.ts";
import { FLAGS, FLAGS_AT, IMAGE_AT, MEMORY_SIZE, memoryOf, X87State } from "../../core-as/testing/x87/unit.ts";
import { FLAT_START, flatIa32Core } from "../testing/ia32.ts";
import { Gpr } from "./index.ts";

const DATA = FLAT_START + 0x8_0000;
/** JMP to itself: the budget ends there. */
const STOP = [0xeb, 0xfe];
const BUDGET = 3;
const SLOT_BYTES = 16;
/** Runs after which an instruction's block is compiled: once for each context. */
const WARM_UP = 4;
const ALL_MASKED = 0x37f;
const NONE_MASKED = 0x340;

/** A flat 32-bit machine that compiles everything at once. */
class CompiledUnit {
  readonly core = flatIa32Core("all");
  private readonly cpu = this.core.vcpus[0];
  private readonly state = new X87State(this.core.linear, this.cpu.base);
  private code = FLAT_START;

  /** What the records of an instruction become once it is compiled. */
  answers(instruction: Instruction): DataView[] {
    this.code += SLOT_BYTES;
    this.core.guest.write(this.code, Uint8Array.from([instruction.first, instruction.modrm, ...STOP]));
    for (const control of [ALL_MASKED, NONE_MASKED]) {
      for (const record of recordsOf(instruction, WARM_UP)) {
        record.setUint16(IMAGE_AT, control, true);
        this.run(record);
        this.core.compileHotCode();
      }
    }
    const records = recordsOf(instruction);
    for (const record of records) this.run(record);
    return records;
  }

  private run(record: DataView): void {
    const { cpu, core } = this;
    this.state.restore(record);
    core.guest.write(DATA, memoryOf(record));
    cpu.ia32.eflags = record.getUint16(FLAGS_AT, true) | 2;
    cpu.setX(Gpr.Edi, BigInt(DATA));
    cpu.pc = BigInt(this.code);
    cpu.run(BUDGET);
    record.setUint16(FLAGS_AT, cpu.ia32.eflags & FLAGS, true);
    memoryOf(record).set(core.guest.read(DATA, MEMORY_SIZE));
    this.state.save(record);
  }
}

describe("x87 instructions in compiled code", () => {
  it("give what a processor gave, bit by bit", () => {
    const unit = new CompiledUnit();

    const ours = exactInstructions().map((instruction) => [nameOf(instruction), hashOf(unit.answers(instruction))]);

    expect(Object.fromEntries(ours)).toEqual(readAnswers().hashes);
    expect(unit.core.stats.regions?.refused).toBeUndefined();
    expect(unit.core.stats.regions?.regionsCompiled).toBeGreaterThan(exactInstructions().length);
  }, 120_000);
});
