/** emit.gen.ts: `Ir.addI64(d, a, b)` and its like, one emitter a row of the classes that front ends emit directly. */
import { parseOperands } from "./operands.ts";
import { emitterName, memberName, type OpRow } from "./parse.ts";

export function emitters(rows: readonly OpRow[]): string {
  const methods = rows
    .filter(({ kind }) => kind !== "jump" && kind !== "call")
    .map(emitter)
    .join("\n\n");
  return [
    `import { append } from "./emit";`,
    `import { Op } from "./ops.gen";`,
    "",
    "/** One emitter a micro-op; d, a, b, c are slots (byte offsets from the vCPU base). */",
    "export abstract class Ir {",
    methods,
    "}",
  ].join("\n");
}

function emitter(row: OpRow): string {
  if (row.kind === "loadpair" || row.kind === "storepair") return pairEmitter(row);
  if (row.kind !== "pure") return memoryEmitter(row);
  const [result, operands, , semantics] = row.columns;
  const { list } = parseOperands(row, operands);
  const has = (name: string) => list.some((operand) => operand.name === name);
  const parameters = [
    ...(result === "-" ? [] : ["d: u32"]),
    ...["a", "b", "c"].filter(has).map((name) => `${name}: u32`),
    ...(has("bit") ? ["bit: u32"] : []),
    ...(has("imm") ? ["imm: i64"] : []),
    ...["imm32", "aux"].filter(has).map((name) => `${name}: i32`),
  ];
  const low = has("imm32") ? "<u64><u32>imm32" : "0";
  const high = has("c") ? "(<u64>c << 32)" : has("aux") ? "(<u64>aux << 32)" : "";
  const imm = has("imm") ? "imm" : [low, high].filter((part) => part !== "").join(" | ");
  const slot = (name: string) => (has(name) ? name : "0");
  const b = has("bit") ? "bit" : slot("b");
  return [
    `  /** ${row.name}: ${semantics || "records flags only"}. */`,
    `  static ${emitterName(row.name)}(${parameters.join(", ")}): void {`,
    `    append(Op.${memberName(row.name)}, ${result === "-" ? "0" : "d"}, ${slot("a")}, ${b}, ${imm});`,
    "  }",
  ].join("\n");
}

function memoryEmitter(row: OpRow): string {
  const what = row.kind === "load" ? "d = memory[a + imm]" : "memory[a + imm] = d";
  if (row.columns[2]?.endsWith("lanes")) {
    return [
      `  /** ${row.name}: ${what}, by lanes, through the translation cache in slot tc. */`,
      `  static ${emitterName(row.name)}(d: u32, a: u32, imm32: i32, lanes: u32, tc: u32): void {`,
      `    append(Op.${memberName(row.name)}, d, a, tc, <u64><u32>imm32 | (<u64>lanes << 32));`,
      "  }",
    ].join("\n");
  }
  const word = row.columns[2]?.startsWith("word");
  const number = word ? { parameter: "imm32: i32", value: "<u64><u32>imm32" } : { parameter: "imm: i64", value: "imm" };
  return [
    `  /** ${row.name}: ${what}, through the translation cache in slot tc. */`,
    `  static ${emitterName(row.name)}(d: u32, a: u32, ${number.parameter}, tc: u32): void {`,
    `    append(Op.${memberName(row.name)}, d, a, tc, ${number.value});`,
    "  }",
  ].join("\n");
}

function pairEmitter(row: OpRow): string {
  const what = row.kind === "loadpair" ? "d, second = memory[a + imm]" : "memory[a + imm] = d, second";
  return [
    `  /** ${row.name}: ${what}, through the translation cache in slot tc. */`,
    `  static ${emitterName(row.name)}(d: u32, second: u32, a: u32, imm: i32, tc: u32): void {`,
    `    append(Op.${memberName(row.name)}, d, a, tc, <u64><u32>imm | (<u64>second << 32));`,
    "  }",
  ].join("\n");
}
