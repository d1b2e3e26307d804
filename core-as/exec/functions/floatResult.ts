/** When a result of a Wasm instruction may be used: floatArithmetic.ts says what a result shows. */

const SMALLEST_NORMAL_64: f64 = 2.2250738585072014e-308;
const SMALLEST_NORMAL_32: f32 = 1.1754943508222875e-38;

/** What a Wasm result must look like to be used. */
@final
export abstract class Result {
  @inline static isFinite64(result: f64): bool {
    return abs<f64>(result) < f64.POSITIVE_INFINITY;
  }
  @inline static isFinite32(result: f32): bool {
    return abs<f32>(result) < f32.POSITIVE_INFINITY;
  }
  /** The smallest normal number itself may have been rounded up from below. */
  @inline static isNormal64(result: f64): bool {
    const magnitude = abs<f64>(result);
    return magnitude > SMALLEST_NORMAL_64 && magnitude < f64.POSITIVE_INFINITY;
  }
  @inline static isNormal32(result: f32): bool {
    const magnitude = abs<f32>(result);
    return magnitude > SMALLEST_NORMAL_32 && magnitude < f32.POSITIVE_INFINITY;
  }
}

/** Tests over all lanes; what they mean is explained in floatArithmetic.ts. */
@final
export abstract class Every {
  @inline static finite64(result: v128): bool {
    return i64x2.all_true(f64x2.lt(f64x2.abs(result), f64x2.splat(f64.POSITIVE_INFINITY)));
  }
  @inline static finite32(result: v128): bool {
    return i32x4.all_true(f32x4.lt(f32x4.abs(result), f32x4.splat(f32.POSITIVE_INFINITY)));
  }
  /** Lanes are normal numbers, or zeros with a zero in `a`. */
  @inline static normal64(result: v128, a: v128): bool {
    const magnitude = f64x2.abs(result);
    const zero = f64x2.splat(0);
    const normal = v128.and(
      f64x2.gt(magnitude, f64x2.splat(2.2250738585072014e-308)),
      f64x2.lt(magnitude, f64x2.splat(f64.POSITIVE_INFINITY)),
    );
    return i64x2.all_true(v128.or(normal, v128.and(f64x2.eq(result, zero), f64x2.eq(a, zero))));
  }
  @inline static normal32(result: v128, a: v128): bool {
    const magnitude = f32x4.abs(result);
    const zero = f32x4.splat(0);
    const normal = v128.and(
      f32x4.gt(magnitude, f32x4.splat(1.1754943508222875e-38)),
      f32x4.lt(magnitude, f32x4.splat(f32.POSITIVE_INFINITY)),
    );
    return i32x4.all_true(v128.or(normal, v128.and(f32x4.eq(result, zero), f32x4.eq(a, zero))));
  }
}
