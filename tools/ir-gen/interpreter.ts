/**
 * interpreter.gen.ts: two dense switches, a case a row; the classes have a template each.
 *
 * `runLeaf` has what needs no call: it is a leaf, and engines keep its state in registers. It returns at the first
 * micro-op that needs one, with nothing of it done, and `interpret` executes that micro-op.
 */
import { leafLoad, leafLoadPair, leafStore, leafStorePair, load, loadpair, store, storepair } from "./memoryCases.ts";
import { operandReaders, parseOperands, slotAddress, storeResult } from "./operands.ts";
import { memberName, type OpRow } from "./parse.ts";
import { type OpSequence, sequenceMember } from "./sequences.ts";
import { type FunctionTypes, type Typed, toExpression } from "./wasmToAs.ts";

interface Context {
  readonly functions: FunctionTypes;
  readonly used: Set<string>;
}

export function interpreter(
  rows: readonly OpRow[],
  sequences: readonly OpSequence[],
  functions: FunctionTypes,
  origin: ReadonlyMap<string, string>,
): string {
  const context: Context = { functions, used: new Set(["conditionHolds"]) };
  const leaves = new Map(rows.map((row) => [row, leafBody(row, context)]));
  const leafCases = [
    ...rows.map((row) => leafCase(memberName(row.name), leaves.get(row))),
    ...sequences.map((sequence) => leafCase(sequenceMember(sequence), sequenceBody(sequence, leaves))),
  ];
  const whole = (row: OpRow) => row.kind === "pure" && leaves.get(row) !== undefined && !mayDecline(row);
  const cases = rows
    .filter((row) => !whole(row))
    .map((row) => body(row, sequences, context))
    .join("\n");
  const byFile = groupBy([...context.used], (name) => origin.get(name) ?? "");
  const imports = [...byFile]
    .sort(([x], [y]) => x.localeCompare(y))
    .map(([file, names]) => `import { ${[...names].sort().join(", ")} } from "${file}";`);
  return [
    `import { Op } from "../ir/ops.gen";`,
    `import { Block } from "../ir/block";`,
    `import { SLOT_PC, SLOT_OP, SLOT_BLOCK, SLOT_CC, SLOT_CC_A, SLOT_CC_B, VCPU_FLOAT_OFF, VM_LEAVE_OP, REGION_STOP } from "../layout";`,
    `import { Access } from "../mem/access";`,
    `import { PairAccess } from "../mem/pair";`,
    `import { fullFence } from "../parallel/fence";`,
    `import { Chain } from "./chain";`,
    `import { Leaf, LeafAccess } from "./leaf";`,
    `import { Slot } from "./slot";`,
    `import { reportHot } from "./hot";`,
    `import { runRegions } from "./regions";`,
    `import { CC } from "../abi";`,
    ...imports,
    "",
    "/**",
    " * Runs micro-ops of the block in SLOT_BLOCK and of those that follow, from `from` on, as long as none needs a call.",
    " * BOUNDS: every slot offset was made by an emitter from a register number or a named slot, so it lies in the vCPU's",
    " * structure; `p` walks the micro-ops of one block, which end with a jump.",
    " * @returns the micro-op that needs one",
    " */",
    "function runLeaf(v: usize, from: usize): usize {",
    "  let p = from;",
    "  while (true) {",
    "    switch (<u32>load<u16>(p)) {",
    ...leafCases.filter((text) => text !== undefined),
    "      default: return p;",
    "    }",
    "    p += 16;",
    "  }",
    "}",
    "",
    "/**",
    " * Runs micro-ops from `block` on until the vCPU leaves with an exit reason.",
    " * BOUNDS: as in runLeaf.",
    " */",
    "export function interpret(v: usize, block: u32): void {",
    "  let p = runLeaf(v, Block.firstOp(block));",
    "  while (true) {",
    "    switch (<u32>load<u16>(p)) {",
    cases,
    "      default: unreachable();",
    "    }",
    "    p = runLeaf(v, p + 16);",
    "  }",
    "}",
  ].join("\n");
}

function groupBy(names: string[], key: (name: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(key(name), [...(groups.get(key(name)) ?? []), name]);
  return groups;
}

/** The case in `interpret`; also of sequences that begin with the row and were declined at it: the others stand behind it. */
function body(row: OpRow, sequences: readonly OpSequence[], context: Context): string {
  const lines = { pure, load, store, loadpair, storepair, jump, call }[row.kind](row, context);
  const joined = sequences
    .filter(([first]) => first === row)
    .map((sequence) => `      case Op.${sequenceMember(sequence)}:`);
  return [...joined, `      case Op.${memberName(row.name)}: {`, ...indented(lines), "      }"].join("\n");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `        ${line}`);
}

/** The case in `runLeaf`, or undefined where there is none. */
function leafCase(member: string, lines: readonly string[] | undefined): string | undefined {
  return lines && [`      case Op.${member}: {`, ...indented(lines), "      }"].join("\n");
}

/** The micro-ops one behind the other; `p` is that of the one being executed. @throws Error where one of them always needs a call */
function sequenceBody(sequence: OpSequence, leaves: ReadonlyMap<OpRow, readonly string[] | undefined>): string[] {
  return sequence.flatMap((row, index) => {
    const lines = leaves.get(row);
    if (!lines) throw new Error(`${sequenceMember(sequence)}: ${row.name} is none of runLeaf's`);
    if (index === sequence.length - 1) return [...lines];
    return ["{", ...lines.slice(0, -1).map((line) => `  ${line}`), "}", "p += 16;"];
  });
}

/** Functions of rows that are small enough to stand in place. */
const LEAVES = new Set(["compared32", "compared64", "carryOf", "overflowOf", "carryOverflowOf"]);
/** Those of them that read the record of flags, of which `Leaf` knows some kinds. */
const CARRIES = ["carryOf", "overflowOf", "carryOverflowOf"];

const IN_LEAF = /\b(conditionHolds|conditionHoldsIa32|compared32|compared64|carryOf|overflowOf|carryOverflowOf)\(/g;

/** Whether the row's case in runLeaf may leave it to `interpret` after all. */
function mayDecline(row: OpRow): boolean {
  return row.columns.some((column) => /@(cond|(carry|overflow|carryOverflow)Of\b)/.test(column ?? ""));
}

/** What runLeaf does for the row, or undefined where it always needs a call. */
function leafBody(row: OpRow, context: Context): string[] | undefined {
  const used = new Set<string>();
  const templates = { pure, load: leafLoad, store: leafStore, loadpair: leafLoadPair, storepair: leafStorePair };
  const lines =
    row.kind === "jump"
      ? leafJump(row, { ...context, used })
      : row.name === "profile"
        ? ["const left = load<u32>(p, 8) - 1;", "if (left == 0) return p;", "store<u32>(p, left, 8);", "break;"]
        : row.name === "skip"
          ? skip({ ...context, used })
          : row.name === "callx.float"
            ? [`if (${FLOAT_OFF}) return p;`, "break;"]
            : row.kind === "call"
              ? undefined
              : templates[row.kind](row, { ...context, used });
  if (!lines) return undefined;
  const declines = used.delete("conditionHolds") || mayDecline(row);
  const carries = CARRIES.some((name) => used.has(name));
  const knows = used.delete("conditionHoldsIa32") ? "knowsIa32" : carries ? "knowsCarry" : "knows";
  if ([...used].some((name) => !LEAVES.has(name))) return undefined;
  const leaf = lines.map((line) => line.replaceAll(IN_LEAF, "Leaf.$1("));
  return declines ? [`if (!Leaf.${knows}(v)) return p;`, ...leaf] : leaf;
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
  const conditional = words[0].startsWith("@");
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
  if (words[0] === "@unlessZero") return [`if (${value(y)} != 0) {`, ...record.map((line) => `  ${line}`), "}"];
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

/** Jumps to a block that is known and may be entered at once: PC and budget change only then. */
function leafJump(row: OpRow, context: Context): string[] {
  const [operandText, condition, flags] = row.columns;
  const enter = (target: string, next: string) => [
    `const target: u64 = ${target};`,
    `const next = ${next};`,
    "if (next == 0 || !Leaf.charge(v, next)) return p;",
    "store<u64>(v, target, SLOT_PC);",
    "p = Leaf.begin(next);",
    "continue;",
  ];
  if (condition === "indirect") return enter(`load<u64>${slotAddress("a")}`, "Leaf.known(v, target)");
  const near = (link: string) => `Block.link(load<u32>(v, SLOT_BLOCK), ${link})`;
  const pc = (at: number) => `load<u64>(v, SLOT_PC) + <i64>load<i32>(p, ${at})`;
  const follow = (at: number, link: string, bit: number) =>
    enter(pc(at), `Leaf.follow(v, p, ${near(link)}, ${bit}, target)`);
  if (condition === "1") return follow(8, "Block.LINK_TAKEN", 1);
  const readers = jumpReaders(row, operandText);
  const test = evaluate(row, condition.split(/\s+/), readers, context);
  return [
    ...(flags ? recordFlags(row, flags, readers) : []),
    `if (${test.code}) {`,
    ...follow(8, "Block.LINK_TAKEN", 1).map((line) => `  ${line}`),
    "} else {",
    ...follow(12, "Block.LINK_NEXT", 2).map((line) => `  ${line}`),
    "}",
  ];
}

/** A number in b's place is as wide as the slot that it is compared with. */
function jumpReaders(row: OpRow, operandText: string) {
  const readers = operandReaders(parseOperands(row, operandText));
  if (operandText.includes("bit:b") && operandText.includes("a:i64")) {
    readers.set("bit", { code: "<i64>load<u16>(p, 6)", type: "i64" });
  }
  return readers;
}

function jump(row: OpRow, context: Context): string[] {
  const [operandText, condition, flags] = row.columns;
  const taken = "store<u64>(v, load<u64>(v, SLOT_PC) + <i64>load<i32>(p, 8), SLOT_PC);";
  const follow = (link: string) => `block = Chain.follow(v, p, load<u32>(v, SLOT_BLOCK), ${link});`;
  const enter = ["if (block == 0) return;", "p = runLeaf(v, Block.firstOp(block));", "continue;"];
  if (condition === "1") return [taken, follow("Block.LINK_TAKEN"), ...enter];
  if (condition === "indirect") {
    return [`store<u64>(v, load<u64>${slotAddress("a")}, SLOT_PC);`, "block = Chain.indirect(v);", ...enter];
  }
  const readers = jumpReaders(row, operandText);
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

/** Steps over the micro-ops of an instruction whose condition fails. */
function skip({ used }: Context): string[] {
  used.add("conditionHolds");
  return ["if (!conditionHolds(v, load<i32>(p, 8))) p += <usize>load<u32>(p, 12) << 4;", "break;"];
}

const FLOAT_OFF = "load<u32>(v, VCPU_FLOAT_OFF) != 0";

function call(row: OpRow, context: Context): string[] {
  const args = `v, ${slotAddress("d")}, ${slotAddress("a")}, ${slotAddress("b")}, load<u32>(p, 8)`;
  const enter = ["if (block == 0) return;", "p = runLeaf(v, Block.firstOp(block));", "continue;"];
  switch (row.name) {
    case "call":
    case "callw":
      return [`call_indirect<void>(load<u32>(p, 12), ${args});`, "break;"];
    case "callx":
    case "callx.wide":
    case "callx.load":
    case "callx.store":
    case "callx.fetch":
      return [
        "store<u32>(v, <u32>p, SLOT_OP);",
        `if (call_indirect<i32>(load<u32>(p, 12), ${args}) != 0) { p = VM_LEAVE_OP; continue; }`,
        "break;",
      ];
    case "callx.float":
      return [`if (${FLOAT_OFF}) {`, ...call({ ...row, name: "callx" }, context).slice(0, -1), "}", "break;"];
    case "next":
      return [
        "store<u64>(v, load<u64>(v, SLOT_PC) + <i64>load<i32>(p, 8), SLOT_PC);",
        "block = Chain.resolve(v);",
        ...enter,
      ];
    case "fence":
      return ["fullFence(v);", "break;"];
    case "skip":
      return skip(context);
    case "profile":
      return [
        "const left = load<u32>(p, 8) - 1;",
        "store<u32>(p, left, 8);",
        "if (left == 0) reportHot(v, load<u32>(v, SLOT_BLOCK));",
        "break;",
      ];
    case "enter":
      return [
        "const next = runRegions(v);",
        "if (next == REGION_STOP) return;",
        "if (next != 0) { p = runLeaf(v, next); continue; }",
        "block = Chain.indirect(v);",
        ...enter,
      ];
    default:
      return ["block = Chain.resolve(v);", ...enter];
  }
}
