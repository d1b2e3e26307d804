/**
 * Where near jumps go. SLOT_PC is a linear address: relative jumps need neither the base of CS nor EIP, unless EIP is cut to
 * 16 bits or may leave the segment. Then a function of the core looks first. SDM volume 2, JMP.
 *
 * BOUNDS: `v` is a vCPU's base and every constant offset from it a field of its structure; d, a, b are slots.
 */
import { JumpHint } from "../abi";
import { leaveBlock } from "../exec/leave";
import { Call, Jump } from "../ir/emit";
import { Ir } from "../ir/emit.gen";
import { SLOT_DISCARD, SLOT_PC } from "../layout";
import { raise } from "./exception";
import { Insn } from "./instruction";
import { Temporary } from "./operand";
import { Context, Reg, SEGMENT_LIMIT, SEGMENT_SIZE, SEGMENTS, Segment, Vector } from "./state";

const TARGET: u32 = 10;
const TAKEN: u32 = 11;
/** For `checkTaken`: EIP has 16 bits; only faults are looked for. */
const CUT: u32 = 1;
const FAULTS_ONLY: u32 = 2;

function checked(): bool {
  return Insn.operandSize == 2 || Insn.has(Context.CodeLimited);
}

export abstract class CodeAddress {
  /** Whether targets must be looked at. */
  static isChecked(): bool {
    return checked();
  }

  /** d = EIP of the next instruction. */
  static next(d: u32): void {
    Ir.addiI32(d, SLOT_PC, Jump.next());
    if (Insn.has(Context.Based)) Ir.subI32(d, d, Reg.base(Segment.Cs));
  }

  /** Ends the block: to the next instruction + `distance`. */
  static jump(distance: i32, hint: JumpHint = JumpHint.None): void {
    if (!checked()) return Jump.direct(<i32>Insn.length + distance, hint);
    CodeAddress.indirect(CodeAddress.relative(distance), hint);
  }

  /** @returns the slot of the EIP of the next instruction + `distance`, not cut */
  static relative(distance: i32): u32 {
    const target = Temporary.at(TARGET);
    CodeAddress.next(target);
    Ir.addiI32(target, target, distance);
    return target;
  }

  /** Ends the block: to the linear address that `linear` returned. */
  static jumpTo(target: u32, hint: JumpHint = JumpHint.None): void {
    Jump.indirect(target, hint);
  }

  /** Ends the block: to the EIP in slot `eip`. */
  static indirect(eip: u32, hint: JumpHint = JumpHint.None): void {
    Jump.indirect(CodeAddress.linear(eip), hint);
  }

  /** The slot of the linear address of EIP `eip`, which is cut to the operand size; #GP when it is outside of the segment. */
  static linear(eip: u32): u32 {
    if (!checked() && !Insn.has(Context.Based)) return eip;
    const target = Temporary.at(TARGET);
    if (!checked()) Ir.addI32(target, eip, Reg.base(Segment.Cs));
    else Call.system(linearOf.index, target, eip, SLOT_DISCARD, Insn.operandSize == 2 ? 0xffff : 0xffffffff);
    return target;
  }

  /** Ends the block with a jump on condition tttn. */
  static jumpIf(condition: u32, distance: i32): void {
    if (checked()) {
      Ir.setIa32(Temporary.at(TAKEN), condition);
      CodeAddress.check(Temporary.at(TAKEN), distance, 0);
    }
    Jump.ifConditionIa32(condition, <i32>Insn.length + distance);
  }

  /** Ends the block with a jump if the 32 bits of `slot` are not zero. Between the two calls of LOOP, ECX changes. */
  static jumpIfNotZero(slot: u32, distance: i32): void {
    if (checked()) CodeAddress.check(slot, distance, 0);
    Jump.ifNotZero(slot, false, <i32>Insn.length + distance);
  }

  /** Raises what the jump would raise if `taken` is not zero. */
  static checkFaults(taken: u32, distance: i32): void {
    if (checked()) CodeAddress.check(taken, distance, FAULTS_ONLY);
  }

  private static check(taken: u32, distance: i32, flags: u32): void {
    const target = CodeAddress.relative(distance);
    Call.system(checkTaken.index, SLOT_DISCARD, taken, target, flags | (Insn.operandSize == 2 ? CUT : 0));
  }
}

function codeLimit(v: usize): u32 {
  return load<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE, SEGMENT_LIMIT);
}

/** d = linear address of EIP a, of which the bits of `mask` count. */
function linearOf(v: usize, d: usize, a: usize, b: usize, mask: u32): i32 {
  const eip = load<u32>(a) & mask;
  if (eip > codeLimit(v)) {
    raise(v, Vector.GP, 0);
    return 1;
  }
  store<u64>(d, <u64>(<u32>(load<u32>(v + Reg.base(Segment.Cs)) + eip)));
  return 0;
}

/** A conditional jump to EIP b, which is taken if a is not zero: raises #GP, or goes there itself where EIP was cut. */
function checkTaken(v: usize, d: usize, a: usize, b: usize, flags: u32): i32 {
  if (load<u32>(a) == 0) return 0;
  const whole = load<u32>(b);
  const eip = (flags & CUT) != 0 ? whole & 0xffff : whole;
  if (eip > codeLimit(v)) {
    raise(v, Vector.GP, 0);
    return 1;
  }
  if (eip == whole || (flags & FAULTS_ONLY) != 0) return 0;
  leaveBlock(v, true);
  store<u64>(v, <u64>(<u32>(load<u32>(v + Reg.base(Segment.Cs)) + eip)), SLOT_PC);
  return 1;
}
