/**
 * What the SIMD helpers share: the description of a vector operand that a micro-op carries in its immediate, access to
 * lanes of any width, and saturation.
 *
 *   bits 1..0   log2 of the lane's bytes       bits 6..2   bytes of the result: 16, 8, or one lane for scalar forms
 *   bit  7      lanes are unsigned             bits 15..8  flags of the helper        bits 31..16 a shift or another number
 *
 * BOUNDS: every address is that of a vector slot, or of a lane inside one; v is a vCPU's base.
 */
import { FPSR } from "../layout";

/** FPSR.QC: saturation has occurred; sticky. */
const FPSR_QC: u64 = 1 << 27;

@final
export abstract class Shape {
  static pack(size: u32, bytes: u32, unsigned: u32, flags: u32, shift: u32): u32 {
    return size | (bytes << 2) | (unsigned << 7) | (flags << 8) | (shift << 16);
  }
  @inline static size(imm: u32): u32 {
    return imm & 3;
  }
  /** Bytes of a lane. */
  @inline static step(imm: u32): u32 {
    return 1 << (imm & 3);
  }
  /** Bits of a lane. */
  @inline static bits(imm: u32): u32 {
    return 8 << (imm & 3);
  }
  @inline static bytes(imm: u32): u32 {
    return (imm >> 2) & 31;
  }
  @inline static unsigned(imm: u32): bool {
    return (imm & 0x80) != 0;
  }
  /** Whether the helper's flag is set. */
  @inline static has(imm: u32, flag: u32): bool {
    return ((imm >> 8) & flag) != 0;
  }
  @inline static shift(imm: u32): u32 {
    return imm >> 16;
  }
  /** Clears what the result leaves of the 16 bytes at d, as every write of a shorter form does. */
  @inline static clearAbove(d: usize, imm: u32): void {
    const bytes = Shape.bytes(imm);
    // BOUNDS: bytes <= 16, so this stays in the vector slot at d.
    memory.fill(d + bytes, 0, 16 - bytes);
  }
}

/** One lane at an address, at least its own size from the end of its vector slot. */
@final
export abstract class Lane {
  static signed(at: usize, size: u32): i64 {
    switch (size) {
      case 0:
        return <i64>load<i8>(at);
      case 1:
        return <i64>load<i16>(at);
      case 2:
        return <i64>load<i32>(at);
      default:
        return load<i64>(at);
    }
  }
  static unsigned(at: usize, size: u32): u64 {
    switch (size) {
      case 0:
        return <u64>load<u8>(at);
      case 1:
        return <u64>load<u16>(at);
      case 2:
        return <u64>load<u32>(at);
      default:
        return load<u64>(at);
    }
  }
  /** Sign- or zero-extended. */
  @inline static read(at: usize, size: u32, unsigned: bool): i64 {
    return unsigned ? <i64>Lane.unsigned(at, size) : Lane.signed(at, size);
  }
  static write(at: usize, size: u32, value: i64): void {
    switch (size) {
      case 0:
        return store<u8>(at, <u8>value);
      case 1:
        return store<u16>(at, <u16>value);
      case 2:
        return store<u32>(at, <u32>value);
      default:
        return store<i64>(at, value);
    }
  }
}

/** Lane `index` of eight bytes held in a register, so that a result written over its operand does no harm. */
export function packedLane(packed: u64, index: u32, size: u32, unsigned: bool): i64 {
  const bits: u64 = 8 << size;
  const top = packed << (64 - bits * (index + 1));
  return unsigned ? <i64>(top >> (64 - bits)) : <i64>top >> (64 - bits);
}

export function setSaturated(v: usize): void {
  // BOUNDS: v is a vCPU's base.
  store<u64>(v, load<u64>(v, FPSR) | FPSR_QC, FPSR);
}

/** `value` within the range of a signed lane of `bits` bits. Sets FPSR.QC when it was not. */
export function saturateSigned(v: usize, value: i64, bits: u32): i64 {
  const max = i64.MAX_VALUE >> (64 - bits);
  if (value <= max && value >= ~max) return value;
  setSaturated(v);
  return value > max ? max : ~max;
}

/** `value`, a signed number, within the range of an unsigned lane of `bits` bits. Sets FPSR.QC when it was not. */
export function saturateUnsigned(v: usize, value: i64, bits: u32): i64 {
  const max: u64 = ~(<u64>0) >> (64 - bits);
  if (value >= 0 && <u64>value <= max) return value;
  setSaturated(v);
  return value < 0 ? 0 : <i64>max;
}

/** SatQ of the pseudocode: to a signed or an unsigned lane. Values are exact signed numbers. */
export function saturate(v: usize, value: i64, bits: u32, unsigned: bool): i64 {
  return unsigned ? saturateUnsigned(v, value, bits) : saturateSigned(v, value, bits);
}
