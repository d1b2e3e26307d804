/** Random machine states before a test. */
import type { Batch } from "../oracle/batch.ts";
import {
  CODE_ADDRESS,
  CODE_SIZE,
  RECORD_FPCR,
  RECORD_FPSR,
  RECORD_NZCV,
  RECORD_SP,
  RECORD_TPIDR,
  RECORD_V,
  WINDOW_SIZE,
} from "../oracle/layout.ts";
import { accessesMemory, branchesToRegister, fieldValue, type Instruction, isBranch, isRegister } from "./encodings.ts";
import { memoryTarget } from "./memoryTarget.ts";
import { Operands } from "./operands.ts";
import type { Random } from "./random.ts";

const INDEX_REGISTER_LOW = 16;
/** FPCR fields that change results on a Cortex-A53: RMode, FZ, DN, AHP. */
const FPCR_BITS = [22, 23, 24, 25, 26];
/** FPSR: QC and the cumulative exception bits. */
const FPSR_BITS = 0x0800_009f;

export class StateMaker {
  private readonly operands: Operands;

  constructor(private readonly random: Random) {
    this.operands = new Operands(random);
  }

  /** The data that every test of `batch` finds in the window. */
  fillWindow(batch: Batch): void {
    this.operands.fillWindow(new Uint32Array(batch.template.buffer, batch.template.byteOffset, WINDOW_SIZE / 4));
  }

  /** Fills the state of test `index`, which runs `instructions`. */
  fill(batch: Batch, index: number, instructions: readonly Instruction[]): void {
    const at = batch.inputOffset(index);
    const { random, operands } = this;
    operands.fillIntegers(new Uint32Array(batch.bytes.buffer, at, 64));
    operands.fillVectors(new Uint32Array(batch.bytes.buffer, at + RECORD_V, 128));
    batch.view.setUint32(at + RECORD_NZCV, (random.u32() & 0xf000_0000) >>> 0, true);
    batch.view.setUint32(at + RECORD_FPCR, this.floatingPointControl(), true);
    batch.view.setUint32(at + RECORD_FPSR, random.chance(25) ? random.u32() & FPSR_BITS : 0, true);
    batch.view.setUint32(at + RECORD_TPIDR, random.u32(), true);
    for (const instruction of instructions) {
      if (accessesMemory(instruction)) this.pointIntoWindow(batch, at, instruction);
      if (branchesToRegister(instruction)) this.pointIntoCode(batch, at, instruction);
    }
  }

  private floatingPointControl(): number {
    if (this.random.chance(30)) return 0;
    return FPCR_BITS.reduce((value, bit) => value | (this.random.chance(bit < 24 ? 50 : 30) ? 1 << bit : 0), 0);
  }

  /** Base and index of a memory access: mostly inside the data window, at times over its edges or out of it. */
  private pointIntoWindow(batch: Batch, at: number, instruction: Instruction): void {
    if (this.random.chance(2)) return;
    const { word } = instruction;
    const registers = instruction.row ? [...instruction.row.fields.values()].filter(isRegister) : [];
    const index = registers.find(({ low }) => low === INDEX_REGISTER_LOW);
    if (index && fieldValue(word, index) !== 31) {
      const value = this.random.chance(85) ? this.random.below(256) - 64 : this.random.u32();
      this.setX(batch, at, fieldValue(word, index), BigInt(value));
    }
    // DC ZVA is the one that has its address register at bit 0.
    const base = isBranch(instruction) ? word & 31 : (word >>> 5) & 31;
    this.setX(batch, at, base, BigInt(memoryTarget(this.random, 16) - this.displacement(instruction)) + this.tag());
  }

  /** A branch target in the code area, at times misaligned; two in a hundred stay wild. */
  private pointIntoCode(batch: Batch, at: number, { word }: Instruction): void {
    const { random } = this;
    if (random.chance(2)) return;
    const target = CODE_ADDRESS + random.below(CODE_SIZE);
    const aligned = random.chance(90) ? target & ~3 : target;
    this.setX(batch, at, (word >>> 5) & 31, BigInt(aligned) + this.tag());
  }

  /** Now and then a top byte, which address translation ignores (TBI). */
  private tag(): bigint {
    return this.random.chance(4) ? BigInt(this.random.below(256)) << 56n : 0n;
  }

  /** A guess at the offset that the addressing mode adds: an immediate field, scaled by an access size. */
  private displacement({ word, row }: Instruction): number {
    const immediates = row ? [...row.fields.values()].filter((field) => field.width >= 6 && !isRegister(field)) : [];
    if (immediates.length === 0 || this.random.chance(10)) return 0;
    const field = this.random.pick(immediates);
    const raw = fieldValue(word, field);
    const signed = field.width < 12 && raw >= 2 ** (field.width - 1) ? raw - 2 ** field.width : raw;
    return signed << (field.width === 9 ? 0 : this.random.below(5));
  }

  private setX(batch: Batch, at: number, register: number, value: bigint): void {
    const aligned = register === 31 && this.random.chance(75) ? value & ~15n : value;
    batch.view.setBigUint64(at + (register === 31 ? RECORD_SP : 8 * register), BigInt.asUintN(64, aligned), true);
  }
}
