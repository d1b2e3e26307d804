/**
 * Exceptions of SSE's arithmetic that are not masked. SDM volume 1, 11.5.
 *
 * Micro-ops compute as if all were masked. Where one is not, which the block's context says, the result goes to a temporary and the
 * flags to an FPSR that was cleared before: then it is seen whether the instruction raises #XM instead of having a result.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; `a` is the address of a slot.
 */
import { Call } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { FPSR, SLOT_DISCARD } from "../layout";
import { NO_ERROR_CODE, raise } from "./exception";
import { Insn } from "./instruction";
import { BEFORE_COMPUTING, flagsOfStatus, MASK_SHIFT, statusOfFlags } from "./mxcsr";
import { Temporary } from "./operand";
import { Simd } from "./simd";
import { Context, CR4, Cr4, MXCSR, Vector } from "./state";

/** Where FPSR and results are kept meanwhile. */
const STATUS: u32 = 9;
const INTEGER: u32 = 8;
const VECTOR: u32 = 15;
const ALL: u32 = 0x3f;

export abstract class Checked {
  /** The slot to compute the new value of vector slot `d` in; operands must have been read from memory. */
  static vector(d: u32): u32 {
    if (!Insn.has(Context.SseTraps)) return d;
    Ir.movV128(Simd.temporary(VECTOR), d);
    Checked.begin();
    return Simd.temporary(VECTOR);
  }
  /** The same for an integer slot. */
  static integer(d: u32): u32 {
    if (!Insn.has(Context.SseTraps)) return d;
    Checked.begin();
    return Temporary.at(INTEGER);
  }
  private static begin(): void {
    Ir.movI64(Temporary.at(STATUS), FPSR);
    Ir.constI64(FPSR, 0);
  }
  /** Behind the computation: raises, or moves the result to `d`. */
  static endVector(d: u32): void {
    if (!Insn.has(Context.SseTraps)) return;
    Checked.end();
    Ir.movV128(d, Simd.temporary(VECTOR));
  }
  static endInteger(d: u32): void {
    if (!Insn.has(Context.SseTraps)) return;
    Checked.end();
    Ir.movI64(d, Temporary.at(INTEGER));
  }
  private static end(): void {
    Call.system(check.index, SLOT_DISCARD, Temporary.at(STATUS), SLOT_DISCARD, 0);
  }
}

/** `a`: FPSR as it was. */
function check(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const before = load<u64>(a);
  const raised = flagsOfStatus(load<u32>(v, FPSR));
  const unmasked = raised & ~(load<u32>(v, MXCSR) >> MASK_SHIFT) & ALL;
  const flags = (unmasked & BEFORE_COMPUTING) != 0 ? raised & BEFORE_COMPUTING : raised;
  store<u64>(v, before | statusOfFlags(flags), FPSR);
  if (unmasked == 0) return 0;
  raise(v, (load<u32>(v, CR4) & Cr4.OSXMMEXCPT) != 0 ? Vector.XM : Vector.UD, NO_ERROR_CODE);
  return 1;
}
