/**
 * The seed that a boot loader gives to the guest's random number generator (`rng-seed` in /chosen). Without one, Linux has
 * no entropy for minutes, and until then each system call pays thousands of instructions for its random stack offset.
 */

/** 256 bits: what Linux wants before it calls its generator ready. */
const SEED_BYTES = 32;

/** Random under the real clock; always the same under the deterministic one, so that runs can be repeated. */
export function rngSeedFor(clock: "real" | "deterministic"): Uint8Array {
  const seed = new Uint8Array(SEED_BYTES);
  if (clock === "real") return crypto.getRandomValues(seed);
  return seed.map((_, index) => index * 37 + 11);
}
