/** How the memory rows reach their elements, for the templates of interpreter.ts. */
import { slotAddress } from "./operands.ts";
import type { OpRow } from "./parse.ts";

/** Bytes of an element. */
export const SIZE = { u8: 1, i8: 1, u16: 2, u32: 4, i16: 2, i32: 4, u64: 8, f32: 4, f64: 8, v128: 16 } as Record<
  string,
  number
>;

/** Reads one element at an address expression, extended to the type of its slot. */
export function readElement(result: string, access: string, host: string, atomic = false): string {
  const read = access === "v128" ? `v128.load(${host})` : `${atomic ? "atomic." : ""}load<${access}>(${host})`;
  return result === "i64" ? `<i64>${read}` : result === "i32" ? `<i32>${read}` : read;
}

/** Copies one element between addresses, as bits. */
export function copyElement(access: string, to: string, from: string, atomic = false): string {
  if (access === "v128") return `v128.store(${to}, v128.load(${from}));`;
  return `${atomic ? "atomic." : ""}store<${access}>(${to}, load<${access}>(${from}));`;
}

/** The sum has 32 bits: without the inner cast, the loads and the sum would have the outer one's 64. */
const WORD_ADDRESS = `<u64><u32>(load<u32>${slotAddress("a")} + load<u32>(p, 8))`;

/**
 * Pairs of machines with 32-bit addresses are two words; where they are aligned to eight bytes, one access to every observer, as the
 * Large Physical Address Extension has it (DDI 0487 E2.2.1).
 */
export const DOUBLEWORD = {
  load: ["const both = load<u64>(host);", "const first: i64 = both & 0xffffffff;", "const second: i64 = both >> 32;"],
  store: `store<u64>(host, <u64>load<u32>${slotAddress("d")} | (<u64>load<u32>${slotAddress("c")} << 32));`,
};

/** How a row of two elements reaches memory: by its address, and by the functions of `PairAccess` and `LeafAccess`. */
export function pairAccessOf({ columns: [, access, order] }: OpRow) {
  const size = SIZE[access];
  if (order === undefined) {
    const va = `load<u64>${slotAddress("a")} + <i64>load<i32>(p, 8)`;
    return { va, size, read: "read", write: "write", slowWrite: "slowWrite", leaf: "read", leafSize: 2 * size };
  }
  const aligned = { read: "readAligned", write: "writeAligned", slowWrite: "slowWriteAligned" };
  return { va: WORD_ADDRESS, size, ...aligned, leaf: "readPairAligned", leafSize: size };
}

/**
 * How a load or store row reaches memory: by its address, by the functions of `Access` for its order column (`atomic`:
 * always aligned; `lanes`: aligned to the lanes, whose size is in aux; `word`: at a 32-bit address; `words`: always aligned to
 * four bytes; `word-lanes`: with an alignment in aux beside that of the lanes), and by their arguments.
 */
export function accessOf(row: OpRow) {
  const [, access, order] = row.columns;
  const base = `load<u64>${slotAddress("a")}`;
  const size = SIZE[access];
  const word = order?.startsWith("word");
  const va = word ? WORD_ADDRESS : `${base} + load<u64>(p, 8)`;
  if (order === "atomic" || order === "word-aligned" || order === "words") {
    const names = { read: "readAligned", write: "writeAligned", slowWrite: "slowWriteAligned" };
    const alignment = order === "words" ? 4 : size;
    return { ...names, va, size: `${size}, ${alignment}`, alignment: "", atomic: order === "atomic" };
  }
  if (order === "word-lanes") {
    const names = { read: "readHinted", write: "writeHinted", slowWrite: "slowWriteHinted" };
    return { ...names, va, size, alignment: "", atomic: false };
  }
  const names = { read: "read", write: "write", slowWrite: "slowWrite" };
  if (order !== "lanes") return { ...names, va, size, alignment: `, ${size}`, atomic: false };
  const lanes = { ...names, slowWrite: "slowWriteLanes", alignment: ", load<u32>(p, 12)" };
  return { ...lanes, va: `${base} + <i64>load<i32>(p, 8)`, size, atomic: false };
}
