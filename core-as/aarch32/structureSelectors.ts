/**
 * Selector tables of `shuffle` for VLD2 to VLD4 and VST2 to VST4: static data, computed when the core starts and never changed.
 *
 * Structures of two to four elements in eight bytes a register: 16 to 32 bytes of memory, which is two vectors at most; so are the
 * registers, two in a vector. 0..15 take a byte of the first vector, 16..31 of the second, 32 gives zero.
 */

const NONE: u32 = 32;
/** By elements less two (3), lane size (3), vector of the result (2); for loads, then for stores. */
const tables: usize = memory.data(2 * 3 * 3 * 2 * 16);

function table(store: u32, elements: u32, size: u32, part: u32): u32 {
  return <u32>tables + (((store * 3 + elements - 2) * 3 + size) * 2 + part) * 16;
}

/** Address of the selectors that make registers 2 * `part` and the next one from memory. */
export function gatherSelectors(elements: u32, size: u32, part: u32): u32 {
  return table(0, elements, size, part);
}

/** Address of the selectors that make bytes from 16 * `part` on of memory from registers. */
export function scatterSelectors(elements: u32, size: u32, part: u32): u32 {
  return table(1, elements, size, part);
}

/** Where byte `at` of the registers, one behind the other, lies in memory. */
function inMemory(elements: u32, size: u32, at: u32): u32 {
  const element = at >> 3;
  const lane = (at & 7) >> size;
  return ((lane * elements + element) << size) + (at & ((1 << size) - 1));
}

function fill(elements: u32, size: u32): void {
  // BOUNDS: `at` and the place in memory are below 32 = 2 * 16, the two vectors of a table each.
  for (let at: u32 = 0; at < 32; at++) {
    store<u8>(table(0, elements, size, at >> 4) + (at & 15), <u8>NONE);
    store<u8>(table(1, elements, size, at >> 4) + (at & 15), <u8>NONE);
  }
  for (let at: u32 = 0; at < elements * 8; at++) {
    const other = inMemory(elements, size, at);
    store<u8>(table(0, elements, size, at >> 4) + (at & 15), <u8>other);
    store<u8>(table(1, elements, size, other >> 4) + (other & 15), <u8>at);
  }
}

for (let elements: u32 = 2; elements <= 4; elements++) {
  for (let size: u32 = 0; size < 3; size++) fill(elements, size);
}
