/** Random machine states before a test of A32 or T32. */
import type { Instruction } from "../fuzz/encodings.ts";
import { memoryTarget } from "../fuzz/memoryTarget.ts";
import { Operands } from "../fuzz/operands.ts";
import type { Random } from "../fuzz/random.ts";
import type { StateSource } from "../instructionSet.ts";
import type { Batch } from "../oracle/batch.ts";
import {
  CODE_ADDRESS,
  CODE_SIZE,
  RECORD_FPSR,
  RECORD_NZCV,
  RECORD_TPIDR,
  RECORD_V,
  WINDOW_SIZE,
} from "../oracle/layout.ts";
import { type Access, PC, SP } from "./encodings.ts";
import { isIfThen, randomIfThenState } from "./ifThen.ts";

const GENERAL = 15;
/** CPSR: N, Z, C, V, Q, GE. */
const CPSR_BITS = 0xf80f_0000;
/** FPSCR: AHP, DN, FZ, RMode are on now and then; the flags, QC and the cumulative bits. */
const FPSCR_CONTROLS = [26, 25, 24, 23, 22];
const FPSCR_STATUS = 0xf800_009f;
/** Of the words of the data window, those that are code addresses: for loads of PC. */
const CODE_WORDS = 12;

/** From here on the code area holds breakpoints alone: as the other instruction set, a test may be a system call. */
const FILLED_CODE = CODE_ADDRESS + 0xf_0000;

/** What the two instruction sets do not share. */
export interface StateRules {
  readonly accessOf: (instruction: Instruction) => Access | undefined;
  readonly branchRegister: (word: number) => number | undefined;
  readonly thumb: boolean;
}

export class Aarch32StateMaker implements StateSource {
  private readonly operands: Operands;

  constructor(
    private readonly random: Random,
    private readonly rules: StateRules,
  ) {
    this.operands = new Operands(random);
  }

  fillWindow(batch: Batch): void {
    const words = new Uint32Array(batch.template.buffer, batch.template.byteOffset, WINDOW_SIZE / 4);
    this.operands.fillWindow(words);
    words.forEach((word, at) => {
      words[at] = this.random.chance(CODE_WORDS) ? this.codeAddress() : word;
    });
  }

  fill(batch: Batch, index: number, instructions: readonly Instruction[]): void {
    const at = batch.inputOffset(index);
    const { random } = this;
    const words = new Uint32Array(batch.bytes.buffer, at, 2 * GENERAL);
    this.operands.fillIntegers(words);
    words.forEach((word, half) => {
      words[half] = half % 2 === 0 ? word : 0;
    });
    this.operands.fillVectors(new Uint32Array(batch.bytes.buffer, at + RECORD_V, 64));
    batch.view.setUint32(at + RECORD_NZCV, this.programStatus(instructions), true);
    batch.view.setUint32(at + RECORD_FPSR, this.floatingPointStatus(), true);
    batch.view.setUint32(at + RECORD_TPIDR, random.u32(), true);
    for (const instruction of instructions) {
      const access = this.rules.accessOf(instruction);
      if (access) this.pointIntoWindow(batch, at, instruction, access);
      else if (random.chance(15)) this.pointIntoCode(batch, at, instruction);
      const target = this.rules.branchRegister(instruction.word);
      if (target !== undefined && random.chance(98)) this.setR(batch, at, target, this.codeAddress());
    }
  }

  /** Flags; in T32 also ITSTATE, for tests that begin inside an IT block. */
  private programStatus(instructions: readonly Instruction[]): number {
    const [first] = instructions;
    const flags = this.random.u32() & CPSR_BITS;
    if (!this.rules.thumb || isIfThen(first.word) || this.random.chance(65)) return flags >>> 0;
    const state = randomIfThenState(first, instructions.length === 1, this.random);
    return (flags | ((state & 3) << 25) | ((state >>> 2) << 10)) >>> 0;
  }

  private floatingPointStatus(): number {
    const { random } = this;
    const status = random.chance(25) ? random.u32() & FPSCR_STATUS : random.u32() & 0xf000_0000;
    if (random.chance(30)) return status >>> 0;
    return FPSCR_CONTROLS.reduce((value, bit) => value | (random.chance(35) ? 1 << bit : 0), status) >>> 0;
  }

  /** An address behind the tests, of either instruction set: A32's are multiples of four. */
  private codeAddress(): number {
    const address = FILLED_CODE + this.random.below(CODE_ADDRESS + CODE_SIZE - FILLED_CODE);
    return this.random.chance(50) ? address | 1 : address & ~3;
  }

  /** What processes data may write PC: then its operand is a code address. */
  private pointIntoCode(batch: Batch, at: number, { word }: Instruction): void {
    const [first, second] = word > 0xffff ? [(word >>> 16) & 15, word & 15] : [(word >>> 3) & 15, (word >>> 3) & 15];
    this.setR(batch, at, first, this.random.below(64) * 4);
    this.setR(batch, at, second, this.codeAddress());
  }

  /** Base and index of a memory access: mostly inside the data window, at times over its edges or out of it. */
  private pointIntoWindow(batch: Batch, at: number, instruction: Instruction, { base, index }: Access): void {
    const { random } = this;
    if (random.chance(2)) return;
    if (index !== PC && index !== SP && random.chance(85)) this.setR(batch, at, index, random.below(256) - 64);
    this.setR(batch, at, base, memoryTarget(this.random, 8) - this.displacement(instruction));
  }

  /** A guess at the offset that the addressing mode adds: a wide immediate of the instruction, scaled, of either sign. */
  private displacement({ word, row }: Instruction): number {
    const fields = row ? [...row.fields.values()].filter(({ width }) => width >= 5 && width <= 12) : [];
    if (fields.length === 0 || this.random.chance(10)) return 0;
    const { parts } = this.random.pick(fields);
    const raw = parts.reduce((value, { low, width }) => (value << width) | ((word >>> low) & (2 ** width - 1)), 0);
    const scaled = raw << (raw < 256 && this.random.chance(50) ? 2 : 0);
    return this.random.chance(50) ? scaled : -scaled;
  }

  private setR(batch: Batch, at: number, register: number, value: number): void {
    if (register === PC) return;
    const aligned = register === SP && this.random.chance(75) ? value & ~7 : value;
    batch.view.setUint32(at + 8 * register, aligned >>> 0, true);
  }
}
