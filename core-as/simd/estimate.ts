/**
 * The reciprocal estimates that integer and floating-point instructions share. DDI 0487 J1.3, shared/functions/float.
 */

/** RecipEstimate: 256 <= a < 512 stands for [0.5, 1); the result, 256..511, for [1, 2). */
export function recipEstimate(a: u32): u32 {
  const quotient = (1 << 19) / ((a << 1) + 1);
  return (quotient + 1) >> 1;
}

/** RecipSqrtEstimate: 128 <= a < 512 stands for [0.25, 1); the result, 256..511, for [1, 2). */
export function recipSqrtEstimate(a: u32): u32 {
  const odd = a < 256 ? (a << 1) + 1 : a | 1;
  const scaled = a < 256 ? odd : odd << 1;
  let b: u32 = 512;
  while (scaled * (b + 1) * (b + 1) < 1 << 28) b++;
  return (b + 1) >> 1;
}
