/** The interpreter's cases of the rows that load and store. */
import { accessOf, copyElement, DOUBLEWORD, pairAccessOf, readElement, SIZE } from "./accesses.ts";
import { slotAddress, storeResult } from "./operands.ts";
import type { OpRow } from "./parse.ts";

/** A load in `interpret`: with the slow path, which may leave the block. */
export function load(row: OpRow): string[] {
  const [result, access] = row.columns;
  const { read, va, size, alignment, atomic } = accessOf(row);
  return [
    `const host = Access.${read}(v, p, ${va}, ${size}${alignment});`,
    "if (host == 0) { p = VM_LEAVE_OP; continue; }",
    storeResult(result, readElement(result, access, "host", atomic)),
    "break;",
  ];
}

/** A store in `interpret`. */
export function store(row: OpRow): string[] {
  const [, access] = row.columns;
  const { write, slowWrite, va, size, alignment, atomic } = accessOf(row);
  return [
    `const va = ${va};`,
    `const host = Access.${write}(v, p, va, ${size});`,
    `if (host != 0) { ${copyElement(access, "host", slotAddress("d"), atomic)} break; }`,
    copyElement(access, "Access.data(v)", slotAddress("d")),
    `if (!Access.${slowWrite}(v, p, va, ${size}${alignment})) { p = VM_LEAVE_OP; continue; }`,
    "break;",
  ];
}

/** A load in `runLeaf`: what the translation cache does not have is left to `interpret`. */
export function leafLoad(row: OpRow): string[] {
  const [result, access] = row.columns;
  const { read, va, size, atomic } = accessOf(row);
  return [
    `const host = LeafAccess.${read}(v, p, ${va}, ${size});`,
    "if (host == 0) return p;",
    storeResult(result, readElement(result, access, "host", atomic)),
    "break;",
  ];
}

/** A store in `runLeaf`. */
export function leafStore(row: OpRow): string[] {
  const [, access] = row.columns;
  const { write, va, size, atomic } = accessOf(row);
  return [
    `const host = Access.${write}(v, p, ${va}, ${size});`,
    "if (host == 0) return p;",
    copyElement(access, "host", slotAddress("d"), atomic),
    "break;",
  ];
}

/** A load of two elements in `interpret`. */
export function loadpair(row: OpRow): string[] {
  const { va, size, read } = pairAccessOf(row);
  return [
    `const host = PairAccess.${read}(v, p, ${va}, ${size});`,
    "if (host == 0) { p = VM_LEAVE_OP; continue; }",
    ...loadBoth(row),
  ];
}

/** Loads two elements from `host` on; as one access where they make a doubleword. */
function loadBoth(row: OpRow): string[] {
  const [result, access, order] = row.columns;
  const stored = [storeResult(result, "second", "c"), storeResult(result, "first"), "break;"];
  if (order !== undefined) return [...DOUBLEWORD.load, ...stored];
  const type = result === "v128" ? "v128" : result === "i64" ? "i64" : access;
  return [
    `const first: ${type} = ${readElement(result, access, "host")};`,
    `const second: ${type} = ${readElement(result, access, `host + ${SIZE[access]}`)};`,
    ...stored,
  ];
}

/** Stores two elements to `to`; to RAM, as one access where they make a doubleword. */
function storeBoth({ columns: [, access, order] }: OpRow, to: string): string[] {
  if (order !== undefined && to === "host") return [DOUBLEWORD.store];
  return [copyElement(access, to, slotAddress("d")), copyElement(access, `${to} + ${SIZE[access]}`, slotAddress("c"))];
}

/** A store of two elements in `interpret`. */
export function storepair(row: OpRow): string[] {
  const { va, size, write, slowWrite } = pairAccessOf(row);
  return [
    `const va = ${va};`,
    `const host = PairAccess.${write}(v, p, va, ${size});`,
    "if (host != 0) {",
    ...storeBoth(row, "host").map((line) => `  ${line}`),
    "  break;",
    "}",
    ...storeBoth(row, "PairAccess.data(v)"),
    `if (!PairAccess.${slowWrite}(v, p, va, ${size})) { p = VM_LEAVE_OP; continue; }`,
    "break;",
  ];
}

/** A load of two elements in `runLeaf`. */
export function leafLoadPair(row: OpRow): string[] {
  const { va, leaf, leafSize } = pairAccessOf(row);
  return [`const host = LeafAccess.${leaf}(v, p, ${va}, ${leafSize});`, "if (host == 0) return p;", ...loadBoth(row)];
}

/** A store of two elements in `runLeaf`. */
export function leafStorePair(row: OpRow): string[] {
  const { va, size, write } = pairAccessOf(row);
  return [
    `const host = PairAccess.${write}(v, p, ${va}, ${size});`,
    "if (host == 0) return p;",
    ...storeBoth(row, "host"),
    "break;",
  ];
}
