/**
 * Loads and stores of the formats in memory: FLD, FST, FILD, FIST, FBLD, FBSTP. SDM volume 1, 8.3.1.
 *
 * A store has two steps, with the access to memory between them: `prepareStore` makes the bytes, in X87_SCRATCH, and
 * `Memory.size` of them are to be written when it says so; then the caller pops.
 *
 * BOUNDS: `v` is a vCPU's base; registers are reached through X87.
 */
import {
  acceptLoaded,
  Converted,
  fromDouble,
  fromSingle,
  isDenormalDouble,
  isDenormalSingle,
  toDouble,
  toSingle,
} from "./convert";
import { F80 } from "./format";
import { fromDecimal, fromInteger, toDecimal, toInteger, Whole } from "./integer";
import { X87_EXPONENT, X87_OPERAND, X87_SCRATCH } from "./layout";
import { Format } from "./packed";
import { Codes, pushOperand, stackUnderflow } from "./stack";
import { X87 } from "./state";

/** Bytes of a format. */
export function sizeOf(format: u32): u32 {
  switch (format) {
    case Format.Int16:
      return 2;
    case Format.Single:
    case Format.Int32:
      return 4;
    case Format.Double:
    case Format.Int64:
      return 8;
    default:
      return 10;
  }
}

/** Pushes a value read from memory: `low` is its first 8 bytes, `high` what follows. */
export function loadFromMemory(v: usize, format: u32, low: u64, high: u32): void {
  Codes.clearC1(v);
  const operand = v + X87_OPERAND;
  switch (format) {
    case Format.Single:
      fromSingle(operand, <u32>low);
      break;
    case Format.Double:
      fromDouble(operand, low);
      break;
    case Format.Extended:
      F80.put(operand, high, low);
      break;
    case Format.Decimal:
      fromDecimal(operand, low, high);
      break;
    default:
      fromInteger(operand, signExtended(format, low));
  }
  // A stack overflow comes first, and alone.
  if (!X87.isEmpty(v, 7) || acceptable(v, format, low)) pushOperand(v);
}

/** A signed integer of a format. */
export function signExtended(format: u32, value: u64): i64 {
  if (format == Format.Int16) return <i64>(<i16>value);
  return format == Format.Int32 ? <i64>(<i32>value) : <i64>value;
}

function acceptable(v: usize, format: u32, low: u64): bool {
  if (format == Format.Single) return acceptLoaded(v, v + X87_OPERAND, isDenormalSingle(<u32>low));
  if (format == Format.Double) return acceptLoaded(v, v + X87_OPERAND, isDenormalDouble(low));
  return true;
}

/** Makes the bytes of ST(0) in a format. @returns false when an exception that is not masked forbids store and pop */
export function prepareStore(v: usize, format: u32): bool {
  Codes.clearC1(v);
  if (X87.isEmpty(v, 0)) {
    prepareIndefinite(v, format);
    return stackUnderflow(v);
  }
  const r = X87.st(v, 0);
  const scratch = v + X87_SCRATCH;
  let go = true;
  switch (format) {
    case Format.Single:
      go = toSingle(v, r);
      break;
    case Format.Double:
      go = toDouble(v, r);
      break;
    case Format.Extended:
      F80.copy(scratch, r);
      return true;
    case Format.Decimal:
      go = toDecimal(v, r);
      store<u16>(scratch, <u16>Whole.high(), X87_EXPONENT);
      store<u64>(scratch, Whole.value());
      return go;
    default:
      go = toInteger(v, r, sizeOf(format) << 3);
      store<u64>(scratch, Whole.value());
      return go;
  }
  store<u64>(scratch, Converted.bits());
  return go;
}

function prepareIndefinite(v: usize, format: u32): void {
  const scratch = v + X87_SCRATCH;
  switch (format) {
    case Format.Single:
      return store<u64>(scratch, 0xffc00000);
    case Format.Double:
      return store<u64>(scratch, 0xfff8000000000000);
    case Format.Extended:
    case Format.Decimal:
      return F80.put(scratch, 0xffff, 0xc000000000000000);
    default:
      store<u64>(scratch, (<u64>1) << ((sizeOf(format) << 3) - 1));
  }
}
