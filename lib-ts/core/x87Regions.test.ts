import { describe, expect, it } from "vitest";
import { exactInstructions, type Instruction } from "../../core-as/testing/x87/instructions.ts";
import { hashOf, nameOf, readAnswers, recordsOf } from "../../core-as/testing/x87/recorded.ts";
import { FLAGS, FLAGS_AT, IMAGE_AT, MEMORY_SIZE, memoryOf, X87State } from "../../core-as/testing/x87/unit.ts";
import { coreModule } from "../testing/core.ts";
import { Architecture, CoreInstance, Gpr, Ia32State, RunState } from "./index.ts";

const START = 0x4000_0000;
const PAGES = 256;
const DATA = START + 0x8_0000;
const CODE_32 = 0xc09b;
const DATA_32 = 0xc093;
const { CR0, Cr0, Reg, SEGMENT_LIMIT, SEGMENT_RIGHTS, SEGMENT_SIZE, SEGMENTS, Segment } = Ia32State;
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
  readonly core = new CoreInstance(coreModule, 1, PAGES << 12, { tier: "all", architecture: Architecture.IA32 });
  private readonly cpu = this.core.vcpus[0];
  private readonly state = new X87State(this.core.linear, this.cpu.base);
  private code = START;

  constructor() {
    this.core.mapPages(START, PAGES, "ram");
    this.cpu.setU64(CR0, BigInt(Cr0.PE | Cr0.ET));
    this.cpu.runState = RunState.Running;
    for (let segment = Segment.Es; segment <= Segment.Gs; segment++) {
      const entry = SEGMENTS + segment * SEGMENT_SIZE;
      this.cpu.setU32(entry + SEGMENT_RIGHTS, segment === Segment.Cs ? CODE_32 : DATA_32);
      this.cpu.setU32(entry + SEGMENT_LIMIT, 0xffff_ffff);
      this.cpu.setU64(Reg.base(segment), 0n);
    }
  }

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
