/** Random machine states before a test. */
import { Operands } from "../fuzz/operands.ts";
import type { Random } from "../fuzz/random.ts";
import type { Batch } from "./batch.ts";
import type { MemoryOperand, TestInstruction, Width } from "./instruction.ts";
import * as layout from "./layout.ts";
import { GENERAL, SEGMENT_AT, type SegmentName } from "./record.ts";
import { LOW_BASE, Local, SEGMENTS, selectorOf } from "./segments.ts";
import { dataSegment, landing, randomSelector, stackSegment } from "./selectors.ts";
import { type Area, Areas, fillWindow, writeFxImage } from "./window.ts";

/** EFLAGS that POPF at level 3 sets, but TF; NT and AC seldom. */
const EFLAGS_BITS = 0xcd5;
const [ECX, EBX, ESP, EBP, ESI, EDI] = [1, 3, 4, 5, 6, 7];

/** What the row reads from memory, by title, or from the stack. */
const WANTED: readonly (readonly [RegExp, (instruction: TestInstruction) => Area])[] = [
  [/^(RETF?|IRET\w*|L[DEFGS]S|LSS)\b/, ({ operandWidth }) => (operandWidth === 32 ? Areas.far32 : Areas.far16)],
  [/^(RET|POP [DEFGS]S|LAR|LSL|VER[RW]|ARPL|LLDT|LTR)/, () => Areas.selectors],
  [/^FXRSTOR/, () => Areas.fx],
  [/^(LDMXCSR|FLDCW)/, () => Areas.controls],
  [/^F(LDENV|RSTOR)/, () => Areas.fx],
];

export class StateMaker {
  private readonly operands: Operands;
  private readonly words = new Uint32Array(64);

  constructor(private readonly random: Random) {
    this.operands = new Operands(random);
  }

  /** The data that every test of `batch` finds in the window. */
  fillWindow(batch: Batch): void {
    fillWindow(batch.template, this.operands, this.random);
  }

  /** Everything but what depends on the instructions. `code`: index of the code segment. */
  fill(batch: Batch, index: number, code: number): void {
    const { random, operands, words } = this;
    const at = batch.inputOffset(index);
    const { view } = batch;
    operands.fillIntegers(words);
    GENERAL.forEach((register, n) => {
      view.setUint32(at + register, words[n], true);
    });
    view.setUint32(at + layout.RECORD_EFLAGS, this.eflags(), true);
    const set = (name: SegmentName, segment: number) =>
      view.setUint32(at + SEGMENT_AT[name], selectorOf(segment), true);
    set("CS", code);
    set("SS", stackSegment(random));
    for (const name of ["DS", "ES", "FS", "GS"] as const) set(name, dataSegment(random));
    if (random.chance(10)) view.setUint32(at + SEGMENT_AT.GS, random.below(4), true);
    view.setUint32(at + layout.RECORD_EIP, (batch.addressOf(index) - SEGMENTS[code].base) >>> 0, true);
    writeFxImage(view, at + layout.RECORD_FX, random);
    operands.fillVectors(new Uint32Array(batch.bytes.buffer, at + layout.FX_XMM, 32));
    this.point(batch, at, "SS", ESP, this.target(Areas.anything) & ~(random.chance(90) ? 3 : 0));
  }

  private eflags(): number {
    const { random } = this;
    const rare =
      (random.chance(3) ? 0x4000 : 0) | (random.chance(4) ? 0x40000 : 0) | (random.chance(10) ? 0x200000 : 0);
    return (random.u32() & EFLAGS_BITS) | 0x202 | rare;
  }

  /** Makes the operands of `instruction` lie where it can do something. */
  aim(batch: Batch, index: number, instruction: TestInstruction): void {
    const at = batch.inputOffset(index);
    const { random } = this;
    const { row, memory } = instruction;
    const area = WANTED.find(([titles]) => titles.test(row.title))?.[1](instruction);
    if (/sti|string|\{[XY]/.test(row.assembly)) this.aimStrings(batch, at, instruction);
    if (/^(BT[CRS]?)$/.test(row.title) && memory && random.chance(90)) {
      this.setGeneral(batch, at, ((instruction.modrm ?? 0) >> 3) & 7, random.below(2000) - 700);
    }
    if (memory) this.aimMemory(batch, at, memory, this.areaOf(instruction, area));
    if (/^(XLAT)/.test(row.title)) this.point(batch, at, instruction.segment, EBX, this.target(Areas.anything));
    if (/^MASKMOV/.test(row.title)) this.point(batch, at, instruction.segment, EDI, this.target(Areas.anything));
    if (/^(LEAVE|ENTER)/.test(row.title)) this.point(batch, at, "SS", EBP, this.target(Areas.anything));
    if (area && !memory && random.chance(90)) this.point(batch, at, "SS", ESP, this.element(area));
    if (/^(RET|POP)$/.test(row.title) && random.chance(80)) this.point(batch, at, "SS", ESP, this.element(Areas.code));
    this.aimRegister(batch, at, instruction);
    if (/^IRET/.test(row.title)) this.clearNestedTask(batch, at);
  }

  /** With NT, IRET is another instruction, of which a processor in compatibility mode has none. */
  private clearNestedTask(batch: Batch, at: number): void {
    const flags = batch.view.getUint32(at + layout.RECORD_EFLAGS, true);
    batch.view.setUint32(at + layout.RECORD_EFLAGS, flags & ~0x4000, true);
  }

  /** A selector or a jump's target in the register operand. */
  private aimRegister(batch: Batch, at: number, { row, modrm }: TestInstruction): void {
    if (modrm === undefined || modrm < 0xc0 || this.random.chance(10)) return;
    const selects = /\{Sw\}, \{E|^(lar|lsl|verr|verw|arpl|lldt|ltr)/.test(row.assembly);
    if (selects) this.setGeneral(batch, at, modrm & 7, randomSelector(this.random));
    if (/^(jmp|call) \{E/.test(row.assembly)) this.setGeneral(batch, at, modrm & 7, this.codeOffset(batch, at));
  }

  /** An offset in the code area. */
  private codeOffset(batch: Batch, at: number): number {
    const base = SEGMENTS[batch.view.getUint32(at + layout.RECORD_CS, true) >>> 3].base;
    return base === 0 ? layout.CODE_ADDRESS + landing(this.random) : landing(this.random, 0x10000);
  }

  private areaOf({ row }: TestInstruction, area: Area | undefined): Area {
    if (/^(jmp|call) \{Mp/.test(row.assembly)) return this.random.chance(50) ? Areas.far32 : Areas.far16;
    if (/^(jmp|call) \{E/.test(row.assembly)) return Areas.code;
    if (/\{Sw\}, \{E/.test(row.assembly)) return Areas.selectors;
    if (/\{Mt\}/.test(row.assembly)) return Areas.extended;
    return area ?? Areas.anything;
  }

  private aimStrings(batch: Batch, at: number, { segment, repeated }: TestInstruction): void {
    const { random } = this;
    if (!random.chance(4)) this.point(batch, at, segment, ESI, this.target(Areas.anything));
    if (!random.chance(4)) this.point(batch, at, "ES", EDI, this.target(Areas.anything));
    if (repeated || random.chance(50))
      this.setGeneral(batch, at, ECX, random.chance(95) ? random.below(24) : random.below(0x900));
  }

  /** Chooses the base register, or the index, so that the operand lies in `area`. */
  private aimMemory(batch: Batch, at: number, memory: MemoryOperand, area: Area): void {
    const { random } = this;
    const { base, index, scale, displacement, width } = memory;
    if (random.chance(2) || (base === undefined && index === undefined)) return;
    const target = this.element(area) - this.baseOf(batch, at, memory.segment);
    if (base === undefined) {
      this.setGeneral(batch, at, index ?? 0, Math.floor((target - displacement) / scale));
      return;
    }
    if (index !== undefined && index !== base) {
      // 16-bit addresses wrap, and so do 32-bit ones.
      this.setGeneral(batch, at, index, random.chance(85) ? random.below(64) - 16 : random.u32());
    }
    const other =
      index === undefined ? 0 : index === base ? 0 : batch.view.getUint32(at + GENERAL[index], true) * scale;
    const value = target - displacement - other;
    const high = width === 16 ? random.u32() & 0xffff0000 : 0;
    this.setGeneral(batch, at, base, width === 16 ? high | (value & 0xffff) : value);
  }

  /** Lets register `n` name linear address `address` as an offset in `segment`. */
  private point(batch: Batch, at: number, segment: SegmentName, n: number, address: number): void {
    this.setGeneral(batch, at, n, address - this.baseOf(batch, at, segment));
  }

  private baseOf(batch: Batch, at: number, segment: SegmentName): number {
    const selector = batch.view.getUint32(at + SEGMENT_AT[segment], true);
    return selector < 4 ? 0 : SEGMENTS[selector >>> 3].base;
  }

  private setGeneral(batch: Batch, at: number, n: number, value: number): void {
    batch.view.setUint32(at + GENERAL[n], value >>> 0, true);
  }

  /** An offset through `segment` that reaches the window, for displacements. */
  offset(batch: Batch, index: number, segment: SegmentName, width: Width): number {
    const offset = this.target(Areas.anything) - this.baseOf(batch, batch.inputOffset(index), segment);
    return width === 16 ? offset & 0xffff : offset >>> 0;
  }

  /** Mostly in `area`; at times across the edges of the window and its pages. */
  private element(area: Area): number {
    if (this.random.chance(12)) return this.target(Areas.anything);
    return layout.WINDOW_ADDRESS + area.at + this.random.below(area.size / area.stride) * area.stride;
  }

  private target(area: Area): number {
    const { random } = this;
    const { WINDOW_ADDRESS: window, READ_ONLY_ADDRESS: readOnly } = layout;
    switch (random.below(14)) {
      case 0:
        return window + random.below(32) - 16;
      case 1:
        return readOnly + random.below(80) - 64;
      case 2:
        return window + layout.WINDOW_SIZE / 2 + random.below(40) - 32;
      case 3:
        return readOnly + random.below(0x1100);
      case 4:
        return random.chance(30) ? LOW_BASE + random.below(0x10010) : window + random.below(layout.WINDOW_SIZE);
      case 5:
      case 6:
        return window + area.at + random.below(area.size);
      default:
        return window + area.at + (random.below(area.size) & ~15);
    }
  }
}

/** The code segment of a test at `address`: 16-bit code must lie in its own 64 KiB. */
export function codeSegment(random: Random, address: number): number {
  if (random.chance(30)) return Local.code16 + ((address - layout.CODE_ADDRESS) >>> 16);
  return random.chance(8) ? Local.executeOnly : Local.code;
}
