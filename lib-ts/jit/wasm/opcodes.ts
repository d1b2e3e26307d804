/**
 * Instructions of WebAssembly by their names in the text format: core specification 2.0 (section 5.4 and the index of
 * instructions), the threads proposal and the tail-call proposal. A row is a run of consecutive opcodes.
 */
import { InstructionUnknown } from "./wasmError.ts";

/**
 * What follows an opcode:
 * - `block`: a block type; `label`, `func`, `local`, `global`, `table`, `elem`, `data`: one index;
 * - `labels`: a vector of labels and a default; `call`: a type and a table; `types`: a vector of value types;
 * - `i32`, `i64`: a signed LEB128 number; `f32`, `f64`, `v128`: the bits, little-endian;
 * - `memarg`: alignment and offset; `memarg_lane`: the same and a lane; `lane`: a lane; `shuffle`: 16 lanes;
 * - `tables`: two tables; `elem_table`: a segment and a table; `data_memory`: a segment and a zero byte;
 * - `memory`: one zero byte; `memories`: two zero bytes; `fence`: one zero byte that names no memory; `ref`: a type.
 */
export type Immediates =
  | ("none" | "block" | "label" | "labels" | "func" | "call" | "types" | "local" | "global" | "table" | "elem" | "data")
  | ("i32" | "i64" | "f32" | "f64" | "v128" | "memarg" | "memarg_lane" | "lane" | "shuffle")
  | ("tables" | "elem_table" | "data_memory" | "memory" | "memories" | "fence" | "ref");

/** One instruction. */
export interface Opcode {
  readonly name: OpcodeName;
  /** The byte; for prefixed instructions `prefix << 16 | sub-opcode`, such as 0xfd000e for i8x16.swizzle. */
  readonly code: number;
  readonly immediates: Immediates;
  /** Natural alignment of the access as a power of two (0 to 4), 0 for instructions without a memarg. */
  readonly align: number;
}

type Words<Line extends string> = Line extends `${infer Head} ${infer Tail}` ? Words<Head> | Words<Tail> : Line;
type Names<Text extends string> = Text extends `${infer Head}\n${infer Tail}`
  ? Names<Head> | Names<Tail>
  : Exclude<Words<Text>, "" | "-">;

interface Run<Name extends string> {
  readonly first: number;
  readonly immediates: Immediates;
  readonly words: readonly string[];
  /** Only for the type checker: which names the run has. */
  readonly names?: Name;
}

/** Instructions with consecutive opcodes from `first` on; `-` is a gap. */
function run<const Text extends string>(first: number, immediates: Immediates, text: Text): Run<Names<Text>> {
  return { first, immediates, words: text.trim().split(/\s+/) };
}

const CONTROL = [
  run(0x00, "none", "unreachable nop"),
  run(0x02, "block", "block loop if"),
  run(0x05, "none", "else"),
  run(0x0b, "none", "end"),
  run(0x0c, "label", "br br_if"),
  run(0x0e, "labels", "br_table"),
  run(0x0f, "none", "return"),
  run(0x10, "func", "call"),
  run(0x11, "call", "call_indirect"),
  run(0x12, "func", "return_call"),
  run(0x13, "call", "return_call_indirect"),
  run(0x1a, "none", "drop select"),
  run(0x1c, "types", "select_t"),
  run(0x20, "local", "local.get local.set local.tee"),
  run(0x23, "global", "global.get global.set"),
  run(0x25, "table", "table.get table.set"),
  run(0xd0, "ref", "ref.null"),
  run(0xd1, "none", "ref.is_null"),
  run(0xd2, "func", "ref.func"),
];

const MEMORY = [
  run(
    0x28,
    "memarg",
    `i32.load i64.load f32.load f64.load
     i32.load8_s i32.load8_u i32.load16_s i32.load16_u
     i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u
     i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32`,
  ),
  run(0x3f, "memory", "memory.size memory.grow"),
  run(0xfc0008, "data_memory", "memory.init"),
  run(0xfc0009, "data", "data.drop"),
  run(0xfc000a, "memories", "memory.copy"),
  run(0xfc000b, "memory", "memory.fill"),
  run(0xfc000c, "elem_table", "table.init"),
  run(0xfc000d, "elem", "elem.drop"),
  run(0xfc000e, "tables", "table.copy"),
  run(0xfc000f, "table", "table.grow table.size table.fill"),
];

const NUMERIC = [
  run(0x41, "i32", "i32.const"),
  run(0x42, "i64", "i64.const"),
  run(0x43, "f32", "f32.const"),
  run(0x44, "f64", "f64.const"),
  run(
    0x45,
    "none",
    `i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
     i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u
     f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge
     i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u
     i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr
     i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u
     i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr
     f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt
     f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign
     f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt
     f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign
     i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u
     i64.extend_i32_s i64.extend_i32_u i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u
     f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64
     f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32
     i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
     i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s`,
  ),
  run(
    0xfc0000,
    "none",
    `i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
     i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u`,
  ),
];

const VECTOR = [
  run(
    0xfd0000,
    "memarg",
    `v128.load v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u
     v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat v128.store`,
  ),
  run(0xfd000c, "v128", "v128.const"),
  run(0xfd000d, "shuffle", "i8x16.shuffle"),
  run(0xfd000e, "none", "i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat"),
  run(
    0xfd0015,
    "lane",
    `i8x16.extract_lane_s i8x16.extract_lane_u i8x16.replace_lane
     i16x8.extract_lane_s i16x8.extract_lane_u i16x8.replace_lane
     i32x4.extract_lane i32x4.replace_lane i64x2.extract_lane i64x2.replace_lane
     f32x4.extract_lane f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane`,
  ),
  run(
    0xfd0023,
    "none",
    `i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u
     i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u
     i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u
     f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge
     v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true`,
  ),
  run(
    0xfd0054,
    "memarg_lane",
    `v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane
     v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane`,
  ),
  run(0xfd005c, "memarg", "v128.load32_zero v128.load64_zero"),
  run(
    0xfd005e,
    "none",
    `f32x4.demote_f64x2_zero f64x2.promote_low_f32x4
     i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u
     f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest i8x16.shl i8x16.shr_s i8x16.shr_u
     i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u f64x2.ceil f64x2.floor
     i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u
     i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u
     i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u
     i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u
     i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u
     i16x8.shl i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s i16x8.add_sat_u
     i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u f64x2.nearest i16x8.mul
     i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u
     i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u
     i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask - -
     i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u
     i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add - - i32x4.sub - - - i32x4.mul
     i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s -
     i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u
     i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask - -
     i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u
     i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub - - - i64x2.mul
     i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s
     i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u
     f32x4.abs f32x4.neg - f32x4.sqrt f32x4.add f32x4.sub f32x4.mul f32x4.div
     f32x4.min f32x4.max f32x4.pmin f32x4.pmax
     f64x2.abs f64x2.neg - f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div
     f64x2.min f64x2.max f64x2.pmin f64x2.pmax
     i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u
     i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u`,
  ),
];

const ATOMIC = [
  run(0xfe0000, "memarg", "memory.atomic.notify memory.atomic.wait32 memory.atomic.wait64"),
  run(0xfe0003, "fence", "atomic.fence"),
  run(
    0xfe0010,
    "memarg",
    `i32.atomic.load i64.atomic.load
     i32.atomic.load8_u i32.atomic.load16_u i64.atomic.load8_u i64.atomic.load16_u i64.atomic.load32_u
     i32.atomic.store i64.atomic.store
     i32.atomic.store8 i32.atomic.store16 i64.atomic.store8 i64.atomic.store16 i64.atomic.store32
     i32.atomic.rmw.add i64.atomic.rmw.add i32.atomic.rmw8.add_u i32.atomic.rmw16.add_u
     i64.atomic.rmw8.add_u i64.atomic.rmw16.add_u i64.atomic.rmw32.add_u
     i32.atomic.rmw.sub i64.atomic.rmw.sub i32.atomic.rmw8.sub_u i32.atomic.rmw16.sub_u
     i64.atomic.rmw8.sub_u i64.atomic.rmw16.sub_u i64.atomic.rmw32.sub_u
     i32.atomic.rmw.and i64.atomic.rmw.and i32.atomic.rmw8.and_u i32.atomic.rmw16.and_u
     i64.atomic.rmw8.and_u i64.atomic.rmw16.and_u i64.atomic.rmw32.and_u
     i32.atomic.rmw.or i64.atomic.rmw.or i32.atomic.rmw8.or_u i32.atomic.rmw16.or_u
     i64.atomic.rmw8.or_u i64.atomic.rmw16.or_u i64.atomic.rmw32.or_u
     i32.atomic.rmw.xor i64.atomic.rmw.xor i32.atomic.rmw8.xor_u i32.atomic.rmw16.xor_u
     i64.atomic.rmw8.xor_u i64.atomic.rmw16.xor_u i64.atomic.rmw32.xor_u
     i32.atomic.rmw.xchg i64.atomic.rmw.xchg i32.atomic.rmw8.xchg_u i32.atomic.rmw16.xchg_u
     i64.atomic.rmw8.xchg_u i64.atomic.rmw16.xchg_u i64.atomic.rmw32.xchg_u
     i32.atomic.rmw.cmpxchg i64.atomic.rmw.cmpxchg i32.atomic.rmw8.cmpxchg_u i32.atomic.rmw16.cmpxchg_u
     i64.atomic.rmw8.cmpxchg_u i64.atomic.rmw16.cmpxchg_u i64.atomic.rmw32.cmpxchg_u`,
  ),
];

const RUNS = [...CONTROL, ...MEMORY, ...NUMERIC, ...VECTOR, ...ATOMIC];

/** Name of an instruction in the text format; `select_t` is `select` with a type, which has an opcode of its own. */
export type OpcodeName = NonNullable<(typeof RUNS)[number]["names"]>;

/** Every instruction, by name. */
export const OPCODES = tableOf(RUNS) as Readonly<Record<OpcodeName, Opcode>>;

/**
 * The instruction of that name, for names that come from a table of ours.
 * @throws InstructionUnknown
 */
export function opcodeNamed(name: string): Opcode {
  if (!Object.hasOwn(OPCODES, name)) throw new InstructionUnknown(name);
  return OPCODES[name as OpcodeName];
}

function tableOf(runs: readonly Run<string>[]): Record<string, Opcode> {
  const table: Record<string, Opcode> = {};
  for (const { first, immediates, words } of runs) {
    for (const [index, word] of words.entries()) {
      const name = word as OpcodeName;
      if (word !== "-") table[word] = { name, code: first + index, immediates, align: naturalAlign(word, immediates) };
    }
  }
  return table;
}

/** Power of two of the bytes that the instruction accesses, from its name: `load32x2` is 64 bits, a plain `load` a value. */
function naturalAlign(name: string, immediates: Immediates): number {
  if (!immediates.startsWith("memarg")) return 0;
  const [, bits, lanes] = /(?:load|store|rmw|wait)(\d+)(?:x(\d))?/.exec(name) ?? [];
  const plain = /^[if](\d+)|^v(128)|^memory/.exec(name);
  const width = bits ? Number(bits) * Number(lanes ?? 1) : Number(plain?.[1] ?? plain?.[2] ?? 32);
  return Math.log2(width / 8);
}
