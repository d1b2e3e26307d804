/** Stack. SDM volume 1, 5.1.1 and 6.2. */
import { Call } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { copyFrames } from "../helpers/stack";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { proveWritable } from "../proveWritable";
import { Stack } from "../stack";
import { Gpr, Reg } from "../state";

/** PUSH register: of ESP, what it was. */
export function pushRegister(): void {
  Stack.push(Reg.slot(Insn.opcodeRegister), Insn.operandSize);
}

/** POP register: ESP is loaded after it has moved. */
export function popRegister(): void {
  const size = Insn.operandSize;
  const n = Insn.opcodeRegister;
  if (size == 4 && n != Gpr.Esp) {
    Stack.read(Reg.slot(n), 4, 0);
    return Stack.move(4);
  }
  Stack.pop(Temporary.at(0), size);
  Operand.setRegister(n, size, Temporary.at(0));
}

function pushConstant(value: u32): void {
  Ir.constI64(Temporary.at(0), value);
  Stack.push(Temporary.at(0), Insn.operandSize);
}

/** PUSH immediate. */
export function pushImmediate(): void {
  pushConstant(Insn.immediate);
}

/** PUSH imm8, sign-extended. */
export function pushSigned8(): void {
  pushConstant(<u32>Insn.signed8);
}

/** PUSH E. */
export function pushE(): void {
  Stack.push(Operand.e(Insn.operandSize, Temporary.at(0)), Insn.operandSize);
}

/** POP E: an address with ESP is made after ESP has moved. */
export function popE(): void {
  const size = Insn.operandSize;
  const value = Temporary.at(0);
  Stack.read(value, size, 0);
  if (!Insn.isMemory) {
    Stack.move(<i32>size);
    return Operand.setE(size, value);
  }
  Memory.address(<i32>size);
  Memory.write(value, size);
  Stack.move(<i32>size);
}

/** PUSHA, PUSHAD. */
export function pushAll(): void {
  const size = <i32>Insn.operandSize;
  for (let n: i32 = 0; n < 8; n++) Stack.write(Reg.slot(n), size, -(n + 1) * size);
  Stack.move(-8 * size);
}

/** POPA, POPAD: all but ESP, whose place is read all the same. */
export function popAll(): void {
  const size = <i32>Insn.operandSize;
  for (let n: i32 = 7; n >= 0; n--) Stack.read(Temporary.at(n), size, (7 - n) * size);
  for (let n: i32 = 0; n < 8; n++) {
    if (n != Gpr.Esp) Operand.setRegister(n, size, Temporary.at(n));
  }
  Stack.move(8 * size);
}

/** ENTER. */
export function enter(): void {
  const size = <i32>Insn.operandSize;
  const level = <i32>(Insn.immediate2 & 31);
  const frame = Temporary.at(0);
  const ebp = Reg.slot(Gpr.Ebp);
  Stack.write(ebp, size, -size);
  Ir.addiI32(frame, Reg.slot(Gpr.Esp), -size);
  if (level > 1) Call.system(copyFrames.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, (level << 8) | size);
  if (level > 0) Stack.write(frame, size, -size * (level + 1));
  // A write to where the top of the stack will be must be possible.
  Stack.at(-size * (level + 1) - <i32>Insn.immediate);
  proveWritable(size);
  Operand.setRegister(Gpr.Ebp, size, frame);
  Stack.move(-size * (level + 1) - <i32>Insn.immediate);
}

/** LEAVE. */
export function leave(): void {
  const size = Insn.operandSize;
  const ebp = Reg.slot(Gpr.Ebp);
  const value = Temporary.at(0);
  const top = Temporary.at(1);
  Stack.from(ebp, 0);
  Memory.read(value, size);
  Ir.addiI32(top, ebp, size);
  Stack.set(top);
  Operand.setRegister(Gpr.Ebp, size, value);
}
