/** Floating-point moves. DDI 0487 C4.1.6. A `double` field is 1 for D registers, 0 for S registers. */
import { expandImmediate32, expandImmediate64 } from "../../fp/expandImmediate";
import { Ir } from "../../ir/emit.gen";
import { V, X } from "../registers";
import { fpTrapped } from "./fpAccess";

/** FMOV (register). */
export function moveRegister(double: u32, n: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.movF64(V.register(d), V.register(n));
  else Ir.movF32(V.register(d), V.register(n));
}

/** FMOV (scalar, immediate): VFPExpandImm(imm8). */
export function moveImmediate(double: u32, imm8: u32, d: u32): void {
  if (fpTrapped()) return;
  if (double != 0) Ir.constF64(V.register(d), <i64>expandImmediate64(imm8));
  else Ir.constF32(V.register(d), <i32>expandImmediate32(imm8));
}

/** FMOV Wd, Sn. */
export function moveSingleToGeneral(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fromfloatF32(X.to(d), V.register(n));
}

/** FMOV Sd, Wn. */
export function moveGeneralToSingle(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.tofloatF32(V.register(d), X.from(n));
}

/** FMOV Xd, Dn. */
export function moveDoubleToGeneral(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fromfloatF64(X.to(d), V.register(n));
}

/** FMOV Dd, Xn. */
export function moveGeneralToDouble(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.tofloatF64(V.register(d), X.from(n));
}

/** FMOV Xd, Vn.D[1]. */
export function moveTopToGeneral(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.fromtop(X.to(d), V.register(n));
}

/** FMOV Vd.D[1], Xn: the lower half stays. */
export function moveGeneralToTop(n: u32, d: u32): void {
  if (fpTrapped()) return;
  Ir.totop(V.register(d), V.register(d), X.from(n));
}
