/**
 * Turns the stack-order Wasm of a micro-op row into one AssemblyScript expression.
 *
 * The row is the semantics: the interpreter gets it as an expression (here), the region compiler as instructions.
 */

/** An expression and its Wasm type. */
export interface Typed {
  readonly code: string;
  readonly type: ValueType;
}
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

type Builder = (args: Typed[]) => Typed;

const binary =
  (type: ValueType, operator: string): Builder =>
  ([x, y]) => ({ code: `(${x.code} ${operator} ${y.code})`, type });

/** Unsigned operators exist in AssemblyScript on unsigned types only. */
const unsigned =
  (type: "i32" | "i64", operator: string): Builder =>
  ([x, y]) => {
    const u = `u${type.slice(1)}`;
    return { code: `<${type}>(<${u}>${x.code} ${operator} <${u}>${y.code})`, type };
  };

const compare =
  (operator: string, cast = ""): Builder =>
  ([x, y]) => ({ code: `i32(${cast}${x.code} ${operator} ${cast}${y.code})`, type: "i32" });

const unary =
  (type: ValueType, before: string, after = ")"): Builder =>
  ([x]) => ({ code: `${before}${x.code}${after}`, type });

const selection =
  (type: ValueType): Builder =>
  ([x, y, c]) => ({ code: `select<${type}>(${x.code}, ${y.code}, ${c.code} != 0)`, type });

function integerInstructions(type: "i32" | "i64"): [string, Builder, number][] {
  const u = `<u${type.slice(1)}>`;
  return [
    [`${type}.add`, binary(type, "+"), 2],
    [`${type}.sub`, binary(type, "-"), 2],
    [`${type}.mul`, binary(type, "*"), 2],
    [`${type}.and`, binary(type, "&"), 2],
    [`${type}.or`, binary(type, "|"), 2],
    [`${type}.xor`, binary(type, "^"), 2],
    [`${type}.shl`, binary(type, "<<"), 2],
    [`${type}.shr_s`, binary(type, ">>"), 2],
    [`${type}.shr_u`, unsigned(type, ">>"), 2],
    [`${type}.rotr`, ([x, y]) => ({ code: `rotr<${type}>(${x.code}, ${y.code})`, type }), 2],
    [`${type}.rotl`, ([x, y]) => ({ code: `rotl<${type}>(${x.code}, ${y.code})`, type }), 2],
    [`${type}.clz`, unary(type, `clz<${type}>(`), 1],
    [`${type}.ctz`, unary(type, `ctz<${type}>(`), 1],
    [`${type}.popcnt`, unary(type, `popcnt<${type}>(`), 1],
    [`${type}.eqz`, ([x]) => ({ code: `i32(${x.code} == 0)`, type: "i32" }), 1],
    [`${type}.eq`, compare("=="), 2],
    [`${type}.ne`, compare("!="), 2],
    [`${type}.lt_s`, compare("<"), 2],
    [`${type}.lt_u`, compare("<", u), 2],
    [`${type}.gt_s`, compare(">"), 2],
    [`${type}.gt_u`, compare(">", u), 2],
    [`${type}.le_s`, compare("<="), 2],
    [`${type}.le_u`, compare("<=", u), 2],
    [`${type}.ge_s`, compare(">="), 2],
    [`${type}.ge_u`, compare(">=", u), 2],
    [`${type}.extend8_s`, unary(type, `<${type}><i8>`, ""), 1],
    [`${type}.extend16_s`, unary(type, `<${type}><i16>`, ""), 1],
    [`select.${type}`, selection(type), 3],
  ];
}

const INSTRUCTIONS = new Map<string, [Builder, number]>(
  (
    [
      ...integerInstructions("i32"),
      ...integerInstructions("i64"),
      ["i64.extend_i32_u", unary("i64", "<i64><u32>", ""), 1],
      ["i64.extend_i32_s", unary("i64", "<i64>", ""), 1],
      ["i64.extend32_s", unary("i64", "<i64><i32>", ""), 1],
      ["i32.wrap_i64", unary("i32", "<i32>", ""), 1],
      ["i8x16.splat", unary("v128", "i8x16.splat(<i8>"), 1],
      ["i16x8.splat", unary("v128", "i16x8.splat(<i16>"), 1],
      ["f64.convert_i32_s", unary("f64", "<f64>", ""), 1],
      ["f64.convert_i32_u", unary("f64", "<f64><u32>", ""), 1],
      ["f64.convert_i64_s", unary("f64", "<f64>", ""), 1],
      ["f32.convert_i64_s", unary("f32", "<f32>", ""), 1],
      ["f32.neg", unary("f32", "(-"), 1],
      ["f64.neg", unary("f64", "(-"), 1],
      ["select.f32", selection("f32"), 3],
      ["select.f64", selection("f64"), 3],
      ["v128.bitselect", ([x, y, m]) => ({ code: `v128.bitselect(${x.code}, ${y.code}, ${m.code})`, type: "v128" }), 3],
    ] as [string, Builder, number][]
  ).map(([name, builder, arity]) => [name, [builder, arity]]),
);

/** SIMD and float instructions have builtins of the same name; only their arity has to be known. */
function builtin(token: string): [Builder, number] | undefined {
  const match = /^(v128|i8x16|i16x8|i32x4|i64x2|f32x4|f64x2|f32|f64|i32|i64)\.(\w+)$/.exec(token);
  if (!match) return undefined;
  const [, shape, operation] = match;
  const unaryNames =
    /^(not|abs|neg|popcnt|sqrt|ceil|floor|trunc|nearest|splat|all_true|any_true|bitmask|extend_.*|extadd_.*|convert_.*|trunc_sat_.*|demote_.*|promote_.*|reinterpret_.*)$/;
  const arity = unaryNames.test(operation) ? 1 : 2;
  const scalar = /^(all_true|any_true|bitmask)$/.test(operation);
  const isVector = shape.includes("x") || shape === "v128";
  const type: ValueType = scalar ? "i32" : isVector ? "v128" : (shape as ValueType);
  const wrap = scalar ? "i32(" : "(";
  return [(args) => ({ code: `${wrap}${token}(${args.map((arg) => arg.code).join(", ")}))`, type }), arity];
}

/** Names of `exec/functions.ts` (and of chapter files) that a row calls, with their result types where not i64. */
export type FunctionTypes = ReadonlyMap<string, { parameters: number; result: ValueType }>;

/**
 * Evaluates `tokens` over the named operands.
 * @throws Error naming the token when it is unknown or the stack does not balance.
 */
export function toExpression(
  tokens: readonly string[],
  operands: ReadonlyMap<string, Typed>,
  functions: FunctionTypes,
  used: Set<string>,
): Typed {
  const stack: Typed[] = [];
  const take = (count: number, token: string): Typed[] => {
    if (stack.length < count) throw new Error(`'${token}' needs ${count} operands`);
    return stack.splice(stack.length - count, count);
  };
  for (const token of tokens) {
    const operand = operands.get(token);
    if (operand) {
      stack.push(operand);
    } else if (/^-?\d+$/.test(token)) {
      stack.push({ code: token, type: "i32" });
    } else if (token.startsWith("@")) {
      const name = token.slice(1);
      const known = functions.get(name);
      if (!known) throw new Error(`no function ${name} is exported by the modules that rows may call`);
      used.add(name);
      const args = take(known.parameters, token);
      stack.push({ code: `${name}(${args.map((arg) => arg.code).join(", ")})`, type: known.result });
    } else {
      const [builder, arity] = INSTRUCTIONS.get(token) ?? builtin(token) ?? [];
      if (!builder || arity === undefined) throw new Error(`unknown token '${token}'`);
      stack.push(builder(take(arity, token)));
    }
  }
  if (stack.length !== 1) throw new Error(`the stack holds ${stack.length} values at the end`);
  return stack[0];
}
