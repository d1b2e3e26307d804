/**
 * What the micro-ops of x87.ir do: the ordinary case in straight lines (fp/x87/fast.ts), the general functions else. All exceptions
 * are masked: none of them can leave the block.
 *
 * Of x87.add, .multiply, .divide and .fst the opcode says it all: its first byte's low bits whether the result goes to ST(i)
 * (bit 10) and whether there is a pop (bit 9), ModR/M's reg the operation.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87.
 */
import { executeRegister } from "../../fp/x87/dispatch";
import { binaryOperand, compareToFlags, loadOperand } from "../../fp/x87/execute";
import { Fast } from "../../fp/x87/fast";
import { BIAS, F80, SIGN } from "../../fp/x87/format";
import { X87_SCRATCH } from "../../fp/x87/layout";
import { FORMAT_MASK, FORMAT_SHIFT, Format } from "../../fp/x87/packed";
import { changeSign, exchange, loadConstant, loadRegister, moveIf, storeRegister } from "../../fp/x87/stack";
import { X87 } from "../../fp/x87/state";
import { loadFromMemory, prepareStore, signExtended } from "../../fp/x87/store";
import { Note } from "../../ia32/x87/pointers";

const TO_I: u32 = 0x400;
const POPS: u32 = 0x200;
const OPCODE: u32 = 0x7ff;
/** In ModR/M's reg: the operands the other way round. */
const REVERSED: u32 = 0x08;
/** Of a sum's operation: a difference. */
const MINUS: u32 = 0x20;

function general(v: usize, packed: u32): u32 {
  executeRegister(v, packed & OPCODE);
  return 0;
}

/** Any instruction without memory operand. */
export function x87RegisterForm(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  return general(v, packed);
}

/** FADD, FSUB, FSUBR of registers. */
export function x87Add(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  if (!Fast.isOrdinary(v, packed & 7)) return general(v, packed);
  const a = X87.st(v, 0);
  const b = X87.st(v, packed & 7);
  const minus: u32 = (packed & MINUS) << 10;
  const reversed = (packed & REVERSED) != 0;
  const headA = F80.head(a) ^ (reversed ? minus : 0);
  const headB = F80.head(b) ^ (reversed ? 0 : minus);
  const dest = (packed & TO_I) != 0 ? b : a;
  if (!Fast.add(v, dest, headA, F80.significand(a), headB, F80.significand(b))) return general(v, packed);
  if ((packed & POPS) != 0) X87.pop(v);
  return 0;
}

/** FMUL of registers. */
export function x87Multiply(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  if (!Fast.isOrdinary(v, packed & 7)) return general(v, packed);
  const a = X87.st(v, 0);
  const b = X87.st(v, packed & 7);
  const dest = (packed & TO_I) != 0 ? b : a;
  if (!Fast.multiply(v, dest, F80.head(a), F80.significand(a), F80.head(b), F80.significand(b))) {
    return general(v, packed);
  }
  if ((packed & POPS) != 0) X87.pop(v);
  return 0;
}

/** FDIV, FDIVR of registers. */
export function x87Divide(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  if (!Fast.isOrdinary(v, packed & 7)) return general(v, packed);
  const first = X87.st(v, 0);
  const second = X87.st(v, packed & 7);
  const reversed = (packed & REVERSED) != 0;
  const a = reversed ? second : first;
  const b = reversed ? first : second;
  const dest = (packed & TO_I) != 0 ? second : first;
  if (!Fast.divide(v, dest, F80.head(a), F80.significand(a), F80.head(b), F80.significand(b))) {
    return general(v, packed);
  }
  if ((packed & POPS) != 0) X87.pop(v);
  return 0;
}

export function x87Exchange(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  exchange(v, packed & 7);
  return 0;
}

export function x87LoadRegister(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  loadRegister(v, packed & 7);
  return 0;
}

/** FST and FSTP to a register: reg is 2 or 3. */
export function x87StoreRegister(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  storeRegister(v, packed & 7, (packed & REVERSED) != 0);
  return 0;
}

/** FCHS and FABS. */
export function x87ChangeSign(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  const absolute = (packed & 1) != 0;
  changeSign(v, absolute ? 0 : SIGN, absolute ? SIGN : 0);
  return 0;
}

/** Any operation of D8, DA, DC, DE with memory. */
export function x87MemoryForm(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  return generalMemory(v, value, packed);
}

function generalMemory(v: usize, value: u64, packed: u32): u32 {
  const denormal = loadOperand(v, (packed >> 9) & 3, value);
  binaryOperand(v, (packed >> 3) & 7, denormal);
  return 0;
}

/** Operands in memory that fast.ts knows: doubles (DC) and singles (D8). */
@final
abstract class Operand {
  @inline static isNormal(value: u64, packed: u32): bool {
    return (packed & TO_I) != 0 ? Fast.isNormalDouble(value) : Fast.isNormalSingle(<u32>value);
  }
  @inline static head(value: u64, packed: u32): u32 {
    return (packed & TO_I) != 0 ? Fast.headOfDouble(value) : Fast.headOfSingle(<u32>value);
  }
  @inline static significand(value: u64, packed: u32): u64 {
    return (packed & TO_I) != 0 ? Fast.significandOfDouble(value) : Fast.significandOfSingle(<u32>value);
  }
}

/** FADD, FSUB, FSUBR of a single or double. */
export function x87AddMemory(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  if (!Operand.isNormal(value, packed) || !Fast.isOrdinary(v, 0)) return generalMemory(v, value, packed);
  const a = X87.st(v, 0);
  const minus: u32 = (packed & MINUS) << 10;
  const reversed = (packed & REVERSED) != 0;
  const headA = F80.head(a) ^ (reversed ? minus : 0);
  const headB = Operand.head(value, packed) ^ (reversed ? 0 : minus);
  const done = Fast.add(v, a, headA, F80.significand(a), headB, Operand.significand(value, packed));
  return done ? 0 : generalMemory(v, value, packed);
}

/** FMUL of a single or double. */
export function x87MultiplyMemory(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  if (!Operand.isNormal(value, packed) || !Fast.isOrdinary(v, 0)) return generalMemory(v, value, packed);
  const a = X87.st(v, 0);
  const significand = Operand.significand(value, packed);
  const done = Fast.multiply(v, a, F80.head(a), F80.significand(a), Operand.head(value, packed), significand);
  return done ? 0 : generalMemory(v, value, packed);
}

/** FDIV, FDIVR of a single or double. */
export function x87DivideMemory(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  if (!Operand.isNormal(value, packed) || !Fast.isOrdinary(v, 0)) return generalMemory(v, value, packed);
  const r = X87.st(v, 0);
  const head = F80.head(r);
  const x = F80.significand(r);
  const other = Operand.head(value, packed);
  const y = Operand.significand(value, packed);
  const reversed = (packed & REVERSED) != 0;
  const done = Fast.divide(v, r, reversed ? other : head, reversed ? y : x, reversed ? head : other, reversed ? x : y);
  return done ? 0 : generalMemory(v, value, packed);
}

export function x87LoadDouble(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  if (Fast.isNormalDouble(value)) {
    if (Fast.push(v, Fast.headOfDouble(value), Fast.significandOfDouble(value))) return 0;
  } else if (value << 1 == 0 && Fast.push(v, <u32>(value >> 48), 0)) return 0;
  loadFromMemory(v, Format.Double, value, 0);
  return 0;
}

export function x87LoadSingle(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  const single = <u32>value;
  if (Fast.isNormalSingle(single) && Fast.push(v, Fast.headOfSingle(single), Fast.significandOfSingle(single)))
    return 0;
  loadFromMemory(v, Format.Single, value, 0);
  return 0;
}

/** FILD: the format is in `packed`. */
export function x87LoadInteger(v: usize, pc: u32, value: u64, address: u32, packed: u32): u32 {
  Note.memory(v, pc, packed, address);
  const format = (packed >> FORMAT_SHIFT) & FORMAT_MASK;
  const integer = signExtended(format, value);
  const magnitude = integer < 0 ? 0 - <u64>integer : <u64>integer;
  const shift = clz(magnitude);
  const head = (integer < 0 ? SIGN : 0) | (BIAS + 63 - <i32>shift);
  if (integer == 0 ? Fast.push(v, 0, 0) : Fast.push(v, head, magnitude << shift)) return 0;
  loadFromMemory(v, format, value, 0);
  return 0;
}

/** FLD1, FLDPI .. FLDZ. */
export function x87LoadConstant(v: usize, pc: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  loadConstant(v, packed & 7);
  return 0;
}

export function x87StoreDouble(v: usize, pc: u32, address: u32, packed: u32): u64 {
  Note.memory(v, pc, packed, address);
  prepareStore(v, Format.Double);
  return load<u64>(v, X87_SCRATCH);
}

export function x87StoreSingle(v: usize, pc: u32, address: u32, packed: u32): u64 {
  Note.memory(v, pc, packed, address);
  prepareStore(v, Format.Single);
  return load<u64>(v, X87_SCRATCH);
}

/** FIST, FISTP: the format is in `packed`. */
export function x87StoreInteger(v: usize, pc: u32, address: u32, packed: u32): u64 {
  Note.memory(v, pc, packed, address);
  const format = (packed >> FORMAT_SHIFT) & FORMAT_MASK;
  if (format == Format.Int32 && Fast.toInt32(v)) return <u64>Fast.integer();
  prepareStore(v, format);
  return load<u64>(v, X87_SCRATCH);
}

/** FCMOVcc, whose condition is `holds`. */
export function x87MoveWhen(v: usize, pc: u32, holds: u32, packed: u32): u32 {
  Note.instruction(v, pc, packed);
  moveIf(v, packed & 7, holds != 0);
  return 0;
}

/** FCOMI and its kin. @returns ZF, PF and CF */
export function x87CompareForFlags(v: usize, pc: u32, packed: u32): u64 {
  Note.instruction(v, pc, packed);
  const order = Fast.compare(v, packed & 7);
  if (order >= 0) {
    if ((packed & TO_I) != 0) X87.pop(v);
    return order;
  }
  return <u64>compareToFlags(v, packed & 7, ((packed >> 3) & 7) == 5, (packed & TO_I) != 0);
}
