/** State, fences and cache control. SDM volume 1, 5.3, 5.4.8, 5.5.3, 5.5.4, 5.6.4. */
import { X87 } from "../../fp/x87/state";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_TC } from "../../layout";
import { emitRaise } from "../emitException";
import { NO_ERROR_CODE } from "../exception";
import { fxrstor, fxsave, ldmxcsr, stmxcsr } from "../fxsave";
import { Insn } from "../instruction";
import { protectionFault } from "../instructionEnd";
import { Memory, Temporary } from "../operand";
import { withinLimit } from "../segmentation";
import { Seg } from "../segmentRegisters";
import { mmxExists, sseExists } from "../simd";
import { Context, Segment, Vector } from "../state";

/** FXSAVE. */
export function saveState(): void {
  if (!stateAvailable()) return;
  linearAddress();
  Call.systemWide(fxsave.index, SLOT_DISCARD, Temporary.at(0), SLOT_DISCARD, Memory.cache);
}

/** FXRSTOR: MXCSR's masks are part of the context, so the block ends. */
export function restoreState(): void {
  if (!stateAvailable()) return;
  linearAddress();
  Call.systemLast(fxrstor.index, SLOT_DISCARD, Temporary.at(0), SLOT_DISCARD, Memory.cache);
}

/** #NM for CR0.EM, too: these two are of the x87's. */
function stateAvailable(): bool {
  const traps = Insn.has(Context.Ts) || Insn.has(Context.Em);
  if (traps) emitRaise(Vector.NM, NO_ERROR_CODE);
  return !traps;
}

function linearAddress(): void {
  Memory.address();
  Ir.addiI32(Temporary.at(0), Memory.slot, Memory.offset);
}

/** LDMXCSR: the block ends where it changes the context. */
export function loadMxcsr(): void {
  if (!sseExists()) return;
  Memory.address();
  Memory.read(Temporary.at(0), 4);
  Call.system(ldmxcsr.index, SLOT_DISCARD, Temporary.at(0), SLOT_DISCARD, Insn.length);
}

/** STMXCSR. */
export function storeMxcsr(): void {
  if (!sseExists()) return;
  Memory.address();
  Call.pure(stmxcsr.index, Temporary.at(0), SLOT_DISCARD, SLOT_DISCARD, 0);
  Memory.write(Temporary.at(0), 4);
}

/** LFENCE, MFENCE, SFENCE; prefetches, which never fault. Accesses are in order and caches are not seen. */
export function nothing(): void {}

/** #GP(0) where linear address a lies outside of CS. */
function withinCode(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  // BOUNDS: a is a slot.
  const offset = load<u32>(a) - Seg.base(v, Segment.Cs);
  return i32(!(withinLimit(Seg.rights(v, Segment.Cs), Seg.limit(v, Segment.Cs), offset, 1) || protectionFault(v)));
}

/** CLFLUSH faults as a load of a byte does, but for code segments that cannot be read. */
export function flushLine(): void {
  Memory.address();
  if (Insn.segment == Segment.Cs) {
    Call.system(withinCode.index, SLOT_DISCARD, Memory.linear(), SLOT_DISCARD, 0);
    Memory.cache = SLOT_TC;
  }
  Memory.read(SLOT_DISCARD, 1);
}

/** EMMS. TOP becomes 0, too, on processors. */
export function emptyMmx(): void {
  if (!mmxExists()) return;
  Call.pure(emptyAll.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

function emptyAll(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  X87.enterMmx(v);
  X87.emptyAll(v);
}
