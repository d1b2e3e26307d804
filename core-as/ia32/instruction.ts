/**
 * The instruction that is being translated: its bytes, taken apart. SDM volume 2, chapter 2.
 *
 * The fields live in Wasm globals: they mean something only while a block is being translated and are no machine state.
 */

import { Fetch } from "../exec/fetch";
import { classifyIa32, hasModrm, Immediate, SHAPE_LOCK, SHAPE_SECOND, shapeOf } from "./decode.gen";
import { Context, Gpr, Segment } from "./state";

/** No register, no segment override. */
export const NONE: u32 = 0xff;

const TOO_LONG: u32 = 15;

export abstract class Insn {
  /** Context of the block (state.ts). */
  static context: u32 = 0;
  /** Bytes of the instruction. */
  static length: u32 = 0;
  /** 2 or 4. */
  static operandSize: u32 = 4;
  static addressSize: u32 = 4;
  /** Whether 66 was there (a mandatory prefix, or another operand size). */
  static operandPrefix: bool = false;
  /** F3 or F2, the last that was there; 0 = none. */
  static rep: u32 = 0;
  static lock: bool = false;
  /** The last opcode byte; 0x100 more behind 0F. */
  static opcode: u32 = 0;
  /** The ModRM byte and its fields. */
  static modrm: u32 = 0;
  static mod: u32 = 0;
  static reg: u32 = 0;
  static rm: u32 = 0;
  /** Parts of a memory operand: register numbers or NONE; scale as a shift; the segment, override or default. */
  static base: u32 = NONE;
  static index: u32 = NONE;
  static scale: u32 = 0;
  static displacement: i32 = 0;
  static segment: u32 = Segment.Ds;
  /** The segment override, or NONE. */
  static segmentOverride: u32 = NONE;
  /** ib, iw, iz, id, moffs: zero-extended; rel8, relz: sign-extended. Of ptr16:z the offset. */
  static immediate: u32 = 0;
  /** An `Inhibit` (state.ts) that the instruction sets for the next one; 0 = none. */
  static inhibits: u32 = 0;
  /** Of a second immediate (ENTER); of ptr16:z the selector. */
  static immediate2: u32 = 0;

  /** Whether all of these context bits are set. */
  @inline static has(bits: u32): bool {
    return (Insn.context & bits) == bits;
  }
  /** Whether ModRM names memory. */
  /** REP MOVS, CMPS, STOS, LODS or SCAS. */
  static get repeatsString(): bool {
    const opcode = Insn.opcode;
    return Insn.rep != 0 && opcode >= 0xa4 && opcode <= 0xaf && opcode != 0xa8 && opcode != 0xa9;
  }
  @inline static get isMemory(): bool {
    return Insn.mod != 3;
  }
  /** ib, sign-extended. */
  @inline static get signed8(): i32 {
    return <i32>(<i8>Insn.immediate);
  }
  /** The register in the low three bits of the opcode (+r). */
  @inline static get opcodeRegister(): u32 {
    return Insn.opcode & 7;
  }
  /** The condition in the low four bits of the opcode (+cc): tttn. */
  @inline static get condition(): u32 {
    return Insn.opcode & 15;
  }

  /**
   * Takes the instruction at `Fetch`'s place apart. @returns its table row; -1 for #UD, -2 for #GP: more than 15 bytes. When
   * `Fetch.missing` then, bytes of the next page are needed first.
   */
  static decode(): i32 {
    const big = Insn.has(Context.Code32);
    Insn.operandPrefix = false;
    Insn.rep = 0;
    Insn.lock = false;
    Insn.segmentOverride = NONE;
    Insn.addressSize = big ? 4 : 2;
    const first = prefixes(big);
    Insn.operandSize = Insn.operandPrefix == big ? 2 : 4;
    Insn.opcode = first == 0x0f ? 0x100 | Fetch.byte() : first;
    const row = operands();
    Insn.length = Fetch.position;
    return Fetch.position > TOO_LONG ? -2 : row;
  }
}

/** Reads prefixes; returns the byte behind them. */
function prefixes(big: bool): u32 {
  while (Fetch.position <= TOO_LONG) {
    const byte = Fetch.byte();
    switch (byte) {
      case 0x26:
      case 0x2e:
      case 0x36:
      case 0x3e:
        Insn.segmentOverride = (byte >> 3) & 3;
        break;
      case 0x64:
      case 0x65:
        Insn.segmentOverride = byte & 7;
        break;
      case 0x66:
        Insn.operandPrefix = true;
        break;
      case 0x67:
        Insn.addressSize = big ? 2 : 4;
        break;
      case 0xf0:
        Insn.lock = true;
        break;
      case 0xf2:
      case 0xf3:
        Insn.rep = byte;
        break;
      default:
        return byte;
    }
  }
  return 0;
}

/** As the rows' classification has it. */
function mandatoryPrefix(): u32 {
  if (Insn.rep != 0) return Insn.rep == 0xf3 ? 2 : 3;
  return Insn.operandPrefix ? 1 : 0;
}

/** ModRM, SIB, displacement and immediates. @returns the row, -1 for #UD */
function operands(): i32 {
  const withModrm = hasModrm(Insn.opcode);
  Insn.modrm = withModrm ? Fetch.byte() : 0;
  Insn.mod = withModrm ? Insn.modrm >> 6 : 3;
  Insn.reg = (Insn.modrm >> 3) & 7;
  Insn.rm = Insn.modrm & 7;
  const row = classifyIa32(Insn.opcode, Insn.modrm, mandatoryPrefix());
  Insn.segment = Insn.segmentOverride != NONE ? Insn.segmentOverride : <u32>Segment.Ds;
  if (Insn.mod != 3) {
    if (Insn.addressSize == 2) address16();
    else address32();
  }
  if (row < 0) return -1;
  const shape = shapeOf(row);
  Insn.immediate = immediate(shape & 15);
  if (((shape >> SHAPE_SECOND) & 15) != 0) Insn.immediate2 = immediate((shape >> SHAPE_SECOND) & 15);
  if (Insn.lock && (Insn.mod == 3 || (shape & SHAPE_LOCK) == 0)) return -1;
  return row;
}

function immediate(kind: u32): u32 {
  switch (kind) {
    case Immediate.Ib:
      return Fetch.byte();
    case Immediate.Iw:
      return Fetch.word();
    case Immediate.Iz:
      return Insn.operandSize == 2 ? Fetch.word() : Fetch.dword();
    case Immediate.Id:
      return Fetch.dword();
    case Immediate.Rel8:
      return <u32>(<i32>(<i8>Fetch.byte()));
    case Immediate.Relz:
      return Insn.operandSize == 2 ? <u32>(<i32>(<i16>Fetch.word())) : Fetch.dword();
    case Immediate.Moffs:
      return Insn.addressSize == 2 ? Fetch.word() : Fetch.dword();
    case Immediate.Ptr16z: {
      const offset = Insn.operandSize == 2 ? Fetch.word() : Fetch.dword();
      Insn.immediate2 = Fetch.word();
      return offset;
    }
    default:
      return 0;
  }
}

/** BP and SP bases mean the stack's segment. */
function stackSegment(): void {
  if (Insn.segmentOverride == NONE) Insn.segment = Segment.Ss;
}

/** SDM volume 2, table 2-1. */
function address16(): void {
  Insn.scale = 0;
  Insn.displacement = 0;
  Insn.base = base16(Insn.rm);
  Insn.index = Insn.rm < 4 ? 6 + (Insn.rm & 1) : NONE;
  if (Insn.mod == 0 && Insn.rm == 6) {
    Insn.base = NONE;
    Insn.displacement = <i32>Fetch.word();
    return;
  }
  if (Insn.base == Gpr.Ebp) stackSegment();
  if (Insn.mod == 1) Insn.displacement = <i32>(<i8>Fetch.byte());
  else if (Insn.mod == 2) Insn.displacement = <i32>(<i16>Fetch.word());
}

function base16(rm: u32): u32 {
  switch (rm) {
    case 0:
    case 1:
    case 7:
      return Gpr.Ebx;
    case 4:
      return Gpr.Esi;
    case 5:
      return Gpr.Edi;
    default:
      return Gpr.Ebp;
  }
}

/** SDM volume 2, tables 2-2 and 2-3. */
function address32(): void {
  Insn.base = Insn.rm;
  Insn.index = NONE;
  Insn.scale = 0;
  Insn.displacement = 0;
  if (Insn.rm == 4) {
    const sib = Fetch.byte();
    Insn.base = sib & 7;
    Insn.index = ((sib >> 3) & 7) == 4 ? NONE : (sib >> 3) & 7;
    Insn.scale = sib >> 6;
  }
  if (Insn.mod == 0 && Insn.base == Gpr.Ebp) {
    Insn.base = NONE;
    Insn.displacement = <i32>Fetch.dword();
    return;
  }
  if (Insn.base == Gpr.Esp || Insn.base == Gpr.Ebp) stackSegment();
  if (Insn.mod == 1) Insn.displacement = <i32>(<i8>Fetch.byte());
  else if (Insn.mod == 2) Insn.displacement = <i32>Fetch.dword();
}
