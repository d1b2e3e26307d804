/**
 * What the handlers of MMX and SSE instructions share: registers, operands, and the conditions under which the instructions
 * exist. SDM volume 1, chapters 9 to 11; volume 2, 2.5 and 2.6 (exceptions); volume 3, chapters 12 and 13.
 *
 * MM registers live among the x87's (fp/x87/state.ts), which micro-ops on vectors cannot name: `Mmx` brings them to
 * temporaries and back.
 *
 * BOUNDS: `v` is a vCPU's base, every offset a field of its structure; `a` and `d` are addresses of slots.
 */
import { X87, X87_EXPONENT, X87_REGISTERS } from "../fp/x87/state";
import { Call } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { SLOT_DISCARD, SLOT_V, SLOT_VT } from "../layout";
import { emitRaise, invalidOpcode } from "./emitException";
import { NO_ERROR_CODE, raise } from "./exception";
import { Insn } from "./instruction";
import { Memory, Temporary } from "./operand";
import { Context, Vector } from "./state";

/** Slots. */
@final
export abstract class Simd {
  @inline static xmm(n: u32): u32 {
    return SLOT_V + (n << 4);
  }
  /** XMM named by ModRM.reg. */
  @inline static get v(): u32 {
    return Simd.xmm(Insn.reg);
  }
  /** Block-local vector temporaries 0..15; from 12 on they are this file's and sseExceptions.ts's. */
  @inline static temporary(n: u32): u32 {
    return SLOT_VT + (n << 4);
  }
  /** The upper 64 bits of a vector slot. */
  @inline static upper(slot: u32): u32 {
    return slot + 8;
  }
}

/** For `sseExists`: bits of CR0 and CR4 in the context. Emits #UD or #NM and returns false where the instruction traps. */
export function sseExists(): bool {
  if (Insn.has(Context.Em) || !Insn.has(Context.Sse)) {
    invalidOpcode();
    return false;
  }
  return isAvailable();
}

/** The same for instructions on MM registers, which do not ask for CR4.OSFXSR; an x87 exception that waits is raised, too. */
export function mmxExists(): bool {
  if (Insn.has(Context.Em)) {
    invalidOpcode();
    return false;
  }
  if (!isAvailable()) return false;
  Call.system(raisePending.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  return true;
}

/** Whether the task owns the registers: CR0.TS is clear; else emits #NM. */
export function isAvailable(): bool {
  if (Insn.has(Context.Ts)) emitRaise(Vector.NM, NO_ERROR_CODE);
  return !Insn.has(Context.Ts);
}

function raisePending(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!X87.isPending(v)) return 0;
  raise(v, Vector.MF, NO_ERROR_CODE);
  return 1;
}

/** The W operand: XMM or memory, as a slot. Memory is read into `temporary`. */
@final
export abstract class W {
  /** 16 bytes, aligned in memory. */
  static all(temporary: u32): u32 {
    if (!Insn.isMemory) return Simd.xmm(Insn.rm);
    Memory.address();
    Ir.ldwAlignedV128(temporary, Memory.slot, Memory.offset, Memory.cache);
    return temporary;
  }
  /** The low 4 (`isDouble` = 0) or 8 bytes. */
  static scalar(isDouble: u32, temporary: u32): u32 {
    if (!Insn.isMemory) return Simd.xmm(Insn.rm);
    Memory.address();
    if (isDouble != 0) Ir.ldwV64(temporary, Memory.slot, Memory.offset, Memory.cache);
    else Ir.ldwV32(temporary, Memory.slot, Memory.offset, Memory.cache);
    return temporary;
  }
  /** Operand of a packed (0, 1) or scalar (2, 3) operation on singles (even) or doubles (odd). */
  static of(form: u32, temporary: u32): u32 {
    return form < 2 ? W.all(temporary) : W.scalar(form & 1, temporary);
  }
}

/** MM registers. */
@final
export abstract class Mmx {
  @inline static slot(n: u32): u32 {
    return X87_REGISTERS + (n << 4);
  }
  /** The register named by ModRM.reg, in a vector temporary. */
  static p(temporary: u32): u32 {
    Ir.lowI64(temporary, Mmx.slot(Insn.reg));
    return temporary;
  }
  /** MM register or 8 bytes of memory, in a vector temporary. */
  static q(temporary: u32): u32 {
    if (!Insn.isMemory) {
      Ir.lowI64(temporary, Mmx.slot(Insn.rm));
      return temporary;
    }
    Memory.address();
    Ir.ldwV64(temporary, Memory.slot, Memory.offset, Memory.cache);
    return temporary;
  }
  /** MMn = the 64 bits of slot `value`; the x87 registers become MMX registers. To be called behind the last access. */
  static set(n: u32, value: u32): void {
    Ir.getlaneU64(Temporary.at(0), value);
    Call.pure(setMmx.index, Mmx.slot(n), Temporary.at(0), SLOT_DISCARD, 0);
  }
  /** For instructions that only read one. */
  static enter(): void {
    Call.pure(enterMmx.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  }
}

function setMmx(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  X87.enterMmx(v);
  store<u64>(d, load<u64>(a));
  store<u16>(d, 0xffff, X87_EXPONENT);
}

function enterMmx(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  X87.enterMmx(v);
}
