/** interpreter.gen.ts: one dense switch, a case a row; the classes have a template each. */
import { operandReaders, parseOperands, slotAddress, storeResult } from "./operands.ts";
import { memberName, type OpRow } from "./parse.ts";
import { type FunctionTypes, type Typed, toExpression } from "./wasmToAs.ts";

interface Context {
  readonly functions: FunctionTypes;
  readonly used: Set<string>;
}

export function interpreter(
  rows: readonly OpRow[],
  functions: FunctionTypes,
  origin: ReadonlyMap<string, string>,
): string {
  const context: Context = { functions, used: new Set(["conditionHolds"]) };
  const cases = rows.map((row) => body(row, context)).join("\n");
  const byFile = groupBy([...context.used], (name) => origin.get(name) ?? "");
  const imports = [...byFile]
    .sort(([x], [y]) => x.localeCompare(y))
    .map(([file, names]) => `import { ${[...names].sort().join(", ")} } from "${file}";`);
  return [
    `import { Op } from "../ir/ops.gen";`,
    `import { Block } from "../ir/block";`,
    `import { SLOT_PC, SLOT_OP, SLOT_BLOCK, SLOT_CC, SLOT_CC_A, SLOT_CC_B, VM_LEAVE_OP, REGION_STOP } from "../layout";`,
    `import { Access } from "../mem/access";`,
    `import { PairAccess } from "../mem/pair";`,
    `import { Chain } from "./chain";`,
    `import { Slot } from "./slot";`,
    `import { countRegion, reportHot } from "./hot";`,
    `import { CC } from "../abi";`,
    ...imports,
    "",
    "/**",
    " * Runs micro-ops from `block` on until the vCPU leaves with an exit reason.",
    " * BOUNDS: every slot offset was made by an emitter from a register number or a named slot, so it lies in the vCPU's",
    " * structure; `p` walks the micro-ops of one block, which end with a jump.",
    " */",
    "export function interpret(v: usize, block: u32): void {",
    "  let p: usize = Block.firstOp(block);",
    "  while (true) {",
    "    switch (<u32>load<u16>(p)) {",
    cases,
    "      default: unreachable();",
    "    }",
    "    p += 16;",
    "  }",
    "}",
  ].join("\n");
}

function groupBy(names: string[], key: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(key(name), [...(groups.get(key(name)) ?? []), name]);
  return groups;
}

function body(row: OpRow, context: Context): string {
  const lines = { pure, load, store, loadpair, storepair, jump, call }[row.kind](row, context);
  return `      case Op.${memberName(row.name)}: {\n${lines.map((line) => `        ${line}`).join("\n")}\n      }`;
}

function pure(row: OpRow, context: Context): string[] {
  const [result, operandText, flags, semantics] = row.columns;
  const readers = operandReaders(parseOperands(row, operandText));
  const tokens = (semantics ?? "").split(/\s+/).filter((token) => token !== "");
  const value = tokens.length > 0 ? evaluate(row, tokens, readers, context) : undefined;
  if (flags === "") return [storeResult(result, value?.code ?? "0"), "break;"];
  if (value) readers.set("result", { code: "result", type: value.type });
  return [
    ...(value ? [`const result: ${value.type} = ${value.code};`] : []),
    ...recordFlags(row, flags, readers),
    ...(value ? [storeResult(result, "result")] : []),
    "break;",
  ];
}

/** Stores the lazy condition-flag record: kind, then its two values zero-extended. */
function recordFlags(row: OpRow, flags: string, readers: ReadonlyMap<string, Typed>): string[] {
  const words = flags.split(/\s+/);
  const conditional = words[0] === "@conditionalCompare";
  const [kind, x, y] = conditional ? words.slice(1) : words;
  const value = (name: string) => {
    const typed = readers.get(name);
    if (!typed) throw new Error(`${row.where}: flags record '${name}', which is no operand`);
    return typed.type === "i32" ? `<u64><u32>${typed.code}` : typed.code;
  };
  const record = [
    `store<u32>(v, CC.${kind}, SLOT_CC);`,
    `store<u64>(v, ${value(x)}, SLOT_CC_A);`,
    ...(y === "-" ? [] : [`store<u64>(v, ${value(y)}, SLOT_CC_B);`]),
  ];
  if (!conditional) return record;
  return [
    "if (conditionHolds(v, load<i32>(p, 8))) {",
    ...record.map((line) => `  ${line}`),
    "} else {",
    "  store<u32>(v, CC.Raw, SLOT_CC);",
    "  store<u64>(v, <u64>load<u32>(p, 12), SLOT_CC_A);",
    "}",
  ];
}

function evaluate(row: OpRow, tokens: readonly string[], readers: ReadonlyMap<string, Typed>, context: Context): Typed {
  try {
    return toExpression(tokens, readers, context.functions, context.used);
  } catch (error) {
    throw new Error(`${row.where}: ${row.name}: ${(error as Error).message}`);
  }
}

const SIZE = { u8: 1, i8: 1, u16: 2, u32: 4, i16: 2, i32: 4, u64: 8, v128: 16 } as Record<string, number>;

/** Reads one element at an address expression, extended to the type of its slot. */
function readElement(result: string, access: string, host: string, atomic = false): string {
  const read = access === "v128" ? `v128.load(${host})` : `${atomic ? "atomic." : ""}load<${access}>(${host})`;
  return result === "i64" ? `<i64>${read}` : result === "i32" ? `<i32>${read}` : read;
}

/** Copies one element between addresses, as bits. */
function copyElement(access: string, to: string, from: string, atomic = false): string {
  if (access === "v128") return `v128.store(${to}, v128.load(${from}));`;
  return `${atomic ? "atomic." : ""}store<${access}>(${to}, load<${access}>(${from}));`;
}

/**
 * How a load or store row reaches memory: by its address, by the functions of `Access` for its order column (`atomic`:
 * always aligned; `lanes`: aligned to the lanes, whose size is in aux), and by their arguments.
 */
function accessOf(row: OpRow) {
  const [, access, order] = row.columns;
  const base = `load<u64>${slotAddress("a")}`;
  const size = SIZE[access];
  if (order === "atomic") {
    const names = { read: "readAligned", write: "writeAligned", slowWrite: "slowWriteAligned" };
    return { ...names, va: `${base} + load<u64>(p, 8)`, size, alignment: "", atomic: true };
  }
  const names = { read: "read", write: "write", slowWrite: "slowWrite" };
  if (order !== "lanes")
    return { ...names, va: `${base} + load<u64>(p, 8)`, size, alignment: `, ${size}`, atomic: false };
  const lanes = { ...names, slowWrite: "slowWriteLanes", alignment: ", load<u32>(p, 12)" };
  return { ...lanes, va: `${base} + <i64>load<i32>(p, 8)`, size, atomic: false };
}

function load(row: OpRow): string[] {
  const [result, access] = row.columns;
  const { read, va, size, alignment, atomic } = accessOf(row);
  return [
    `const host = Access.${read}(v, p, ${va}, ${size}${alignment});`,
    "if (host == 0) { p = VM_LEAVE_OP; continue; }",
    storeResult(result, readElement(result, access, "host", atomic)),
    "break;",
  ];
}

function store(row: OpRow): string[] {
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

const PAIR_ADDRESS = `load<u64>${slotAddress("a")} + <i64>load<i32>(p, 8)`;

function loadpair(row: OpRow): string[] {
  const [result, access] = row.columns;
  const type = result === "v128" ? "v128" : result === "i64" ? "i64" : access;
  return [
    `const host = PairAccess.read(v, p, ${PAIR_ADDRESS}, ${SIZE[access]});`,
    "if (host == 0) { p = VM_LEAVE_OP; continue; }",
    `const first: ${type} = ${readElement(result, access, "host")};`,
    `const second: ${type} = ${readElement(result, access, `host + ${SIZE[access]}`)};`,
    storeResult(result, "second", "c"),
    storeResult(result, "first"),
    "break;",
  ];
}

function storepair(row: OpRow): string[] {
  const [, access] = row.columns;
  const copies = (to: string) => [
    copyElement(access, to, slotAddress("d")),
    copyElement(access, `${to} + ${SIZE[access]}`, slotAddress("c")),
  ];
  return [
    `const va = ${PAIR_ADDRESS};`,
    `const host = PairAccess.write(v, p, va, ${SIZE[access]});`,
    "if (host != 0) {",
    ...copies("host").map((line) => `  ${line}`),
    "  break;",
    "}",
    ...copies("PairAccess.data(v)"),
    `if (!PairAccess.slowWrite(v, p, va, ${SIZE[access]})) { p = VM_LEAVE_OP; continue; }`,
    "break;",
  ];
}

function jump(row: OpRow, context: Context): string[] {
  const [operandText, condition, flags] = row.columns;
  const taken = "store<u64>(v, load<u64>(v, SLOT_PC) + <i64>load<i32>(p, 8), SLOT_PC);";
  const follow = (link: string) => `block = Chain.follow(v, p, block, ${link});`;
  const enter = ["if (block == 0) return;", "p = Block.firstOp(block);", "continue;"];
  if (condition === "1") return [taken, follow("Block.LINK_TAKEN"), ...enter];
  if (condition === "indirect") {
    return [`store<u64>(v, load<u64>${slotAddress("a")}, SLOT_PC);`, "block = Chain.indirect(v);", ...enter];
  }
  const readers = operandReaders(parseOperands(row, operandText));
  if (operandText.includes("bit:b") && operandText.includes("a:i64")) {
    readers.set("bit", { code: "<i64>load<u16>(p, 6)", type: "i64" });
  }
  const test = evaluate(row, condition.split(/\s+/), readers, context);
  return [
    ...(flags ? recordFlags(row, flags, readers) : []),
    `if (${test.code}) {`,
    `  ${taken}`,
    `  ${follow("Block.LINK_TAKEN")}`,
    "} else {",
    "  store<u64>(v, load<u64>(v, SLOT_PC) + <i64>load<i32>(p, 12), SLOT_PC);",
    `  ${follow("Block.LINK_NEXT")}`,
    "}",
    ...enter,
  ];
}

function call(row: OpRow): string[] {
  const args = `v, ${slotAddress("d")}, ${slotAddress("a")}, ${slotAddress("b")}, load<u32>(p, 8)`;
  const enter = ["if (block == 0) return;", "p = Block.firstOp(block);", "continue;"];
  switch (row.name) {
    case "call":
    case "callw":
      return [`call_indirect<void>(load<u32>(p, 12), ${args});`, "break;"];
    case "callx":
    case "callx.load":
    case "callx.store":
      return [
        "store<u32>(v, <u32>p, SLOT_OP);",
        `if (call_indirect<i32>(load<u32>(p, 12), ${args}) != 0) { p = VM_LEAVE_OP; continue; }`,
        "break;",
      ];
    case "next":
      return [
        "store<u64>(v, load<u64>(v, SLOT_PC) + <i64>load<i32>(p, 8), SLOT_PC);",
        "block = Chain.resolve(v);",
        ...enter,
      ];
    case "profile":
      return [
        "const left = load<u32>(p, 8) - 1;",
        "store<u32>(p, left, 8);",
        "if (left == 0) reportHot(v, block);",
        "break;",
      ];
    case "enter":
      return [
        "const next = call_indirect<u32>(load<u32>(p, 12), v);",
        "countRegion(next);",
        "if (next == REGION_STOP) return;",
        "if (next != 0) { block = load<u32>(v, SLOT_BLOCK); p = next; continue; }",
        "block = Chain.indirect(v);",
        ...enter,
      ];
    default:
      return ["block = Chain.resolve(v);", ...enter];
  }
}
