/** Exclusive accesses of both instruction sets. DDI 0487 F5.1 (LDREX, STREX and their like). */

interface Exclusive {
  readonly isLoad: boolean;
  /** Bytes. */
  readonly size: number;
}

const matches = (word: number, mask: number, value: number) => (word & mask) >>> 0 === value;
const isLoad = (word: number) => (word & (1 << 20)) !== 0;
/** By bits 22:21 of A32. */
const A32_SIZES = [4, 8, 1, 2];

function exclusiveOf(word: number, thumb: boolean): Exclusive | undefined {
  if (!thumb) {
    return matches(word, 0x0f80_02f0, 0x0180_0290)
      ? { isLoad: isLoad(word), size: A32_SIZES[(word >>> 21) & 3] }
      : undefined;
  }
  if (matches(word, 0xffe0_0000, 0xe840_0000)) return { isLoad: isLoad(word), size: 4 };
  return matches(word, 0xffe0_0040, 0xe8c0_0040) ? { isLoad: isLoad(word), size: 1 << ((word >>> 4) & 3) } : undefined;
}

/** Whether `word` stores exclusively, and one of `words` loads exclusively, but something of another size. */
export function storesOtherSize(word: number, words: readonly number[], thumb: boolean): boolean {
  const store = exclusiveOf(word, thumb);
  if (!store || store.isLoad) return false;
  const loads = words.map((other) => exclusiveOf(other, thumb)).filter((other) => other?.isLoad);
  return loads.some((load) => load?.size !== store.size);
}
