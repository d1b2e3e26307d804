/**
 * Selector tables of the `shuffle` micro-op: 16 bytes each, static data computed when the core starts and never
 * changed. 0..15 take a byte of the first vector, 16..31 of the second, 32 gives zero: so 64-bit forms clear the upper
 * half for nothing.
 */

export enum Permutation {
  Unzip = 0,
  Transpose = 1,
  Zip = 2,
}

const NONE: u32 = 32;
/** By permutation (3), part (2), lane size (4), 64- or 128-bit form (2). */
const permutations: usize = memory.data(3 * 2 * 4 * 2 * 16);
/** By 64- or 128-bit form (2) and first byte (16). */
const extractions: usize = memory.data(2 * 16 * 16);

/** Address of the selectors of UZP, TRN, ZIP 1 and 2. */
export function permuteSelectors(kind: Permutation, part: u32, size: u32, q: u32): u32 {
  return <u32>permutations + (((kind * 2 + part) * 4 + size) * 2 + q) * 16;
}

/** Address of EXT's selectors. */
export function extractSelectors(first: u32, q: u32): u32 {
  return <u32>extractions + (q * 16 + first) * 16;
}

/** Lane of the result at `index` of `count`: its number in the first vector, or, from 64 on, in the second one. */
function sourceLane(kind: Permutation, part: u32, index: u32, count: u32): u32 {
  switch (kind) {
    case Permutation.Unzip: {
      const lane: u32 = 2 * index + part;
      return lane < count ? lane : lane - count + 64;
    }
    case Permutation.Transpose:
      return (index & ~1) + part + (index & 1) * 64;
    default:
      return part * (count >> 1) + (index >> 1) + (index & 1) * 64;
  }
}

function fillPermutation(kind: Permutation, part: u32, size: u32, q: u32): void {
  const table = permuteSelectors(kind, part, size, q);
  const bytes: u32 = q == 0 ? 8 : 16;
  for (let i: u32 = 0; i < 16; i++) {
    const lane = sourceLane(kind, part, i >> size, bytes >> size);
    const byte = ((lane & 63) << size) + (i & ((1 << size) - 1)) + (lane >= 64 ? 16 : 0);
    // BOUNDS: i < 16, the size of one table.
    store<u8>(table + i, <u8>(i < bytes ? byte : NONE));
  }
}

function fillExtraction(first: u32, q: u32): void {
  const bytes: u32 = q == 0 ? 8 : 16;
  for (let i: u32 = 0; i < 16; i++) {
    const at = first + i;
    // BOUNDS: i < 16, the size of one table.
    store<u8>(extractSelectors(first, q) + i, <u8>(i >= bytes ? NONE : at < bytes ? at : at - bytes + 16));
  }
}

for (let i: u32 = 0; i < 48; i++) fillPermutation(<Permutation>(i >> 4), (i >> 3) & 1, (i >> 1) & 3, i & 1);
for (let i: u32 = 0; i < 32; i++) fillExtraction(i & 15, i >> 4);
