/**
 * Floating-point operations on vector registers, lane by lane. A scalar form is a vector of one lane; lanes beyond the
 * last become zero.
 *
 * Every slot function of these files takes the same immediate:
 *
 *   bits 7..0    operation, an enum of the file
 *   bit 8        lanes are doubles, not singles
 *   bits 14..12  number of lanes
 *   bits 23..16  what the operation needs: index of the element, rounding
 *   bits 31..24  what the operation needs: fraction bits
 *
 * BOUNDS: in all of this file, addresses are vector slots or `collected`, 16 bytes each, and a lane's index is below
 * the shape's lane count.
 */

@final
export abstract class Shape {
  @inline static of(operation: u32, double: u32, lanes: u32): u32 {
    return operation | (double << 8) | (lanes << 12);
  }
  /** All lanes of a 64-bit (`q` = 0) or 128-bit register. */
  @inline static vector(operation: u32, q: u32, double: u32): u32 {
    return Shape.of(operation, double, (2 << q) >> double);
  }
  @inline static scalar(operation: u32, double: u32): u32 {
    return Shape.of(operation, double, 1);
  }
  @inline static withParameters(shape: u32, first: u32, second: u32): u32 {
    return shape | (first << 16) | (second << 24);
  }
  @inline static operation(shape: u32): u32 {
    return shape & 0xff;
  }
  @inline static isDouble(shape: u32): bool {
    return (shape & 0x100) != 0;
  }
  @inline static lanes(shape: u32): u32 {
    return (shape >> 12) & 7;
  }
  @inline static first(shape: u32): u32 {
    return (shape >> 16) & 0xff;
  }
  @inline static second(shape: u32): u32 {
    return shape >> 24;
  }
}

/** Where results are collected, so that a destination may also be an operand: 16 bytes that this thread alone uses. */
let collected: usize = memory.data(16, 16);

/** Has results collected in the 16 bytes at `at`. */
export function collectAt(at: usize): void {
  collected = at;
}

/** Access to lanes. */
@final
export abstract class Lane {
  @inline static f64(vector: usize, lane: u32): f64 {
    return load<f64>(vector + (lane << 3));
  }
  @inline static f32(vector: usize, lane: u32): f32 {
    return load<f32>(vector + (lane << 2));
  }
  @inline static u64(vector: usize, lane: u32): u64 {
    return load<u64>(vector + (lane << 3));
  }
  @inline static u32(vector: usize, lane: u32): u32 {
    return load<u32>(vector + (lane << 2));
  }
  @inline static u16(vector: usize, lane: u32): u64 {
    return load<u16>(vector + (lane << 1));
  }
}

/** A result that is being put together. */
@final
export abstract class Collect {
  @inline static begin(): void {
    v128.store(collected, i64x2.splat(0));
  }
  @inline static f64(lane: u32, value: f64): void {
    store<f64>(collected + (lane << 3), value);
  }
  @inline static f32(lane: u32, value: f32): void {
    store<f32>(collected + (lane << 2), value);
  }
  @inline static u64(lane: u32, value: u64): void {
    store<u64>(collected + (lane << 3), value);
  }
  @inline static u32(lane: u32, value: u32): void {
    store<u32>(collected + (lane << 2), value);
  }
  @inline static u16(lane: u32, value: u32): void {
    store<u16>(collected + (lane << 1), <u16>value);
  }
  @inline static finish(d: usize): void {
    v128.store(d, v128.load(collected));
  }
  /** Puts the lower half of the result into the upper half of d, whose lower half stays. */
  @inline static finishUpper(d: usize): void {
    store<u64>(d, load<u64>(collected), 8);
  }
}
