/** Bits: test, scan, set by condition. SDM volume 1, 5.1.6. */
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD } from "../../layout";
import { recordLogic } from "../binary";
import { Insn } from "../instruction";
import { Memory, Operand, Temporary } from "../operand";
import { Reg } from "../state";

/** What becomes of the bit. */
enum Change {
  None = 0,
  Set = 1,
  Reset = 2,
  Complement = 3,
}

const OPERAND: u32 = 0;
const OFFSET: u32 = 1;
const BIT: u32 = 2;
const RESULT: u32 = 3;
const CONDITION_Z: u32 = 4;

/** BT, BTS, BTR, BTC by imm8: a bit of the operand. */
export function bitByNumber(change: u32): void {
  const size = Insn.operandSize;
  Ir.constI64(Temporary.at(OFFSET), Insn.immediate & ((size << 3) - 1));
  changeBit(change, Operand.e(size, Temporary.at(OPERAND)));
}

/** The same by register: in memory, a bit of a string that begins at the operand and reaches both ways. */
export function bitByRegister(change: u32): void {
  const size = Insn.operandSize;
  const offset = Temporary.at(OFFSET);
  if (!Insn.isMemory) {
    Ir.andiI32(offset, Reg.slot(Insn.reg), (size << 3) - 1);
    return changeBit(change, Reg.slot(Insn.rm));
  }
  const units = Temporary.at(BIT);
  if (size == 4) Ir.shrsiI32(units, Reg.slot(Insn.reg), 5);
  else Ir.fieldSI32(units, Reg.slot(Insn.reg), 16, 20);
  Ir.shliI32(units, units, size == 4 ? 2 : 1);
  Memory.advanced(units);
  Ir.andiI32(offset, Reg.slot(Insn.reg), (size << 3) - 1);
  Memory.read(Temporary.at(OPERAND), size);
  changeBit(change, Temporary.at(OPERAND));
}

/** CF = bit OFFSET of `operand`; then the bit is changed. */
function changeBit(change: u32, operand: u32): void {
  const size = Insn.operandSize;
  const bit = Temporary.at(BIT);
  const result = Temporary.at(RESULT);
  if (change != Change.None) {
    Ir.constI64(result, 1);
    Ir.shlI32(result, result, Temporary.at(OFFSET));
    if (change == Change.Set) Ir.orI32(result, operand, result);
    else if (change == Change.Reset) Ir.andnI32(result, operand, result);
    else Ir.xorI32(result, operand, result);
    if (Insn.isMemory) Operand.setE(size, result);
  }
  Ir.shruI32(bit, operand, Temporary.at(OFFSET));
  Ir.flagsCarry(SLOT_DISCARD, bit);
  if (change != Change.None && !Insn.isMemory) Operand.setE(size, result);
}

/** BSF. */
export function scanForward(): void {
  scan(false);
}

/** BSR. */
export function scanReverse(): void {
  scan(true);
}

/** The destination of a scan that finds nothing is left alone; ZF says so. */
function scan(reverse: bool): void {
  const size = Insn.operandSize;
  const found = Temporary.at(BIT);
  const operand = Operand.e(size, Temporary.at(OPERAND));
  const source = Insn.isMemory ? operand : Operand.zeroExtended(operand, size, Temporary.at(RESULT));
  if (reverse) {
    Ir.clzI32(found, source);
    Ir.xoriI32(found, found, 31);
  } else Ir.ctzI32(found, source);
  recordLogic(4, source);
  const old = Reg.slot(Insn.reg);
  if (size == 4) return Ir.selectIa32(old, old, found, CONDITION_Z);
  Ir.selectIa32(found, old, found, CONDITION_Z);
  Operand.setG(2, found);
}

/** SETcc. */
export function setByCondition(): void {
  if (Insn.isMemory) Memory.address();
  Ir.setIa32(Temporary.at(OPERAND), Insn.condition);
  Operand.setE(1, Temporary.at(OPERAND));
}
