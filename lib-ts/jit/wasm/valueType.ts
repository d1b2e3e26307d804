/** Types of values, by their names in the text format. */

/** A number or vector type. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** The byte that stands for each type (core specification 2.0, 5.3.1 and 5.3.2). */
export const VALUE_TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** Block type of a construct that takes nothing and leaves nothing (core specification 2.0, 5.4.1). */
export const VOID_BLOCK = 0x40;
