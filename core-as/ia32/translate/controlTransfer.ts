/** Control transfer within a code segment. SDM volume 1, 5.1.7. Where EIP may leave the segment or wrap: codeAddress.ts. */
import { JumpHint } from "../../abi";
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_ZERO } from "../../layout";
import { CodeAddress } from "../codeAddress";
import { checkBounds } from "../helpers/bound";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Stack } from "../stack";
import { Gpr, Reg } from "../state";

const VALUE: u32 = 0;
const COUNT: u32 = 1;
const TAKEN: u32 = 2;
const CONDITION_Z: u32 = 4;

/** JMP rel8, relz. */
export function jumpRelative(): void {
  CodeAddress.jump(<i32>Insn.immediate);
}

/** JMP E. */
export function jumpE(): void {
  CodeAddress.indirect(Operand.e(Insn.operandSize, Temporary.at(VALUE)));
}

/** Jcc. */
export function jumpConditional(): void {
  CodeAddress.jumpIf(Insn.condition, <i32>Insn.immediate);
}

/** JCXZ, JECXZ: the count is of the address size. */
export function jumpIfCountZero(): void {
  // Leading zeros of zero alone are 32.
  const zero = Temporary.at(TAKEN);
  Ir.clzI32(zero, Operand.zeroExtended(Reg.slot(Gpr.Ecx), Insn.addressSize, zero));
  Ir.shruiI32(zero, zero, 5);
  CodeAddress.jumpIfNotZero(zero, <i32>Insn.immediate);
}

/** COUNT = eCX - 1, zero-extended. */
function countDown(): u32 {
  const count = Temporary.at(COUNT);
  Ir.addiI32(count, Reg.slot(Gpr.Ecx), -1);
  return Operand.zeroExtended(count, Insn.addressSize, count);
}

/** LOOP. */
export function loop(): void {
  jumpCounted(countDown());
}

/** LOOPE, LOOPNE: as long as ZF is `zero`, too. */
export function loopIf(zero: u32): void {
  const taken = Temporary.at(TAKEN);
  Ir.selectIa32(taken, countDown(), SLOT_ZERO, CONDITION_Z | (zero ^ 1));
  jumpCounted(taken);
}

/** eCX changes, which a fault of the jump must not see. */
function jumpCounted(taken: u32): void {
  const distance = <i32>Insn.immediate;
  CodeAddress.checkFaults(taken, distance);
  Operand.setRegister(Gpr.Ecx, Insn.addressSize, Temporary.at(COUNT));
  CodeAddress.jumpIfNotZero(taken, distance);
}

/** CALL rel. */
export function callRelative(): void {
  const back = Temporary.at(VALUE);
  if (!CodeAddress.isChecked()) {
    CodeAddress.next(back);
    Stack.push(back, Insn.operandSize);
    return CodeAddress.jump(<i32>Insn.immediate, JumpHint.Call);
  }
  callTo(CodeAddress.relative(<i32>Insn.immediate));
}

/** CALL E. */
export function callE(): void {
  const target = Temporary.at(COUNT);
  const value = Operand.e(Insn.operandSize, target);
  // A register may be ESP, which the push moves.
  if (value != target) Ir.movI32(target, value);
  callTo(target);
}

function callTo(eip: u32): void {
  const target = CodeAddress.linear(eip);
  CodeAddress.next(Temporary.at(VALUE));
  Stack.push(Temporary.at(VALUE), Insn.operandSize);
  CodeAddress.jumpTo(target, JumpHint.Call);
}

/** RET; with an immediate that many bytes of parameters are dropped. */
export function returnNear(): void {
  const back = Temporary.at(VALUE);
  Stack.read(back, Insn.operandSize, 0);
  const target = CodeAddress.linear(back);
  Stack.move(<i32>(Insn.operandSize + Insn.immediate));
  CodeAddress.jumpTo(target, JumpHint.Return);
}

/** BOUND: #BR unless G lies between the two numbers in memory, signed. */
export function bound(): void {
  const size = Insn.operandSize;
  Memory.address();
  for (let i: u32 = 0; i < 2; i++) {
    Memory.read(Temporary.at(i), size, <i32>(i * size));
    Operand.signExtended(Temporary.at(i), size, Temporary.at(i));
  }
  const value = Operand.signExtended(Reg.slot(Insn.reg), size, Temporary.at(TAKEN));
  Call.system(checkBounds.index, value, Temporary.at(0), Temporary.at(1), 0);
}
