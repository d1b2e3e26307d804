/** Floating-point data processing, three sources: fused, rounded once. DDI 0487 C4.1.6. */
import { Ir } from "../../ir/emit.gen";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";

/** FMADD: a + n * m. */
export function multiplyAdd(double: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fmaddF64(V.register(d), V.register(n), V.register(m), V.register(a));
  else Ir.fmaddF32(V.register(d), V.register(n), V.register(m), V.register(a));
}

/** FMSUB: a - n * m. */
export function multiplySubtract(double: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fmsubF64(V.register(d), V.register(n), V.register(m), V.register(a));
  else Ir.fmsubF32(V.register(d), V.register(n), V.register(m), V.register(a));
}

/** FNMADD: -a - n * m. */
export function negateMultiplyAdd(double: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fnmaddF64(V.register(d), V.register(n), V.register(m), V.register(a));
  else Ir.fnmaddF32(V.register(d), V.register(n), V.register(m), V.register(a));
}

/** FNMSUB: -a + n * m. */
export function negateMultiplySubtract(double: u32, m: u32, a: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.fnmsubF64(V.register(d), V.register(n), V.register(m), V.register(a));
  else Ir.fnmsubF32(V.register(d), V.register(n), V.register(m), V.register(a));
}
