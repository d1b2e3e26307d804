/**
 * The semantics of a row as a tree of typed Wasm instructions.
 *
 * A number in a row has the type of the instruction that takes it; the tree makes that explicit.
 */
import { FUNCTIONS } from "./rows.gen.ts";
import type { OperandData, SlotAccess } from "./rowTypes.ts";
import { OPCODES, type OpcodeName } from "./wasm/opcodes.ts";
import type { ValueType } from "./wasm/valueType.ts";

/** Fields of a micro-op that hold numbers: `bit` is b's place, `cond` the upper bits of d's. */
export type NumberField = "imm" | "imm32" | "aux" | "bit" | "cond";
export type SlotField = "a" | "b" | "c";

export type Expression =
  | { readonly kind: "slot"; readonly field: SlotField; readonly access: SlotAccess; readonly type: ValueType }
  | { readonly kind: "number"; readonly field: NumberField; type: ValueType }
  | { readonly kind: "literal"; readonly value: number; type: ValueType }
  | { readonly kind: "vcpu"; readonly type: "i32" }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly type: ValueType }
  | {
      readonly kind: "instruction";
      readonly name: string;
      readonly code: number;
      readonly args: readonly Expression[];
      readonly type: ValueType;
    };

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
}

const SCALAR = /^(i32|i64|f32|f64)\.(\w+)$/;
const VECTOR = /^(i8x16|i16x8|i32x4|i64x2|f32x4|f64x2|v128)\.(\w+)$/;
const SCALAR_UNARY = /^(clz|ctz|popcnt|extend8_s|extend16_s|extend32_s|abs|neg|sqrt|ceil|floor|trunc|nearest)$/;
const COMPARISON = /^(eq|ne|[lg][te](_[su])?)$/;
const CONVERSION = /^(?:reinterpret|convert|trunc_sat|extend|wrap|demote|promote)_(i32|i64|f32|f64)/;
const VECTOR_UNARY =
  /^(not|abs|neg|popcnt|sqrt|ceil|floor|trunc|nearest|extend_.*|extadd_.*|convert_.*|trunc_sat_.*|promote_.*|demote_.*)$/;
const LANE_TYPES: Record<string, ValueType> = {
  i8x16: "i32",
  i16x8: "i32",
  i32x4: "i32",
  i64x2: "i64",
  f32x4: "f32",
  f64x2: "f64",
};

function scalarSignature(type: ValueType, operation: string): Signature {
  const conversion = CONVERSION.exec(operation);
  if (conversion) return { parameters: [conversion[1] as ValueType], result: type };
  if (operation === "eqz") return { parameters: [type], result: "i32" };
  if (COMPARISON.test(operation)) return { parameters: [type, type], result: "i32" };
  if (SCALAR_UNARY.test(operation)) return { parameters: [type], result: type };
  return { parameters: [type, type], result: type };
}

function vectorSignature(shape: string, operation: string): Signature {
  if (operation === "splat") return { parameters: [LANE_TYPES[shape]], result: "v128" };
  if (/^(all_true|any_true|bitmask)$/.test(operation)) return { parameters: ["v128"], result: "i32" };
  if (/^(shl|shr_s|shr_u)$/.test(operation)) return { parameters: ["v128", "i32"], result: "v128" };
  if (operation === "bitselect") return { parameters: ["v128", "v128", "v128"], result: "v128" };
  if (VECTOR_UNARY.test(operation)) return { parameters: ["v128"], result: "v128" };
  return { parameters: ["v128", "v128"], result: "v128" };
}

/** Types of the instruction with that name. @throws Error when it is none */
export function signatureOf(token: string): Signature {
  const select = /^select\.(\w+)$/.exec(token);
  if (select) {
    const type = select[1] as ValueType;
    return { parameters: [type, type, "i32"], result: type };
  }
  const scalar = SCALAR.exec(token);
  if (scalar) return scalarSignature(scalar[1] as ValueType, scalar[2]);
  const vector = VECTOR.exec(token);
  if (vector) return vectorSignature(vector[1], vector[2]);
  throw new Error(`unknown token '${token}' in a micro-op's semantics`);
}

/** The type that a slot access gives on Wasm's stack. */
export function stackType(access: SlotAccess): ValueType {
  return /^(i32|i64|f32|f64|v128)$/.test(access) ? (access as ValueType) : "i64";
}

/** Numbers take the type of the instruction that uses them. */
function typed(argument: Expression, type: ValueType): Expression {
  if (argument.kind === "number" || argument.kind === "literal") return { ...argument, type };
  return argument;
}

/** @throws Error naming the token that cannot be understood: the table and this file must agree */
export function parseExpression(tokens: readonly string[], operands: readonly OperandData[]): Expression {
  const stack: Expression[] = [];
  const apply = (parameters: readonly ValueType[]) =>
    stack.splice(stack.length - parameters.length).map((argument, index) => typed(argument, parameters[index]));
  for (const token of tokens) {
    const leaf = leafOf(token, operands);
    if (leaf) {
      stack.push(leaf);
    } else if (token.startsWith("@")) {
      const { parameters, result } = FUNCTIONS[token.slice(1)] as Signature;
      stack.push({ kind: "call", name: token.slice(1), args: apply(parameters), type: result });
    } else {
      const { parameters, result } = signatureOf(token);
      const name = token.startsWith("select.") ? "select" : token;
      stack.push({
        kind: "instruction",
        name,
        code: OPCODES[name as OpcodeName].code,
        args: apply(parameters),
        type: result,
      });
    }
  }
  return stack[0];
}

function leafOf(token: string, operands: readonly OperandData[]): Expression | undefined {
  if (token === "v") return { kind: "vcpu", type: "i32" };
  if (/^-?\d+$/.test(token)) return { kind: "literal", value: Number(token), type: "i32" };
  const operand = operands.find(([name]) => name === token);
  if (operand === undefined) return undefined;
  const access = operand[1] as SlotAccess | undefined;
  if (access === undefined) {
    return { kind: "number", field: token as NumberField, type: token === "imm" ? "i64" : "i32" };
  }
  return { kind: "slot", field: token as SlotField, access, type: stackType(access) };
}

/** Names of the functions that an expression calls. */
export function functionsIn(expression: Expression): string[] {
  if (expression.kind === "call") return [expression.name, ...expression.args.flatMap(functionsIn)];
  return expression.kind === "instruction" ? expression.args.flatMap(functionsIn) : [];
}
