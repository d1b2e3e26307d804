/** A small deterministic generator, xorshift32: the same 32-bit words in every run. */
export function randomWords(): () => number {
  let state = 0x2545_f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
